"""The minutes over HTTP and by the command line, made from the log."""

import asyncio
import io
import zipfile
from pathlib import Path

import docx
import msgspec
import pytest
from typer.testing import CliRunner

from sessions.export.document import Document, compose
from sessions.export.forms import FILES, File, Order
from sessions.heads import SignedHead
from sessions.minutes_drafting import build
from tests.web.conftest import Site
from web.apart import ProcessFailed
from web.cli import app
from web.minutes import TYPES, disposition, whole_log
from web.typesetting import typeset

DATA_FILES = [file for file in FILES if file.endswith(("json", "csv"))]


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


async def last_head(site: Site) -> SignedHead:
    """That of the last record, once it is signed."""
    async with asyncio.timeout(10):
        last = (await site.tongxin.service.state(site.id)).seq
        while not (heads := await site.tongxin.store.read_heads(site.id)) or (
            heads[-1].head.seq < last
        ):
            await asyncio.sleep(0.01)
    return heads[-1]


def readable(file: str, content: bytes) -> str:
    """What can be searched for words; a PDF's are drawn, so only its head is looked at."""
    if file.endswith("docx"):
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    if file.endswith("pdf"):
        assert content.startswith(b"%PDF-")
        return ""
    return content.decode()


SAID: dict[str, tuple[str, ...]] = {
    "minutes": ("保留一座烟囱", "区住建部门"),
    "record": ("厂区要留一座烟囱", "保留一座烟囱", "区住建部门"),
    "attendance": ("某chair",),
    "speeches": ("时间码",),
    "opinions": ("厂区要留一座烟囱",),
    "outcomes": ("保留一座烟囱", "区住建部门"),
}
"""Of what `hold` held, by document."""


@pytest.mark.parametrize("file", FILES)
async def test_every_file_comes_from_the_log(site: Site, file: File) -> None:
    await hold(site)
    answer = await site.ask("GET", f"./{file}", "clerk", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 200, answer.text
    document, _, form = file.partition(".")
    assert answer.headers["content-type"] == TYPES[form.rpartition(".")[2]]
    assert answer.headers["cache-control"] == "no-store"
    assert f'filename="{file}"' in answer.headers["content-disposition"]
    text = "".join(readable(file, answer.content).split()).replace("\\", "")
    if form == "pdf":
        return
    assert [said for said in SAID[document] if said not in text] == []
    if form != "csv":
        assert (await whole_log(site.tongxin.service, site.id))[-1].hash in text


async def test_who_sees_the_minutes(site: Site) -> None:
    for role, status in (
        ("organizer", 200), ("chair", 200), ("clerk", 200), ("member", 403), ("venue", 403),
        ("viewer", 403), (None, 401),
    ):  # fmt: skip
        for file in DATA_FILES:
            assert (await site.ask("GET", f"./{file}", role)).status_code == status, role


async def test_data_of_a_short_log_needs_no_process(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.typesetting.SECONDS", 0)
    for file in DATA_FILES:
        assert (await site.ask("GET", f"./{file}", "chair")).status_code == 200
    monkeypatch.setattr("web.minutes.DATA_RECORDS", 1)
    assert (await site.ask("GET", "./speeches.csv", "chair")).status_code == 500


async def test_the_document_rests_on_the_last_record(site: Site) -> None:
    await hold(site)
    answer = await site.ask("GET", "./minutes.document.json", "clerk")
    document = msgspec.json.decode(answer.content, type=Document)
    records = await whole_log(site.tongxin.service, site.id)
    assert document.seq == records[-1].seq
    assert document == compose(build(records))


async def test_the_closed_meeting_s_minutes_bear_its_signed_head(site: Site) -> None:
    await hold(site)
    head = await last_head(site)
    minutes = (await site.ask("GET", "./minutes.json", "clerk")).json()
    assert minutes["proof"]["head"] == head.text()


async def test_a_form_that_does_not_exist(site: Site) -> None:
    assert (await site.ask("GET", "./minutes.exe", "chair")).status_code == 404


async def test_the_process_failing_is_no_document() -> None:
    with pytest.raises(ProcessFailed):
        await typeset(Order("minutes.md", [], 0))


# --- links into the recording -----------------------------------------------------------------

BASE = "https://consult.example.org"


async def test_timecodes_lead_into_the_recording_while_there_is_one(site: Site) -> None:
    await hold(site)
    files = site.tongxin.minutes
    shelf = files.settings.live_directory / site.id / "recording.jsonl"
    state = await site.tongxin.service.state(site.id)
    link = f"{BASE}/recordings/{site.id}#at={state.opened_at}"

    async def record() -> str:
        return (await site.ask("GET", "./record.md", "clerk")).text

    assert "| 0:00:00 |" in await record()
    shelf.parent.mkdir(parents=True)
    shelf.write_bytes(b"")
    assert "recordings/" not in await record(), "nobody knows how people reach this server"
    files.settings = files.settings.model_copy(update={"base_url": f"{BASE}/"})
    assert f"| [0:00:00](<{link}>) |" in await record()
    assert (await site.ask("GET", "./record.json", "clerk")).json()["meeting"]["recording"]
    await site.command("chair", "delete_recording", reason="涉及个人信息")
    assert "recordings/" not in await record()


# --- an office's own template -----------------------------------------------------------------


def own(path: Path) -> Path:
    made = docx.Document()
    made.add_paragraph("某市政协文件")
    made.add_paragraph("{{纪要}}")
    made.save(str(path))
    return path


async def test_the_minutes_stand_in_the_office_s_template(site: Site, tmp_path: Path) -> None:
    await hold(site)
    files = site.tongxin.minutes
    files.template = own(tmp_path / "own.docx")
    text = readable("docx", (await site.ask("GET", "./minutes.docx", "clerk")).content)
    assert text.index("某市政协文件") < text.index("保留一座烟囱")
    record = readable("docx", (await site.ask("GET", "./record.docx", "clerk")).content)
    assert "某市政协文件" not in record


@pytest.mark.parametrize(
    ("content", "code"), [(None, "template_not_docx"), (b"no", "template_not_docx")]
)
async def test_an_unusable_template_is_said(
    site: Site, tmp_path: Path, content: bytes | None, code: str
) -> None:
    files = site.tongxin.minutes
    files.template = tmp_path / "own.docx"
    if content is not None:
        files.template.write_bytes(content)
    answer = await site.ask("GET", "./minutes.docx", "clerk", headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert "DOCX" in answer.json()["message"]
    assert (await site.ask("GET", "./minutes.md", "clerk")).status_code == 200


def test_file_names_keep_their_hanzi() -> None:
    header = disposition('清水塘"纪要\r\n.pdf', "minutes.pdf")
    assert header.isascii()
    assert "\r" not in header
    assert header.startswith("attachment; filename=\"minutes.pdf\"; filename*=UTF-8''%E6%B8%85")


# --- by the command line ----------------------------------------------------------------------


async def test_the_command_writes_the_same_document(site: Site, tmp_path: Path) -> None:
    await hold(site)
    await last_head(site)
    out = tmp_path / "minutes.md"
    data = str(site.tongxin.settings.data)
    arguments = ["minutes", site.id, "--format", "md", "--out", str(out), "--data", data]
    made = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert made.exit_code == 0, made.output
    assert out.read_bytes() == (await site.ask("GET", "./minutes.md", "chair")).content


async def test_the_command_makes_the_record_and_lists_too(site: Site, tmp_path: Path) -> None:
    await hold(site)
    await last_head(site)
    data = ["--data", str(site.tongxin.settings.data)]
    for document, form in (("record", "json"), ("outcomes", "csv"), ("minutes", "xml")):
        out = tmp_path / f"{document}.{form}"
        arguments = ["minutes", site.id, "--document", document, "--format", form]
        arguments += ["--out", str(out), *data]
        made = await asyncio.to_thread(CliRunner().invoke, app, arguments)
        assert made.exit_code == 0, made.output
        asked = await site.ask(
            "GET", f"./{document}.{form}", "chair", headers={"accept-language": "zh-CN"}
        )
        assert out.read_bytes() == asked.content


async def test_the_command_takes_a_template(site: Site, tmp_path: Path) -> None:
    await hold(site)
    out, template = tmp_path / "minutes.docx", own(tmp_path / "own.docx")
    arguments = ["minutes", site.id, "--format", "docx", "--template", str(template)]
    arguments += ["--out", str(out), "--data", str(site.tongxin.settings.data)]
    made = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert made.exit_code == 0, made.output
    assert "某市政协文件" in readable("docx", out.read_bytes())
    template.write_bytes(b"no")
    failed = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert failed.exit_code == 1
    assert "no readable DOCX" in failed.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["minutes", "x", "--format", "exe"], "There is no minutes.exe"),
        (["minutes", "x", "--format", "pdf", "--template", "x.docx"], "--template is for"),
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
