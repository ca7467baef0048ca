"""HTTP in turns over real sockets: floods, hostile requests, and who goes on meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
import pytest

from tests.support.proofs import solved
from tests.web.conftest import Served
from web.config import HEAD_SECONDS, HELD_MAX, Settings
from web.early_refusals import EarlyRefusals
from web.http_in_turns import HttpInTurns
from web.patience import PatientHttp

BODY = '{"text":"希望公开土壤检测数据"}'.encode()
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
ENOUGH = 20.0
DIFFERENT = ("date", "tongxin-challenge", "content-security-policy")
"""Headers that differ from one refusal to the next; an early one's policy names no host."""


@pytest.fixture
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Two opinions a day from everybody, unless a test says otherwise."""
    limits = getattr(request, "param", {"opinions_per_consultation": "2/day"})
    return settings.model_copy(update=limits)


class Line:
    """A connection that sends bytes and reads answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by name in lower case, body."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
        headers = dict(line.lower().split(": ", 1) for line in head[1:])
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return int(head[0].split()[1]), headers, body

    async def ask(self, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send, and the next answer."""
        self.writer.write(sent)
        return await self.answer()


@asynccontextmanager
async def line(served: Served) -> AsyncIterator[Line]:
    """For the time of a test."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    async with asyncio.timeout(ENOUGH):
        yield Line(reader, writer)
        await end(served, writer)


async def end(served: Served, *writers: asyncio.StreamWriter) -> None:
    """Drop connections, and wait until the server has noticed."""
    here = {writer.get_extra_info("sockname") for writer in writers}
    every = served.server.server_state.connections
    for writer in writers:
        writer.transport.abort()
    await until(
        lambda: not any(isinstance(ours, HttpInTurns) and ours.client in here for ours in every)
    )


def post(served: Served, *headers: str, body: bytes = BODY, length: bool = True) -> bytes:
    """An opinion as bytes."""
    lines = [
        f"POST {served.path}/opinions HTTP/1.1", "Host: x", "Content-Type: application/json",
        *headers,
    ]  # fmt: skip
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def counted(served: Served, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses whose opinions reached the application."""
    take, seen = served.tongxin.limits.take_or_prove, []

    async def watch(id: str, address: str, *rest: Any) -> bool:
        seen.append(address)
        return await take(id, address, *rest)

    monkeypatch.setattr(served.tongxin.limits, "take_or_prove", watch)
    return seen


@pytest.fixture
async def full(served: Served, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> Served:
    """The consultation is full, and this stays known."""
    monkeypatch.setattr("web.limiting.KNOWN_S", 600.0)
    async with line(served) as one:
        statuses = [(await one.ask(post(served)))[0] for _ in range(3)]
    assert statuses == [201, 201, 429]
    counted.clear()
    return served


def requests(served: Served) -> float:
    """POSTs that were answered 429, as `/metrics` says."""
    value = served.tongxin.operations.requests.labels("POST", 429)._value.get()
    assert isinstance(value, float)
    return value


async def test_an_early_refusal_is_as_the_applications_own(
    full: Served, counted: list[str]
) -> None:
    before = requests(full)
    async with line(full) as one:
        early = await one.ask(post(full, "Accept-Language: en"))
        assert counted == []
        full.tongxin.limits._known.clear()
        late = await one.ask(post(full, "Accept-Language: en"))
        assert counted == ["127.0.0.1"]
    assert early[0] == late[0] == 429
    assert early[2] == late[2]
    assert b'"proof_needed"' in early[2]
    for headers in (early[1], late[1]):
        for name in DIFFERENT:
            assert headers.pop(name)
    assert early[1] == late[1]
    assert requests(full) == before + 2


@pytest.mark.parametrize("settings", [{"opinions_per_address": "1/day"}], indirect=True)
async def test_one_address_works_for_more_and_is_told_to_wait_in_the_end(
    served: Served, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As people do who share it with a flood."""
    monkeypatch.setattr("web.limiting.KNOWN_S", 600.0)
    monkeypatch.setattr("web.limiting.PROVEN", 2)
    async with line(served) as one:
        answers = [await one.ask(post(served)) for _ in range(4)]
        assert [answer[0] for answer in answers] == [201, 429, 429, 429]
        assert answers[1][2] == answers[3][2]
        assert b'"proof_needed"' in answers[3][2]
        assert counted == ["127.0.0.1", "127.0.0.1"], "the others are refused early"
        proofs = ["Tongxin-Proof: " + solved(one[1]["tongxin-challenge"]) for one in answers[1:]]
        worked = [await one.ask(post(served, proof)) for proof in proofs]
        assert [answer[0] for answer in worked] == [201, 201, 429]
        assert b'"too_fast"' in worked[2][2]
        counted.clear()
        for header in (proofs[2], "Accept: */*"):
            status, headers, body = await one.ask(post(served, header))
            assert (status, body) == (429, worked[2][2])
            assert 1 <= int(headers["retry-after"]) <= 86_400
        assert counted == []
        assert (await one.ask(post(served, "X-Forwarded-For: 192.0.2.7")))[0] == 201


async def test_who_works_gets_through_by_the_address_that_a_proxy_says(
    full: Served, counted: list[str]
) -> None:
    theirs = "X-Forwarded-For: 192.0.2.7"
    async with line(full) as one:
        _, headers, _ = await one.ask(post(full, theirs))
        proof = "Tongxin-Proof: " + solved(headers["tongxin-challenge"])
        other, _, said = await one.ask(post(full, "X-Forwarded-For: 192.0.2.8", proof))
        assert (other, b'"proof_wrong"' in said, counted) == (422, True, [])
        assert (await one.ask(post(full, theirs, proof)))[0] == 201
        assert counted == ["192.0.2.7"]
        assert (await one.ask(post(full, theirs, proof)))[0] == 422
        assert counted == ["192.0.2.7"]


@pytest.mark.parametrize(
    "settings",
    [{"opinions_per_consultation": "2/day", "trusted_proxies": []}],
    indirect=True,
)
async def test_whom_nobody_trusts_is_counted_by_its_own_address(
    full: Served, counted: list[str]
) -> None:
    async with line(full) as one:
        _, headers, _ = await one.ask(post(full, "X-Forwarded-For: 192.0.2.7"))
        proof = "Tongxin-Proof: " + solved(headers["tongxin-challenge"])
        assert (await one.ask(post(full, "X-Forwarded-For: 192.0.2.8", proof)))[0] == 201
    assert counted == ["127.0.0.1"]


async def test_pipelined_posts_are_answered_in_order(full: Served, counted: list[str]) -> None:
    many = 500
    async with line(full) as one:
        one.writer.write(post(full) * many + HEALTH + post(full) * many + HEALTH)
        statuses = [(await one.answer())[0] for _ in range(2 * many + 2)]
    assert statuses == ([429] * many + [200]) * 2
    assert len(counted) <= many, "what is read on with a request of another kind"


async def test_in_pieces_it_is_answered_all_the_same(full: Served) -> None:
    sent = post(full)
    async with line(full) as one:
        for cut in (1, 30, sent.index(b"\r\n\r\n") + 2, len(sent) - len(BODY), len(sent) - 1):
            one.writer.write(sent[:cut])
            await one.writer.drain()
            await asyncio.sleep(0.02)
            assert (await one.ask(sent[cut:]))[0] == 429
        assert (await one.ask(HEALTH))[0] == 200


async def test_bodies_cut_across_requests_stay_early(full: Served, counted: list[str]) -> None:
    head, body = post(full)[: -len(BODY)], BODY
    async with line(full) as one:
        assert (await one.ask(head))[0] == 429
        for _ in range(5):
            assert (await one.ask(body + head))[0] == 429
    assert counted == []


async def test_a_body_in_chunks_is_the_applications(full: Served, counted: list[str]) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    sent = post(full, "Transfer-Encoding: chunked", body=chunked, length=False)
    async with line(full) as one:
        assert [(await one.ask(sent))[0] for _ in range(3)] == [429, 429, 429]
        assert (await one.ask(post(full)))[0] == 429
    assert len(counted) == 3


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: 3"],
        ["Content-Length: x"],
        ["Bad\0: x"],
    ],
    ids=["two lengths", "no length", "nought"],
)
async def test_requests_that_are_wrong_are_h11s(full: Served, headers: list[str]) -> None:
    async with line(full) as one:
        one.writer.write(post(full, *headers))
        assert (await one.reader.read()).startswith(b"HTTP/1.1 400 ")


async def test_nonsense_behind_an_answer_ends_the_connection(full: Served) -> None:
    async with line(full) as one:
        sent = post(full, "Transfer-Encoding: chunked", body=b"", length=False)
        assert (await one.ask(sent))[0] == 429
        one.writer.write(b"nonsense\r\n")
        assert await one.reader.read() == b""


async def test_a_bug_in_a_turn_ends_the_connection(
    full: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EarlyRefusals, "answer", lambda *_: 1 // 0)
    async with line(full) as one:
        one.writer.write(post(full))
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(one.reader.read(), HEAD_SECONDS / 2) == b""


async def test_a_head_without_an_end_is_cut(full: Served) -> None:
    async with line(full) as one:
        one.writer.write(post(full, "Cookie: " + "x" * 1_000_000, length=False)[: -len(BODY) - 4])
        with suppress(ConnectionResetError):
            assert (await one.reader.read()).startswith(b"HTTP/1.1 4")


async def test_who_wants_the_connection_closed_has_it_closed(full: Served) -> None:
    async with line(full) as one:
        status, headers, _ = await one.ask(post(full, "Connection: close") + post(full))
        assert (status, headers["connection"]) == (429, "close")
        assert await one.reader.read() == b""


@pytest.mark.parametrize("trickle", [b"", b" "])
async def test_a_body_that_does_not_come_is_not_waited_for(full: Served, trickle: bytes) -> None:
    full.server.config.timeout_keep_alive = 1
    async with line(full) as one:
        assert (await one.ask(post(full)[: -len(BODY)]))[0] == 429
        closed = asyncio.ensure_future(one.reader.read())
        while not closed.done():
            one.writer.write(trickle)
            await asyncio.sleep(0.05)
        assert await closed == b""


@pytest.mark.parametrize("more", [1, len(BODY)], ids=["half", "whole"])
async def test_a_body_that_nobody_reads_begins_the_time_for_the_next(
    full: Served, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full.server.config, "timeout_keep_alive", 0.2)
    head = post(full)[: -len(BODY)].replace(b"/opinions", b"/commands")
    async with line(full) as one:
        assert (await one.ask(head))[0] == 401
        one.writer.write(BODY[:more])
        assert await one.reader.read() == b""


async def test_who_waits_for_a_turn_is_not_idle(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.server.config, "timeout_keep_alive", 0.2)
    monkeypatch.setattr(PatientHttp, "head_seconds", 0.2)
    async with line(served) as one:
        for _ in range(2):  # the connection's first request, and one that follows
            one.writer.write(HEALTH)
            with monkeypatch.context() as others_turn:
                others_turn.setattr("web.turns.ROUND", 0)
                await asyncio.sleep(0.5)
            assert (await one.answer())[0] == 200


@pytest.mark.parametrize("path", ["/opinions", "/commands"])
async def test_what_is_refused_without_its_body_is_read_to_its_end(full: Served, path: str) -> None:
    """Its body is far more than is held, and a request follows it."""
    sent = post(full, body=b"x" * 3_000_000).replace(b"/opinions", path.encode())
    async with line(full) as one:
        one.writer.write(sent + HEALTH)
        assert [(await one.answer())[0] for _ in range(2)] == [
            {"/opinions": 429}.get(path, 401),
            200,
        ]


async def test_who_reads_no_refusals_is_given_no_more(full: Served) -> None:
    sent = post(full) * 50
    async with line(full) as one:
        one.reader._transport.pause_reading()  # type: ignore[attr-defined]
        writing = asyncio.ensure_future(endless(one.writer, sent))
        ours = server_end(full, one)
        await until(lambda: ours.flow.write_paused)
        before = requests(full)
        await asyncio.sleep(0.2)
        assert requests(full) == before
        assert ours.transport.get_write_buffer_size() < 2 * HELD_MAX
        assert len(ours._held) < 6 * HELD_MAX
        one.reader._transport.resume_reading()  # type: ignore[attr-defined]
        while requests(full) == before:
            assert (await one.answer())[0] == 429
        writing.cancel()


async def test_what_the_application_answers_is_not_heaped_up(full: Served) -> None:
    strange = post(full).replace(full.id.encode(), b"nobody") * 50
    most = 0
    async with line(full) as one:
        ours = server_end(full, one)
        writing = asyncio.ensure_future(endless(one.writer, strange))
        for _ in range(100):
            assert (await one.answer())[0] == 404
            most = max(most, len(ours._held))
        writing.cancel()
    assert HELD_MAX < most < 6 * HELD_MAX


def server_end(served: Served, one: Line) -> HttpInTurns:
    """The other end of a connection."""
    (ours,) = [
        each
        for each in served.server.server_state.connections
        if isinstance(each, HttpInTurns) and each.client == one.writer.get_extra_info("sockname")
    ]
    return ours


async def endless(writer: asyncio.StreamWriter, sent: bytes) -> None:
    """Write as long as there is room."""
    while True:
        writer.write(sent)
        await writer.drain()


async def until(done: Callable[[], bool]) -> None:
    """Wait for it, within the test's time."""
    while not done():
        await asyncio.sleep(0.005)


async def test_one_connection_too_many_is_closed(served: Served) -> None:
    made: Any = served.server.config.http_protocol_class
    made.keywords["connections_max"] = 3
    async with line(served) as first:
        assert (await first.ask(HEALTH))[0] == 200
        opened = [await asyncio.open_connection("127.0.0.1", served.port) for _ in range(8)]
        ends = [asyncio.ensure_future(reader.read()) for reader, _ in opened]
        await until(lambda: sum(one.done() for one in ends) >= 6)
        assert (await first.ask(HEALTH))[0] == 200
        for one in ends:
            one.cancel()
        await end(served, *(writer for _, writer in opened))


async def test_a_meeting_goes_on_and_people_get_through(full: Served) -> None:
    """While forty connections send what only the application can refuse."""
    await full.command("chair", "open_consultation")
    strange = post(full).replace(full.id.encode(), b"nobody") * 250
    lines = [await asyncio.open_connection("127.0.0.1", full.port) for _ in range(40)]
    answered = 0

    async def drain(reader: asyncio.StreamReader) -> None:
        nonlocal answered
        while data := await reader.read(65536):
            answered += data.count(b"HTTP/1.1 404")

    async with asyncio.timeout(3 * ENOUGH), full.socket() as chair, line(full) as person:
        await full.hello(chair, "chair")
        draining = [asyncio.ensure_future(drain(reader)) for reader, _ in lines]
        for _, writer in lines:
            writer.write(strange)
        await until(lambda: answered > 100)
        for number in range(5):
            command = {"type": "mark_attendance", "participant_id": "member", "status": "present"}
            sent = {"type": "command", "id": f"c{number}", "command": command}
            await chair.send(msgspec.json.encode(sent).decode())
            while msgspec.json.decode(await chair.recv())["type"] != "accepted":
                pass
        theirs = "X-Forwarded-For: 192.0.2.7"
        _, headers, _ = await person.ask(post(full, theirs))
        proof = "Tongxin-Proof: " + solved(headers["tongxin-challenge"])
        assert (await person.ask(post(full, theirs, proof)))[0] == 201
        assert answered < 40 * 250, "it was over before they were done"
        for task in draining:
            task.cancel()
        await end(full, *(writer for _, writer in lines))
