"""The work on the minutes over HTTP and by the command line: drafts, corrections, versions."""

import asyncio
import hashlib
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sessions.export.words import ITEM_KINDS
from sessions.minutes import Minutes
from tests.web.conftest import Site
from tests.web.test_minutes import hold, last_head
from web.cli import app

OPENING = {"block": "opening", "base_revision": 0}
NEW = "会议由全国会场主持。"


async def done(site: Site, role: str, type: str, **fields: Any) -> None:
    answer = await site.command(role, type, **fields)
    assert answer.status_code == 200, answer.text


async def refused(site: Site, role: str, type: str, **fields: Any) -> tuple[int, str]:
    answer = await site.command(role, type, **fields)
    return answer.status_code, answer.json()["code"]


async def id_of(site: Site, role: str) -> str:
    people = (await site.tongxin.service.state(site.id)).participants.values()
    return next(one.id for one in people if one.role == role)


async def circulate(site: Site, *roles: str) -> None:
    ids = [await id_of(site, role) for role in roles]
    due_at = int(time.time() * 1000) + 3_600_000
    await done(site, "clerk", "circulate_minutes", participant_ids=ids, due_at=due_at)


async def sign(site: Site, number: str = "第 6 号", **fields: Any) -> None:
    await circulate(site, "member")
    await done(site, "chair", "approve_minutes", before_deadline="各方已回复")
    signature = {"number": number, "date": "2026-07-20", "signer": "某chair"}
    await done(site, "chair", "sign_minutes", **signature, **fields)


async def text(site: Site, query: str = "") -> str:
    answer = await site.ask("GET", f"./minutes.md{query}", "clerk")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_from_the_draft_to_a_second_version(site: Site) -> None:
    await hold(site)
    draft = (await site.ask("GET", "./minutes/draft.json", "clerk")).json()
    opening = next(one for one in draft["blocks"] if one["key"] == "opening")
    assert (draft["stage"], opening["revision"], opening["text"]) == ("draft", 0, None)
    assert "主持召开清水塘协商" in opening["drafted"]["text"]

    await done(site, "clerk", "edit_minutes", **OPENING, text="初稿。", drafted="原稿")
    stale = await refused(site, "organizer", "edit_minutes", **OPENING, text="别的。")
    assert stale == (409, "stale_revision")
    await circulate(site, "member")
    await done(site, "member", "propose_correction", block="opening", text=NEW, reason="漏了")
    (correction,) = (await site.ask("GET", "./minutes/draft.json", "clerk")).json()["corrections"]
    settle = {"correction_id": correction["correction_id"], "accept": True, "base_revision": 1}
    await done(site, "clerk", "settle_correction", **settle)
    mine = (await site.ask("GET", "./minutes/circulated.json", "member")).json()
    assert [one["accepted"] for one in mine["corrections"]] == [True]
    assert mine["document"]["blocks"][0]["text"] == NEW

    await sign(site, sha256="0" * 64, approved_seq=1)  # a client's word is not taken
    (first,) = (await site.ask("GET", "./minutes/versions", "chair")).json()["versions"]
    document = await site.ask("GET", "./minutes.document.json?version=1", "clerk")
    assert hashlib.sha256(document.content).hexdigest() == first["sha256"] != "0" * 64
    assert (first["number"], first["date"], first["signer"]) == ("第 6 号", "2026-07-20", "某chair")
    kept = await text(site, "?version=1")
    assert kept == await text(site)
    assert NEW in kept

    change = {"block": "opening", "base_revision": 2, "text": "第二版。"}
    assert await refused(site, "clerk", "edit_minutes", **change) == (409, "minutes_signed")
    await done(site, "clerk", "reopen_minutes", reason="日期有误")
    await done(site, "clerk", "edit_minutes", **change)
    assert "第二版。" in await text(site)
    assert await text(site, "?version=1") == kept
    await sign(site, "第 7 号")
    assert await text(site, "?version=1") == kept
    assert "第二版。" in await text(site, "?version=2")
    pdf = await site.ask("GET", "./minutes.pdf?version=2", "clerk")
    assert pdf.content.startswith(b"%PDF-")


async def test_signing_again_under_its_key_is_answered_as_the_first_time(site: Site) -> None:
    await hold(site)
    await circulate(site, "member")
    await done(site, "chair", "approve_minutes", before_deadline="各方已回复")
    signature = {"number": "第 6 号", "date": "2026-07-20", "signer": "某chair"}
    body = {"type": "sign_minutes", **signature}
    first, again = [
        await site.ask("POST", "./commands", "chair", body, headers={"idempotency-key": "once"})
        for _ in range(2)
    ]
    assert first.status_code == 200, first.text
    assert (again.status_code, again.json()) == (200, first.json())


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?version=1", 404, "no_such_minutes_version"),
        ("?version=x", 400, "bad_request"),
        ("?version=-1", 400, "bad_request"),
    ],
)
async def test_versions_that_there_are_not(site: Site, query: str, status: int, code: str) -> None:
    answer = await site.ask("GET", f"./minutes.md{query}", "clerk")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_who_reads_what(site: Site) -> None:
    await hold(site)
    await circulate(site, "member", "venue")
    for path, allowed in (
        ("./minutes/draft.json", {"organizer", "chair", "clerk"}),
        ("./minutes/versions", {"organizer", "chair", "clerk"}),
        ("./minutes/circulated.json", {"organizer", "chair", "clerk", "member", "venue"}),
    ):
        assert (await site.ask("GET", path)).status_code == 401
        for role in site.tokens:
            status = (await site.ask("GET", path, role)).status_code
            assert status == (200 if role in allowed else 403), (path, role)


async def test_only_staff_are_told_of_edits_and_corrections(site: Site) -> None:
    await hold(site)
    await done(site, "clerk", "edit_minutes", **OPENING, text="初稿。")
    await circulate(site, "member")
    await done(site, "member", "propose_correction", block="opening", text=NEW)

    async def told(role: str) -> set[str]:
        page = (await site.ask("GET", "./events?after=0", role)).json()
        of_minutes = ("minutes_", "correction_")
        types = {one["event"]["type"] for one in page["records"]}
        return {one for one in types if one.startswith(of_minutes)}

    assert await told("clerk") == {"minutes_edited", "minutes_circulated", "correction_proposed"}
    assert await told("member") == await told("expert") == {"minutes_circulated"}
    assert await told("viewer") == set()
    for role, stage in (("clerk", "circulated"), ("expert", "circulated"), ("viewer", None)):
        view = (await site.ask("GET", ".", role)).json()["minutes"]
        assert (view and view["stage"]) == stage


async def test_a_rehearsal_has_none(site: Site) -> None:
    await done(site, "organizer", "start_rehearsal")
    for path in ("./minutes/draft.json", "./minutes/circulated.json"):
        answer = await site.ask("GET", path, "chair")
        assert (answer.status_code, answer.json()["code"]) == (409, "rehearsal_no_minutes")


async def test_the_command_line_makes_a_signed_version(site: Site, tmp_path: Path) -> None:
    await hold(site)
    await sign(site)
    kept = await text(site, "?version=1")
    await done(site, "clerk", "reopen_minutes", reason="日期有误")
    await done(site, "clerk", "edit_minutes", **OPENING, text="第二版。")
    out = tmp_path / "minutes.md"
    where = ["--out", str(out), "--data", str(site.tongxin.settings.data)]

    def make(version: str) -> Result:
        return CliRunner().invoke(app, ["minutes", site.id, "--version", version, *where])

    made = await asyncio.to_thread(make, "1")
    assert made.exit_code == 0, made.output
    assert out.read_text(encoding="utf-8") == kept
    unsigned = await asyncio.to_thread(make, "2")
    assert unsigned.exit_code == 1
    assert "Version 2 of the minutes has not been signed" in unsigned.output


@pytest.fixture
async def reworded(site: Site, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The document that was signed, before another release changes every word of the draft."""
    await hold(site)
    await sign(site)
    kept = (await site.ask("GET", "./minutes.document.json", "clerk")).content
    monkeypatch.setattr("sessions.export.document.MARK", "另一种纪要")
    monkeypatch.setitem(ITEM_KINDS, "statements", "另一种说法")
    return kept


async def test_what_was_signed_stays_the_same_whatever_is_drafted_later(
    site: Site, reworded: bytes
) -> None:
    for query in ("", "?version=1"):
        answer = await site.ask("GET", f"./minutes.document.json{query}", "clerk")
        assert answer.content == reworded
    assert "另一种" not in await text(site)
    shown = (await site.ask("GET", "./minutes/circulated.json", "member")).json()
    assert shown["document"]["mark"] != "另一种纪要"
    verified = ["verify", "--data", str(site.tongxin.settings.data)]
    assert (await asyncio.to_thread(CliRunner().invoke, app, verified)).exit_code == 0
    await done(site, "clerk", "reopen_minutes", reason="日期有误")
    draft = await site.ask("GET", "./minutes.document.json", "clerk")
    assert draft.json()["mark"] == "另一种纪要"
    again = await site.ask("GET", "./minutes.document.json?version=1", "clerk")
    assert again.content == reworded


DATA = ("json", "csv", "xml")
"""The forms that are made of the data and not of the words."""


async def data_of(site: Site, query: str = "") -> dict[str, bytes]:
    answers = [await site.ask("GET", f"./minutes.{form}{query}", "clerk") for form in DATA]
    assert [answer.status_code for answer in answers] == [200] * len(DATA)
    return {form: answer.content for form, answer in zip(DATA, answers, strict=True)}


async def test_the_data_of_a_signed_version_come_from_what_was_signed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hold(site)
    await last_head(site)
    await sign(site)
    kept = await data_of(site)
    (first,) = (await site.ask("GET", "./minutes/versions", "chair")).json()["versions"]
    assert hashlib.sha256(kept["json"]).hexdigest() == first["data_sha256"]
    assert json.loads(kept["json"])["issue"]["number"] == "第 6 号"

    def of_another_release(*_: Any) -> Minutes:
        raise AssertionError("what is signed is not read off the log again")

    with monkeypatch.context() as later:
        later.setattr("sessions.export.forms.build", of_another_release)
        for form in ("json", "csv"):  # XML is made in a process, which knows nothing of this
            assert (await site.ask("GET", f"./minutes.{form}", "clerk")).content == kept[form]
    outcome = {"text": "后来的成果", "unit": "局", "due": "2027-05-31"}
    await done(site, "clerk", "record_outcome", **outcome, source={"kind": "item", "id": "one"})
    await done(site, "clerk", "reopen_minutes", reason="日期有误")
    assert await data_of(site, "?version=1") == kept
    draft = await data_of(site)
    assert all("后来的成果".encode() in draft[form] for form in DATA)


async def test_signed_minutes_go_elsewhere_to_the_byte(
    site: Site, reworded: bytes, tmp_path: Path
) -> None:
    here, there = str(site.tongxin.settings.data), str(tmp_path / "there")
    archive, out = str(tmp_path / "one.tongxin"), tmp_path / "minutes.json"

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    data = (await site.ask("GET", "./minutes.json", "clerk")).content
    for arguments in (
        ("export", site.id, archive, "--data", here),
        ("import", archive, "--data", there),
        ("verify", "--data", there),
    ):
        answer = await asyncio.to_thread(run, *arguments)
        assert answer.exit_code == 0, answer.output
    for form, kept in (("document.json", reworded), ("json", data)):
        where = ("--format", form, "--out", str(out), "--data", there)
        assert (await asyncio.to_thread(run, "minutes", site.id, *where)).exit_code == 0
        assert out.read_bytes() == kept


@pytest.mark.parametrize("which", ["sha256", "data_sha256"])
async def test_a_document_that_is_gone_or_other_is_named(site: Site, which: str) -> None:
    await hold(site)
    await sign(site)
    settings = site.tongxin.settings
    (first,) = (await site.ask("GET", "./minutes/versions", "chair")).json()["versions"]
    with sqlite3.connect(settings.data / "record.db") as database:
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            database.execute("UPDATE minutes_documents SET body = x'00'")
        database.execute("DROP TRIGGER minutes_documents_refuse_update")
        changed = "UPDATE minutes_documents SET body = x'00' WHERE sha256 = ?"
        assert database.execute(changed, [first[which]]).rowcount == 1
    found = await asyncio.to_thread(
        CliRunner().invoke, app, ["verify", "--data", str(settings.data)]
    )
    assert found.exit_code == 1
    assert "version 1 of the minutes is not what was signed" in found.output
