"""An office's template of one consultation over HTTP: taken in, refused, kept, moved, and used."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner, Result

from sessions.export.office_template import BYTES_MAX
from tests.sessions.export.test_office_template import template
from tests.support.office import with_part
from tests.web.conftest import Site
from tests.web.test_documents import PDF
from tests.web.test_minutes import hold, readable
from tests.web.test_minutes_work import done, sign
from web.cli import app

OWN = template("某市政协文件 {{文号}}", "{{纪要}}", "{{机关}}")
OTHER = template("另一个机关的文件")
PATH = "./minutes/template"


async def give(
    site: Site, content: bytes, role: str | None = "organizer", name: str = "红头.docx"
) -> httpx2.Response:
    return await site.ask("POST", f"{PATH}?name={name}", role, content=content)


async def minutes(site: Site, query: str = "") -> str:
    answer = await site.ask("GET", f"./minutes.docx{query}", "clerk")
    assert answer.status_code == 200, answer.text
    return readable("docx", answer.content)


async def test_it_is_kept_named_and_used_until_it_is_removed(site: Site) -> None:
    answer = await give(site, OWN)
    assert answer.status_code == 201, answer.text
    kept = answer.json()["template"]
    assert kept == {
        "name": "红头.docx", "bytes": len(OWN), "sha256": hashlib.sha256(OWN).hexdigest(),
        "fields": ["纪要", "文号", "机关"],
    }  # fmt: skip
    assert (await give(site, OWN)).json() == {"template": kept, "seqs": []}
    draft = (await site.ask("GET", "./minutes/draft.json", "clerk")).json()
    assert draft["template"] == kept
    assert (await site.ask("GET", PATH, "chair")).content == OWN
    assert "某市政协文件 （签发后填写）" in await minutes(site)

    await give(site, OTHER, "clerk", "另一个.docx")
    assert "另一个机关的文件" in await minutes(site)
    await done(site, "chair", "remove_minutes_template")
    assert "远程协商会议纪要" in await minutes(site), "the standard's own head again"
    gone = await site.ask("GET", PATH, "chair")
    assert (gone.status_code, gone.json()["code"]) == (404, "no_minutes_template")


async def test_a_signed_version_stays_in_the_one_it_was_signed_with(site: Site) -> None:
    await hold(site)
    await give(site, OWN)
    await sign(site)
    late = await give(site, OTHER)
    assert (late.status_code, late.json()["code"]) == (409, "minutes_signed")
    await done(site, "clerk", "reopen_minutes", reason="日期有误")
    await give(site, OTHER)
    assert "某市政协文件 第 6 号" in await minutes(site, "?version=1")
    assert "另一个机关的文件" in await minutes(site)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "template_not_docx"),
        (b"%PDF-1.7", "template_not_docx"),
        (template("{{密级}}"), "template_field_unknown"),
        (with_part(OWN, "word/vbaProject.bin"), "template_active"),
        (bytes(BYTES_MAX + 1), "template_too_big"),
    ],
)
async def test_what_is_refused_leaves_nothing(site: Site, content: bytes, code: str) -> None:
    answer = await give(site, content)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert (await site.tongxin.service.state(site.id)).minutes.template is None
    folder = site.tongxin.settings.documents
    assert not [one for one in folder.rglob("*") if one.is_file()]


async def test_only_those_who_edit_the_minutes_give_one(site: Site) -> None:
    for role, status in ((None, 401), ("member", 403), ("venue", 403), ("viewer", 403)):
        assert (await give(site, OWN, role)).status_code == status
        assert (await site.ask("GET", PATH, role)).status_code == status
    made_up = {"name": "a.docx", "bytes": 1, "sha256": "0" * 64, "fields": []}
    answer = await site.command("organizer", "set_minutes_template", template=made_up)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_taking_back_a_document_leaves_the_template(site: Site) -> None:
    await give(site, OWN)
    attached = await site.ask("POST", "./documents?item_id=two&name=a", "clerk", content=PDF)
    one = attached.json()["document_id"]
    assert (await site.ask("DELETE", f"./documents/{one}", "clerk")).status_code == 204
    assert "某市政协文件" in await minutes(site)


async def test_a_template_whose_file_is_gone_is_named(site: Site) -> None:
    await give(site, OWN)
    site.tongxin.minutes.kept.prune(site.id, ())
    answer = await site.ask("GET", "./minutes.docx", "clerk", headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, "template_gone")
    assert "红头.docx" in answer.json()["message"]
    found = await run("verify", "--data", str(site.tongxin.settings.data))
    assert found.exit_code == 1
    assert "红头.docx are gone" in found.output


def run(*arguments: str) -> Any:
    return asyncio.to_thread(CliRunner().invoke, app, arguments)


async def test_it_goes_elsewhere_with_its_consultation(site: Site, tmp_path: Path) -> None:
    await hold(site)
    await give(site, OWN)
    here, there = str(site.tongxin.settings.data), str(tmp_path / "there")
    archive, out = str(tmp_path / "one.tongxin"), tmp_path / "minutes.docx"
    made = ("--format", "docx", "--out", str(out), "--data", there)
    for arguments in (
        ("export", site.id, archive, "--data", here),
        ("import", archive, "--data", there),
        ("verify", "--data", there),
        ("minutes", site.id, *made),
    ):
        answer: Result = await run(*arguments)
        assert answer.exit_code == 0, answer.output
    assert "某市政协文件" in readable("docx", out.read_bytes())
    given = tmp_path / "given.docx"
    given.write_bytes(OTHER)
    assert (await run("minutes", site.id, *made, "--template", str(given))).exit_code == 0
    assert "另一个机关的文件" in readable("docx", out.read_bytes()), "what is named goes first"
