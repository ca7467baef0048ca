"""The demo: prepared once, its links work, its script keeps still when a person presides."""

import asyncio
import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from sessions import commands as c
from sessions.consultation import Consultation
from sessions.types import SYSTEM, Actor, Participant, Venue
from tests.web.conftest import ORGANIZER, Site
from web.app import Tongxin
from web.bot import BotLinks
from web.cli import app
from web.demo import QUIET_MS, Links, begin, bot_ids, demo, make_links, next_grant, prepare
from web.demo_content import AGENDA, BOTS, HOST, LABELS, LINKS, ROSTER, VENUES

# --- the content ------------------------------------------------------------------------------


def test_the_content_keeps_its_own_bounds() -> None:
    for one in (*VENUES, *AGENDA, *ROSTER, HOST, *BOTS):
        assert msgspec.convert(msgspec.to_builtins(one), type(one)) == one
    everybody: list[Participant] = [*ROSTER, HOST, *BOTS]
    assert len({who.id for who in everybody}) == len(everybody)
    assert all(len(who.short_name) <= 6 for who in everybody)


def test_venues_stand_at_four_levels() -> None:
    assert [(venue.level, venue.region_code) for venue in VENUES] == [
        ("national", "000000"),
        ("provincial", "430000"),
        ("municipal", "430200"),
        ("county", "430204"),
    ]
    places: dict[str, Venue] = {venue.id: venue for venue in VENUES}
    assert all(who.venue_id in places for who in (*ROSTER, HOST, *BOTS))
    members = {places[who.venue_id].level for who in ROSTER if who.role == "member"}
    assert members == {"national", "provincial", "municipal", "county"}
    assert [item.kind for item in AGENDA] == ["briefing", "questions", "answers", "statements"]


def test_bots_are_nobodys_printed_link() -> None:
    assert not {bot.id for bot in (*BOTS, HOST)} & set(LINKS.values())
    assert set(LINKS) | {"organizer", "viewer"} == set(LABELS)


# --- preparing --------------------------------------------------------------------------------


async def test_it_is_prepared_once(site: Site) -> None:
    first = await prepare(site.tongxin, 0)
    seq = (await site.tongxin.service.state(first)).seq
    assert await prepare(site.tongxin, 0) == first
    state = await site.tongxin.service.state(first)
    assert state.seq == seq
    assert state.status == "planned"
    assert await prepare(site.tongxin, 3) == first
    state = await site.tongxin.service.state(first)
    assert state.status == "open"
    assert state.running_item == AGENDA[0].id
    assert bot_ids(3) <= set(state.participants)
    await site.tongxin.service.execute(first, ORGANIZER, c.CloseConsultation())
    assert await prepare(site.tongxin, 0) != first


async def test_every_link_works(site: Site) -> None:
    id = await prepare(site.tongxin, 2)
    links = await make_links(site.tongxin, "http://test", id, 2)
    assert links.consultation == id
    for role, link in links.roles.items():
        path = f"/api/v1/consultations/{id}"
        assert (await site.ask("GET", path, link.token)).status_code == 200, role
        if role != "viewer":
            assert link.url.endswith(f"#t={link.token}")
    assert links.roles["viewer"].url == f"http://test/live/{id}"
    assert [bot.level for bot in links.bots] == ["provincial", "national"]
    tokens = {link.token for link in links.roles.values()} | {bot.token for bot in links.bots}
    assert len(tokens) == len(LABELS) + 2


async def test_the_bots_file_lets_nobody_in_but_bots(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_bots(tongxin: Tongxin, path: Path) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("web.demo.run_bots", no_bots)
    shown: list[Links] = []
    async with demo(site.tongxin, "http://test", 2, None, shown.append):
        (links,) = shown
        path = site.tongxin.settings.data / "bots.json"
        text = path.read_text(encoding="utf-8")
        assert len(msgspec.json.decode(text, type=BotLinks).bots) == 2
        assert not [role for role, link in links.roles.items() if link.token in text]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


# --- the script -------------------------------------------------------------------------------

NOW = 2_000_000_000_000
BOT_IDS = bot_ids(2)


async def opened(site: Site, *joined: str) -> Consultation:
    """The demo's meeting with these people connected."""
    id = await prepare(site.tongxin, 2)
    await begin(site.tongxin.service, id)
    for who in joined:
        await site.tongxin.service.execute(id, SYSTEM, c.JoinConsultation(who))
    return await site.tongxin.service.state(id)


async def test_the_script_calls_bots_in_turn_after_a_silence(site: Site) -> None:
    state = replace(await opened(site, *BOT_IDS), opened_at=NOW - QUIET_MS)
    assert next_grant(state, BOT_IDS, NOW - 1) is None
    first = next_grant(state, BOT_IDS, NOW)
    assert first is not None
    assert first.participant_id in BOT_IDS


async def test_the_script_gives_the_floor_to_who_asked(site: Site) -> None:
    state = await opened(site, "member-county", *BOT_IDS)
    member = ROSTER[5]
    assert member.id == "member-county"
    actor = Actor(member.role, member.id, member.venue_id, member.name)
    records = await site.tongxin.service.execute(state.id, actor, c.RequestFloor())
    state = await site.tongxin.service.state(state.id)
    grant = next_grant(state, BOT_IDS, NOW)
    assert grant is not None
    assert msgspec.to_builtins(records[0].event)["request_id"] == grant.request_id
    host = Actor(HOST.role, HOST.id, HOST.venue_id, HOST.name)
    done = await site.tongxin.service.execute(state.id, host, grant)
    assert done[0].actor.name == "演示自动主持"
    assert next_grant(await site.tongxin.service.state(state.id), BOT_IDS, NOW) is None


@pytest.mark.parametrize("presiding", ["chair", "clerk"])
async def test_the_script_keeps_still_while_a_person_presides(site: Site, presiding: str) -> None:
    state = replace(await opened(site, presiding, *BOT_IDS), opened_at=NOW - 10 * QUIET_MS)
    assert next_grant(state, BOT_IDS, NOW) is None


# --- the process ------------------------------------------------------------------------------


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`tongxin demo` on a port of its own choice, and where its links will be."""
    links = tmp_path / "links.json"
    command = [sys.executable, "-m", "web.cli", "demo", "--port", "0", "--data"]
    command += [str(tmp_path / "data"), "--links", str(links)]
    with (tmp_path / "log").open("wb") as log:
        made = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield made, links
    finally:
        if made.poll() is None:
            made.kill()
        made.wait()


def wait_for(path: Path, seconds: float = 30) -> dict[str, Any]:
    """The links, once they are there."""
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.end_to_end
def test_the_process_starts_writes_links_and_ends(
    process: tuple[subprocess.Popen[bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    made, path = process
    began = time.monotonic()
    links = wait_for(path)
    with capsys.disabled():
        print(f"\ntongxin demo was ready after {time.monotonic() - began:.2f} s")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = path.parent / "data"
    kept = [data, *data.rglob("*")]
    assert {file.name for file in kept} >= {"record.db", "token.key"}
    assert not [file for file in kept if file.stat().st_mode & 0o077]
    base = links["base"]
    assert httpx2.get(f"{base}/readyz").json()["ok"] is True
    assert httpx2.get(links["roles"]["viewer"]["url"]).status_code in (200, 503)
    relays = links["relay_pids"]
    assert set(relays) <= set(children(made.pid))
    started = children(made.pid)
    made.terminate()
    assert made.wait(10) == 0
    assert not [pid for pid in started if os.path.exists(f"/proc/{pid}")]


@pytest.mark.end_to_end
def test_verify_finds_what_was_altered(
    process: tuple[subprocess.Popen[bytes], Path], tmp_path: Path
) -> None:
    made, path = process
    links = wait_for(path)
    data = str(tmp_path / "data")
    good = CliRunner().invoke(app, ["verify", "--data", data])
    assert good.exit_code == 0
    assert "chain whole" in good.output
    made.terminate()
    made.wait(10)
    with sqlite3.connect(tmp_path / "data" / "record.db") as database:
        database.execute("DROP TRIGGER records_refuse_update")
        database.execute(
            "UPDATE records SET body = replace(body, '石峰区会场', '天元区会场') WHERE seq = 5"
        )
    bad = CliRunner().invoke(app, ["verify", links["consultation"], "--data", data])
    assert bad.exit_code == 1
    assert "record 5 is altered" in bad.output
