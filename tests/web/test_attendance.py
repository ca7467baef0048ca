"""Attendance through the real service: a scripted meeting to the second, the CSV, refusals."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect

from media.client import InProcessWorker
from media.config import RelayConfig
from sessions.commands import (
    JoinConsultation,
    LeaveConsultation,
    RegisterParticipant,
)
from sessions.consultation import replay
from sessions.events import ParticipantJoined, ParticipantLeft
from sessions.export.csv_sheet import safe
from sessions.minutes_drafting import build
from sessions.tally import tally
from sessions.types import SYSTEM
from tests.support.consultation import NOW, ORGANIZER, PEOPLE
from tests.support.timeline import (
    MEETING,
    QUESTION,
    REQUEST,
    ROLL_CALL,
    SCRIPT,
    SEATS,
    SPEECH,
    SPEECHES,
    Step,
    Time,
)
from tests.support.timeline import PEOPLE as EXPECTED
from tests.web.conftest import Site
from web.app import Tongxin
from web.config import Settings
from web.launch import listen
from web.minutes import whole_log
from web.server import Server, uvicorn_config

GRACE = 30
START = NOW + 1_000_000
"""The opening, Unix ms."""
PATIENCE = 10.0


class ScriptClock:
    """Both times, moved by the script alone."""

    def __init__(self) -> None:
        self.at = -600.0

    def now(self) -> float:
        return 10_000 + self.at

    def wall(self) -> int:
        return START + round(self.at * 1000)


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.005)


class Meeting:
    """The server, its clock, and everybody's WebSocket."""

    def __init__(self, tongxin: Tongxin, clock: ScriptClock, id: str, port: int) -> None:
        self.tongxin = tongxin
        self.clock = clock
        self.id = id
        self.port = port
        self.client: httpx2.AsyncClient
        self.tokens: dict[str, str] = {}
        self.sockets: dict[str, ClientConnection] = {}
        self.sessions: dict[str, str] = {}

    @property
    def state(self) -> Any:
        return self.tongxin.service.current(self.id)

    async def move(self, at: float) -> None:
        """The script goes on at `at`: whatever is due by the clock happens."""
        self.clock.at = at
        (await self.tongxin.hub.meetings.get(self.id)).tick()
        await self.tongxin.service.tick()

    async def come(self, who: str, resume: bool = False) -> None:
        """A connection, over a real socket; the log says so once it is on disk."""
        socket = await connect(f"ws://127.0.0.1:{self.port}/ws", proxy=None)
        hello: dict[str, Any] = {"type": "hello", "version": 1, "token": self.tokens[who]}
        if resume:
            hello["resume"] = {"session": self.sessions[who], "after": 0}
        await socket.send(msgspec.json.encode(hello).decode())
        welcome = msgspec.json.decode(await socket.recv())
        assert welcome["type"] == "welcome", welcome
        assert welcome.get("resumed", False) is resume
        self.sockets[who], self.sessions[who] = socket, welcome["session"]
        await until(lambda: who in self.state.joined)

    async def drop(self, who: str) -> None:
        """The network goes away, without a word; waits until the server knows."""
        self.sockets.pop(who).transport.abort()
        meeting = await self.tongxin.hub.meetings.get(self.id)
        room = meeting.room
        await until(lambda: who not in [s.participant_id for s in room.connected])

    async def act(self, step: Step) -> None:
        """One command over HTTP, as whoever gives it."""
        command = msgspec.to_builtins(step.command)
        state = self.state
        known = {
            SPEECH: lambda: next(state.speeches.last(1)).speech_id,
            ROLL_CALL: lambda: next(state.roll_calls.last(1)).roll_call_id,
            QUESTION: lambda: next(state.questions.last(1)).question_id,
            REQUEST: lambda: state.requests[0].request_id,
        }
        for name, value in command.items():
            if isinstance(value, str) and value in known:
                command[name] = known[value]()
        answer = await self.client.post(
            f"/api/v1/consultations/{self.id}/commands",
            content=msgspec.json.encode(command),
            headers={
                "authorization": f"Bearer {self.tokens[step.who]}",
                "content-type": "application/json",
            },
        )
        assert answer.status_code == 200, (step, answer.text)


@asynccontextmanager
async def held(tmp_path: Path) -> AsyncIterator[Meeting]:
    clock = ScriptClock()
    settings = Settings(data=tmp_path / "data", live=False, grace_seconds=GRACE)
    start = partial(InProcessWorker, RelayConfig(host="127.0.0.1", announce=("127.0.0.1",)))
    tongxin = Tongxin(settings, start, clock)
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = Server(uvicorn_config(tongxin), tongxin.hub.drain)
    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as stack:
        serving = tasks.create_task(server.serve([listener]))
        await server.up.wait()
        await tongxin.hub.wait_ready()
        id, _ = await tongxin.service.create(ORGANIZER, MEETING)
        meeting = Meeting(tongxin, clock, id, port)
        for person in PEOPLE:
            await tongxin.service.execute(id, ORGANIZER, RegisterParticipant(person))
            made = await tongxin.hub.invite(id, ORGANIZER, person.id, clock.wall() + 10**9)
            meeting.tokens[person.id] = made.token
        client = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}")
        meeting.client = await stack.enter_async_context(client)
        yield meeting
        for socket in meeting.sockets.values():
            socket.transport.abort()  # a farewell would wait behind messages that nobody reads
        server.should_exit = True
        await serving


async def _come(meeting: Meeting, who: str) -> None:
    await meeting.come(who)


async def _drop(meeting: Meeting, who: str) -> None:
    await meeting.drop(who)


async def _gone(meeting: Meeting, who: str) -> None:
    await until(lambda: who not in meeting.state.joined)


async def _back(meeting: Meeting, who: str) -> None:
    await meeting.come(who, resume=True)


async def _act(meeting: Meeting, step: Step) -> None:
    await meeting.act(step)


async def _wait(meeting: Meeting, _: None) -> None:
    """The clock does it by itself."""


def since_opening(at: int | None) -> int | None:
    return None if at is None else (at - START) // 1000


Act = tuple[int, Callable[[Meeting, Any], Awaitable[None]], Any]


def plan() -> list[Act]:
    """The script with its comings and goings as sockets that open and drop, in order of time."""
    # a line that is back within the grace period leaves no trace
    acts: list[Act] = [(700, _drop, "member2"), (725, _back, "member2")]
    for step in SCRIPT:
        match step.command:
            case JoinConsultation(participant_id=id):
                acts.append((step.at, _come, id))
            case LeaveConsultation(participant_id=id):
                acts += [(step.at - GRACE, _drop, id), (step.at, _gone, id)]
            case _ if step.who == "system":
                acts.append((step.at, _wait, None))
            case _:
                acts.append((step.at, _act, step))
    return sorted(acts, key=lambda act: act[0])


@pytest.mark.timeout(120)
async def test_a_scripted_meeting_is_right_to_the_second(tmp_path: Path) -> None:
    async with held(tmp_path) as meeting:
        for at, act, what in plan():
            await meeting.move(at)
            await act(meeting, what)
        records = await whole_log(meeting.tongxin.service, meeting.id)
        state = replay(records)
        found: dict[str, Time] = {}
        for row in tally(state, records, meeting.clock.wall()):
            found[row.participant_id or row.seat_id or ""] = Time(
                row.standing,
                row.seconds,
                since_opening(row.first_here_at),
                since_opening(row.last_here_at),
                row.late_seconds,
                row.early_seconds,
            )
        assert found == EXPECTED | SEATS
        lines = [s for item in build(records).items for s in item.speeches]
        lines.sort(key=lambda line: line.number)
        assert [line.duration for line in lines] == [seconds for _, seconds in SPEECHES]
        comings = [r.event for r in records if isinstance(r.event, ParticipantJoined)]
        goings = [r.event for r in records if isinstance(r.event, ParticipantLeft)]
        assert [e.participant_id for e in goings] == ["room_sf", "member2"]
        assert [e.participant_id for e in comings].count("member2") == 2
        answer = await meeting.client.get(
            f"/api/v1/consultations/{meeting.id}/attendance.csv",
            headers={"authorization": f"Bearer {meeting.tokens['clerk']}"},
        )
        sheet = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        seconds = {line[2]: int(line[10]) for line in sheet[1:]}
        assert {f"第{n}席": seconds[f"第{n}席"] for n in range(1, 13)} == {
            f"第{n}席": SEATS[f"s{n}"].seconds for n in range(1, 13)
        }


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "head", "standing"),
    [("zh-CN", "会场,级别,姓名", "缺席"), ("en", "Venue,Level,Name", "absent")],
)
async def test_the_list_is_in_the_callers_language(
    site: Site, language: str, head: str, standing: str
) -> None:
    answer = await site.ask(
        "GET", "./attendance.csv", "clerk", headers={"accept-language": language}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    assert text.startswith(head)
    assert standing in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("role", "status"),
    [("organizer", 200), ("chair", 200), ("member", 403), ("venue", 403), (None, 401)],
)
async def test_who_may_take_the_list(site: Site, role: str | None, status: int) -> None:
    assert (await site.ask("GET", "./attendance.csv", role)).status_code == status


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("王女士", "王女士"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("\t=1", "' =1"),
        ("\u202e=1", "'=1"),
        ("a\r\n=1", "a =1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert safe(cell) == written


async def test_a_hostile_name_is_text(site: Site) -> None:
    who = {"id": "evil", "name": "=cmd|' /C calc'!A0", "role": "member", "venue_id": "low"}
    done = await site.command("clerk", "register_participant", participant=who)
    assert done.status_code == 200
    text = (await site.ask("GET", "./attendance.csv", "clerk")).content.decode("utf-8-sig")
    (line,) = (row for row in csv.reader(io.StringIO(text)) if "calc" in row[2])
    assert line[2] == "'=cmd|' /C calc'!A0"


# --- an item that must be answered ------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "还有 1 个部门没有应答，不能结束：某department。"),
        ("en", "1 departments have not answered, so this cannot end: 某department."),
    ],
)
async def test_closing_early_is_a_409_that_names_who_is_missing(
    site: Site, language: str, said: str
) -> None:
    await site.command("chair", "open_consultation")
    await site.command("chair", "start_item", item_id="one")
    put = await site.command("chair", "put_question", to=["department"], text="怎么办？")
    assert put.status_code == 200, put.text
    close = {"type": "close_item", "item_id": "one"}
    headers = {"accept-language": language}
    refused = await site.ask("POST", "./commands", "chair", close, headers)
    assert refused.status_code == 409
    assert refused.json() == {"code": "answers_missing", "message": said}
    by_clerk = await site.command("clerk", "close_item", item_id="one", unanswered="不等了")
    assert by_clerk.status_code == 403
    waived = await site.command("chair", "close_item", item_id="one", unanswered="会后答复")
    assert waived.status_code == 200
    types = [r.event.__struct_config__.tag for r in await whole_log(site.tongxin.service, site.id)]
    assert types[-2:] == ["answers_waived", "item_closed"]


async def test_opening_without_a_quorum_is_a_409(site: Site) -> None:
    rules = {"quorum": {"kind": "number", "amount": 2}, "late_minutes": 5, "early_minutes": 5}
    assert (await site.command("clerk", "set_attendance_rules", rules=rules)).status_code == 200
    refused = await site.command("chair", "open_consultation")
    assert (refused.status_code, refused.json()["code"]) == (409, "quorum_not_met")
    opened = await site.command("chair", "open_consultation", without_quorum="人在路上")
    assert opened.status_code == 200
    records = await site.tongxin.service.records(site.id, 0, SYSTEM)
    assert records[-2].event.__struct_config__.tag == "quorum_waived"
