"""The one door: commands committed before they are answered, batches, failures, keys, the clock."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from sessions import batch, config, shelf, writer
from sessions.chain import Fault, Head
from sessions.commands import (
    AdjournConsultation,
    AnyCommand,
    CloseConsultation,
    CreateConsultation,
    GrantFloor,
    IssueInvitation,
    JoinConsultation,
    OpenConsultation,
    PublishOpinion,
    RecordOutcome,
    RegisterParticipant,
    RequestFloor,
    StartSpeech,
    SubmitOpinion,
)
from sessions.consultation import replay
from sessions.errors import Refused, Unavailable
from sessions.events import Record, SpeechStarted
from sessions.rows import Row
from sessions.service import Service, random_id, wall_clock
from sessions.store import Store
from sessions.types import SYSTEM, Actor, Source
from tests.support import database
from tests.support.consultation import CREATE, NOW, ORGANIZER, PEOPLE, VIEWER

CHAIR = Actor("chair", "chair", "cn", "主持人")
CLERK = Actor("clerk", "clerk", "cn", "记录员")
MEMBER = Actor("member", "member", "sf", "区委员")


class FlakyStore(Store):
    """A real store whose commits a test can hold back, fail, or lose the answer of."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.batches: list[int] = []
        self.fail_before = self.fail_after = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def append(self, rows: Sequence[Row]) -> None:
        await self.gate.wait()
        self.batches.append(len(rows))
        if self.fail_before:
            raise Unavailable("record_unavailable")
        await super().append(rows)
        if self.fail_after:
            raise Unavailable("record_unavailable")


class House:
    """A service at work on a database, with a virtual clock."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.now = NOW
        self.id = ""
        self.seen: list[Record] = []
        self._ids = itertools.count(1)
        self._open()

    def _open(self) -> None:
        self.store = FlakyStore(self.url)
        self.service = Service(
            self.store, clock=lambda: self.now, new_id=lambda: f"id{next(self._ids)}"
        )

    async def start(self) -> None:
        await self.service.start()
        self.running = asyncio.create_task(self.service.run())

    async def stop(self) -> None:
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running
        await self.store.close()

    async def restart(self) -> None:
        await self.stop()
        self._open()
        await self.start()

    async def prepare(self) -> None:
        self.id, _ = await self.service.create(ORGANIZER, CREATE)
        for person in PEOPLE:
            await self.do(ORGANIZER, RegisterParticipant(person))
            await self.do(SYSTEM, JoinConsultation(person.id))
        await self.do(CHAIR, OpenConsultation())
        self.store.batches.clear()

    async def do(self, actor: Actor, command: AnyCommand, key: str | None = None) -> list[Record]:
        return await self.service.execute(self.id, actor, command, key=key)

    async def log(self) -> list[Record]:
        return await self.service.records(self.id, 0, SYSTEM)


@pytest.fixture
async def house(record_url: str) -> AsyncIterator[House]:
    house = House(record_url)
    await house.start()
    await house.prepare()
    yield house
    await house.stop()


def opinion(n: int) -> SubmitOpinion:
    return SubmitOpinion(f"o{n}", f"r{n}", f"意见{n}")


async def settled(*tasks: asyncio.Task[list[Record]]) -> list[list[Record] | BaseException]:
    return await asyncio.gather(*tasks, return_exceptions=True)


async def turns() -> None:
    """Let everything go as far as it gets without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)


# --- answered when committed ------------------------------------------------------------------


async def test_an_answer_is_on_disk(house: House) -> None:
    (record,) = await house.do(MEMBER, RequestFloor())
    kept = await database.records(house.url)
    assert kept[-1].hash == record.hash
    state = await house.service.state(house.id)
    assert (state.seq, state.hash) == (record.seq, record.hash)
    assert replay(await house.log()) == state


async def test_a_refusal_leaves_no_trace(house: House) -> None:
    before = await house.service.state(house.id)
    with pytest.raises(Refused, match="not_authorized"):
        await house.do(MEMBER, GrantFloor(participant_id="member"))
    assert await house.service.state(house.id) is before
    assert house.store.batches == []


async def test_what_is_so_already_is_answered_with_nothing(house: House) -> None:
    assert await house.do(SYSTEM, JoinConsultation("member")) == []


async def test_no_such_consultation(house: House) -> None:
    for call in (
        house.service.state("xx"),
        house.service.snapshot("xx", VIEWER),
        house.service.records("xx", 0, VIEWER),
        house.service.verify("xx"),
        house.service.execute("xx", CHAIR, OpenConsultation()),
        house.service.state("x\0"),
    ):
        with pytest.raises(Refused, match="no_such_consultation"):
            await call


async def test_creation_is_refused_whole(house: House) -> None:
    empty = CreateConsultation("题目", NOW, [], [])
    with pytest.raises(Refused, match="venue_tree_needs_one_root"):
        await house.service.create(ORGANIZER, empty)
    assert len(await house.service.consultations()) == 1


# --- batches ----------------------------------------------------------------------------------


async def test_what_gathers_during_a_commit_is_committed_as_one(house: House) -> None:
    house.store.gate.clear()
    first = asyncio.create_task(house.do(MEMBER, RequestFloor()))
    await turns()
    rest = [asyncio.create_task(house.do(VIEWER, opinion(n))) for n in range(50)]
    await turns()
    assert not first.done()
    house.store.gate.set()
    answers = await settled(first, *rest)
    assert house.store.batches == [1, 50]
    assert all(isinstance(answer, list) for answer in answers)


async def test_commands_of_a_batch_are_decided_upon_one_another(house: House) -> None:
    tasks = [asyncio.create_task(house.do(MEMBER, RequestFloor())) for _ in range(3)]
    answers = await settled(*tasks)
    assert [getattr(answer, "code", "done") for answer in answers] == [
        "done", "already_waiting", "already_waiting",
    ]  # fmt: skip
    assert house.store.batches == [1]


async def test_state_and_subscribers_follow_the_commit(house: House) -> None:
    house.service.subscribe(house.id, house.seen.extend)
    before = await house.service.state(house.id)
    house.store.gate.clear()
    task = asyncio.create_task(house.do(MEMBER, RequestFloor()))
    await turns()
    assert await house.service.state(house.id) is before
    assert house.seen == []
    house.store.gate.set()
    assert await task == house.seen


async def test_a_failed_commit_refuses_the_whole_batch(house: House) -> None:
    house.service.subscribe(house.id, house.seen.extend)
    before = await house.service.state(house.id)
    house.store.fail_before = True
    tasks = [
        asyncio.create_task(house.do(MEMBER, RequestFloor())),
        asyncio.create_task(house.do(MEMBER, RequestFloor())),  # refused upon what was not done
        asyncio.create_task(house.do(VIEWER, opinion(1))),
    ]
    answers = await settled(*tasks)
    assert [getattr(answer, "code", None) for answer in answers] == ["record_unavailable"] * 3
    assert await house.service.state(house.id) is before
    assert house.seen == []
    house.store.fail_before = False
    (record,) = await house.do(MEMBER, RequestFloor())
    assert record.seq == before.seq + 1
    assert await house.service.verify(house.id) == []


async def test_a_commit_whose_answer_was_lost_is_taken_over(house: House) -> None:
    house.service.subscribe(house.id, house.seen.extend)
    before = await house.service.state(house.id)
    house.store.fail_after = True
    outcome = RecordOutcome("成果", "单位", "2026-09-30", Source("item", "briefing"))
    with pytest.raises(Unavailable, match="record_unavailable"):
        await house.do(CLERK, outcome, key="k")
    house.store.fail_after = False
    again = await house.do(CLERK, outcome, key="k")
    assert [record.seq for record in again] == [before.seq + 1]
    assert house.seen == again
    state = await house.service.state(house.id)
    assert len(state.outcomes) == 1
    assert replay(await house.log()) == state
    assert await house.service.verify(house.id) == []


async def test_another_process_that_wrote_first_is_heard(house: House) -> None:
    other = House(house.url)
    other.id, other._ids = house.id, itertools.count(1000)
    await other.start()
    await other.do(MEMBER, RequestFloor())
    with pytest.raises(Unavailable, match="record_unavailable"):
        await house.do(VIEWER, opinion(1))
    await house.do(VIEWER, opinion(1))
    assert [r.participant_id for r in (await house.service.state(house.id)).requests] == ["member"]
    assert await house.service.verify(house.id) == []
    await other.stop()


async def test_a_bug_in_one_command_is_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(batch, "decide", broken)
        with pytest.raises(ZeroDivisionError):
            await house.do(MEMBER, RequestFloor())
    await house.do(MEMBER, RequestFloor())


async def test_time_never_runs_backwards_in_the_log(house: House) -> None:
    house.now = NOW - 90_000
    (record,) = await house.do(MEMBER, RequestFloor())
    assert record.at == NOW
    assert await house.service.verify(house.id) == []


# --- bounds -----------------------------------------------------------------------------------


async def test_the_queue_is_bounded_and_opinions_have_their_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "OPINION_QUEUE_MAX", 5)
    house.store.gate.clear()
    held = asyncio.create_task(house.do(MEMBER, RequestFloor()))
    await turns()
    waiting = [asyncio.create_task(house.do(VIEWER, opinion(n))) for n in range(5)]
    await turns()
    with pytest.raises(Unavailable, match="overloaded"):
        await house.do(VIEWER, opinion(5))
    chair = asyncio.create_task(house.do(CHAIR, AdjournConsultation()))
    await turns()
    house.store.gate.set()
    answers = await settled(held, chair, *waiting)
    assert not [answer for answer in answers if isinstance(answer, BaseException)]


async def test_the_meeting_goes_before_a_flood_of_opinions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BATCH_MAX", 10)
    house.store.gate.clear()
    held = asyncio.create_task(house.do(VIEWER, opinion(0)))
    await turns()
    flood = [asyncio.create_task(house.do(VIEWER, opinion(n))) for n in range(1, 100)]
    await turns()
    chair = asyncio.create_task(house.do(CHAIR, GrantFloor(participant_id="member")))
    await turns()
    house.store.gate.set()
    await settled(held, chair, *flood)
    order = [type(record.event).__name__ for record in await house.log()]
    assert order.index("FloorGranted") - order.index("OpinionSubmitted") == 1


async def test_memory_holds_so_many_consultations(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "LOADED_MAX", 2)
    house.service.subscribe(house.id, house.seen.extend)
    others = [(await house.service.create(ORGANIZER, CREATE))[0] for _ in range(4)]
    assert house.service.current(house.id) is not None  # somebody listens
    assert house.service.current(others[0]) is None
    assert (await house.service.state(others[0])).title == CREATE.title
    await house.service.execute(others[1], ORGANIZER, OpenConsultation())
    assert await house.service.verify(others[1]) == []


# --- keys -------------------------------------------------------------------------------------


async def test_a_command_sent_again_is_done_once(house: House) -> None:
    first = await house.do(MEMBER, RequestFloor(), key="k")
    assert await house.do(MEMBER, RequestFloor(), key="k") == first
    with pytest.raises(Refused, match="key_reused"):
        await house.do(MEMBER, RequestFloor("question"), key="k")
    with pytest.raises(Refused, match="already_waiting"):
        await house.do(MEMBER, RequestFloor(), key="another")


async def test_sent_twice_within_one_batch(house: House) -> None:
    tasks = [asyncio.create_task(house.do(MEMBER, RequestFloor(), key="k")) for _ in range(2)]
    first, second = await settled(*tasks)
    assert first == second
    assert house.store.batches == [1]


async def test_a_key_outlives_a_restart_and_not_its_time(house: House) -> None:
    first = await house.do(VIEWER, opinion(1), key="k")
    await house.restart()
    assert await house.do(VIEWER, SubmitOpinion("o9", "r9", "意见1"), key="k") == first
    house.now += config.KEY_MEMORY_MS + 1
    await house.restart()
    (anew,) = await house.do(VIEWER, SubmitOpinion("o9", "r9", "意见1"), key="k")
    assert anew.seq == first[0].seq + 1


async def test_a_refused_command_may_be_tried_again_under_its_key(house: House) -> None:
    with pytest.raises(Refused, match="no_such_opinion"):
        await house.do(CLERK, PublishOpinion("o1"), key="k")
    await house.do(VIEWER, opinion(1))
    await house.do(CLERK, PublishOpinion("o1"), key="k")


async def test_no_key_spoils_the_batch_for_others(house: House) -> None:
    odd = asyncio.create_task(house.do(MEMBER, RequestFloor(), key="\0"))
    both = await settled(odd, asyncio.create_task(house.do(VIEWER, opinion(1))))
    assert all(isinstance(one, list) for one in both), both
    assert await house.do(MEMBER, RequestFloor(), key="\0") == both[0]


async def test_a_key_for_creating(house: House) -> None:
    first, _ = await house.service.create(ORGANIZER, CREATE, key="k")
    second, _ = await house.service.create(ORGANIZER, CREATE, key="k")
    assert first == second
    assert len(await house.service.consultations()) == 2


# --- reading ----------------------------------------------------------------------------------


async def test_records_are_those_that_a_role_may_see(house: House) -> None:
    await house.do(ORGANIZER, IssueInvitation("i1", "member", NOW + 10**9))
    await house.do(VIEWER, opinion(1))
    await house.do(CLERK, PublishOpinion("o1"))
    everything = await house.log()
    last = everything[-1].seq
    public = await house.service.records(house.id, 0, VIEWER)
    hidden = {record.seq for record in everything} - {record.seq for record in public}
    assert hidden == {last - 2, last - 1}
    assert await house.service.records(house.id, last - 3, VIEWER) == everything[-1:]
    assert await house.service.records(house.id, last, VIEWER) == []
    assert await house.service.records(house.id, 0, SYSTEM, limit=4) == everything[:4]


async def test_long_logs_are_read_through(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.service.PAGE_RECORDS", 3)
    for n in range(5):
        await house.do(VIEWER, opinion(n))
    await house.do(CLERK, PublishOpinion("o1"))
    assert [r.seq for r in await house.log()] == list(range(1, 42))
    assert (await house.service.records(house.id, 35, VIEWER))[0].seq == 41


async def test_snapshot_then_records_is_everything(house: House) -> None:
    view = await house.service.snapshot(house.id, CHAIR)
    await house.do(MEMBER, RequestFloor())
    (after,) = await house.service.records(house.id, view.seq, CHAIR)
    assert after.prev_hash == view.hash


async def test_the_list_of_consultations(house: House) -> None:
    later, _ = await house.service.create(
        ORGANIZER, CreateConsultation("下一场", NOW + 1, CREATE.venues, CREATE.agenda)
    )
    house.now += 1000
    await house.do(CHAIR, CloseConsultation())
    await house.restart()
    listed = await house.service.consultations()
    assert [(one.id, one.status, one.closed_at) for one in listed] == [
        (later, "planned", None),
        (house.id, "closed", house.now),
    ]


async def test_subscribers_come_and_go(house: House) -> None:
    def breaks(_: list[Record]) -> None:
        raise ValueError

    house.service.subscribe(house.id, breaks)
    unsubscribe = house.service.subscribe(house.id, house.seen.extend)
    await house.do(MEMBER, RequestFloor())
    assert len(house.seen) == 1
    unsubscribe()
    unsubscribe()
    await house.do(VIEWER, opinion(1))
    assert len(house.seen) == 1


# --- restarts ---------------------------------------------------------------------------------


async def test_a_restart_changes_nothing(house: House) -> None:
    await house.do(MEMBER, RequestFloor())
    await house.do(VIEWER, opinion(1))
    before = await house.service.state(house.id)
    await house.restart()
    assert house.service.current(house.id) is None
    assert await house.service.state(house.id) == before
    (record,) = await house.do(CLERK, PublishOpinion("o1"))
    assert record.prev_hash == before.hash


async def test_a_log_that_was_tampered_with_is_not_gone_on_with(house: House) -> None:
    head = await house.service.state(house.id)
    await house.stop()
    await database.rewrite(
        house.url, 15, lambda body: body.replace("区委员".encode(), "某委员".encode())
    )
    house._open()
    await house.start()
    with pytest.raises(Unavailable, match=r"record_damaged\(seq=15\)"):
        await house.do(CHAIR, CloseConsultation())
    faults = await house.service.verify(house.id, Head(head.seq, head.hash))
    assert faults == [Fault(15, "altered")]


async def test_who_waits_when_it_stops_is_refused(house: House) -> None:
    house.store.gate.clear()
    committing = asyncio.create_task(house.do(MEMBER, RequestFloor()))
    await turns()
    waiting = asyncio.create_task(house.do(VIEWER, opinion(1)))
    await turns()
    await house.stop()
    answers = await settled(committing, waiting)
    assert [getattr(answer, "code", None) for answer in answers] == ["record_unavailable"] * 2
    with pytest.raises(Unavailable, match="record_unavailable"):
        await house.do(VIEWER, opinion(2))
    house.store.gate.set()


async def test_whoever_asked_may_go_and_it_is_done(house: House) -> None:
    house.store.gate.clear()
    task = asyncio.create_task(house.do(MEMBER, RequestFloor()))
    await turns()
    task.cancel()
    await settled(task)
    house.store.gate.set()
    await house.do(VIEWER, opinion(1))
    assert len((await house.service.state(house.id)).requests) == 1


# --- the clock --------------------------------------------------------------------------------


async def test_what_is_due_is_done_by_the_clock(house: House) -> None:
    await house.do(CHAIR, GrantFloor(participant_id="member"))
    house.now += 9_999
    assert await house.service.tick()
    assert not isinstance((await house.log())[-1].event, SpeechStarted)
    house.now += 1
    assert await house.service.tick()
    last = (await house.log())[-1]
    assert isinstance(last.event, SpeechStarted)
    assert last.event.by_clock
    assert last.actor == SYSTEM
    assert last.at == NOW + 10_000


async def test_what_could_not_be_done_is_tried_again(house: House) -> None:
    await house.do(CHAIR, GrantFloor(participant_id="member"))
    house.now += 10_000
    house.store.fail_before = True
    assert not await house.service.tick()
    house.store.fail_before = False
    assert await house.service.tick()


async def test_a_holder_who_presses_first_is_not_started_again(house: House) -> None:
    await house.do(CHAIR, GrantFloor(participant_id="member"))
    speech_id = (await house.service.state(house.id)).floor[0]
    house.now += 10_000
    pressed = asyncio.create_task(house.do(MEMBER, StartSpeech(speech_id)))
    await asyncio.sleep(0)
    assert await house.service.tick()
    await pressed
    starts = [r for r in await house.log() if isinstance(r.event, SpeechStarted)]
    assert [r.event for r in starts] == [SpeechStarted(speech_id, by_clock=False)]


async def test_the_timer_wakes_for_what_is_due_and_after_a_restart(house: House) -> None:
    await house.do(CHAIR, GrantFloor(participant_id="member"))
    await house.restart()
    started = asyncio.Event()
    house.service.subscribe(house.id, lambda _: started.set())
    house.now += 10_000
    await house.service.state(house.id)  # somebody looks: the log is replayed, the clock is late
    async with asyncio.timeout(5):
        await started.wait()
    state = await house.service.state(house.id)
    assert state.speeches[state.floor[0]].started_at == NOW + 10_000


def test_ids_and_times_of_its_own() -> None:
    assert len({random_id() for _ in range(1000)}) == 1000
    assert abs(wall_clock() - time.time() * 1000) < 60_000
