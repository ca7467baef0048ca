"""The minutes over HTTP and by the command line, made from the log."""

import asyncio
import io
import zipfile
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from sessions.export.document import Document, compose
from sessions.minutes import build
from tests.web.conftest import Site
from web.apart import ProcessFailed
from web.cli import app
from web.minutes import TYPES, disposition, typeset, whole_log
from web.typeset import AS_DATA, FORMATS, Format


async def hold(site: Site) -> None:
    """A short meeting with an opinion, an outcome and an end."""
    await site.command("chair", "open_consultation")
    await site.command("chair", "start_item", item_id="one")
    id = (await site.opinion("厂区要留一座烟囱"))["opinion_id"]
    await site.command("clerk", "publish_opinion", opinion_id=id)
    done = await site.command(
        "clerk", "record_outcome", text="保留一座烟囱", unit="区住建部门", due="2027-03-31",
        source={"kind": "item", "id": "one"},
    )  # fmt: skip
    assert done.status_code == 200, done.text
    await site.command("chair", "close_consultation")


def readable(format: Format, content: bytes) -> str:
    """What can be searched for words; a PDF's are drawn, so only its head is looked at."""
    if format == "docx":
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    if format == "pdf":
        assert content.startswith(b"%PDF-")
        return ""
    return content.decode()


@pytest.mark.parametrize("format", FORMATS)
async def test_every_form_comes_from_the_log(site: Site, format: Format) -> None:
    await hold(site)
    answer = await site.ask("GET", f"./minutes.{format}", "clerk")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == TYPES[format]
    assert answer.headers["cache-control"] == "no-store"
    text = readable(format, answer.content)
    if format != "pdf":
        last = (await whole_log(site.tongxin.service, site.id))[-1]
        for said in ("厂区要留一座烟囱", "保留一座烟囱", "区住建部门", last.hash):
            assert said in "".join(text.split()).replace("\\", ""), said


async def test_who_sees_the_minutes(site: Site) -> None:
    for role, status in (
        ("organizer", 200), ("chair", 200), ("clerk", 200), ("member", 403), ("venue", 403),
        ("viewer", 403), (None, 401),
    ):  # fmt: skip
        for form in AS_DATA:
            assert (await site.ask("GET", f"./minutes.{form}", role)).status_code == status, role


async def test_data_needs_no_process(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.minutes.SECONDS", 0)
    for form in AS_DATA:
        assert (await site.ask("GET", f"./minutes.{form}", "chair")).status_code == 200
    with pytest.raises(TimeoutError):
        await typeset(await whole_log(site.tongxin.service, site.id), "md")


async def test_the_document_rests_on_the_last_record(site: Site) -> None:
    await hold(site)
    answer = await site.ask("GET", "./minutes.document.json", "clerk")
    document = msgspec.json.decode(answer.content, type=Document)
    assert document.seq == (await site.tongxin.service.state(site.id)).seq
    assert document == compose(build(await whole_log(site.tongxin.service, site.id)))


async def test_a_form_that_does_not_exist(site: Site) -> None:
    assert (await site.ask("GET", "./minutes.exe", "chair")).status_code == 404


async def test_the_process_failing_is_no_document() -> None:
    with pytest.raises(ProcessFailed):
        await typeset([], "md")


def test_file_names_keep_their_hanzi() -> None:
    header = disposition('清水塘"纪要\r\n.pdf', "minutes.pdf")
    assert header.isascii()
    assert "\r" not in header
    assert header.startswith("attachment; filename=\"minutes.pdf\"; filename*=UTF-8''%E6%B8%85")


# --- by the command line ----------------------------------------------------------------------


async def test_the_command_writes_the_same_document(site: Site, tmp_path: Path) -> None:
    await hold(site)
    out = tmp_path / "minutes.md"
    data = str(site.tongxin.settings.data)
    arguments = ["minutes", site.id, "--format", "md", "--out", str(out), "--data", data]
    made = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert made.exit_code == 0, made.output
    assert out.read_bytes() == (await site.ask("GET", "./minutes.md", "chair")).content


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["minutes", "x", "--format", "exe"], "There is no form exe"),
        (["minutes", "x"], "There is no record"),
        (["verify"], "There is no record"),
        (["serve", "--tls-cert", "a.pem"], "belong together"),
        (["serve", "--port", "70000"], "port"),
        (["serve", "--host", "192.0.2.1", "--port", "18499"], "Cannot listen on 192.0.2.1:18499"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], says: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [*arguments, "--data", str(tmp_path / "none")])
    assert done.exit_code == 1
    assert says in done.output
    assert not (tmp_path / "none").exists()
