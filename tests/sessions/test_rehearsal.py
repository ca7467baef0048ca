"""A rehearsal by its rules, and by the service: everything can be tried, nothing is recorded."""

from collections.abc import AsyncIterator

import pytest

from sessions import commands as c
from sessions import rehearsal
from sessions.config import REHEARSAL_MS_MAX
from sessions.errors import Refused, Unavailable
from sessions.events import (
    InvitationIssued,
    InvitationRevoked,
    OpinionSubmitted,
    Record,
    RehearsalEnded,
    RehearsalStarted,
)
from sessions.state import Rehearsing
from sessions.types import SYSTEM, Actor, Participant
from tests.sessions.test_service import CHAIR, CLERK, MEMBER, House
from tests.support.consultation import CREATE, NOW, ORGANIZER, PEOPLE, VIEWER, Scene, joined, opened

MINUTE = 60_000


# --- the rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (NOW - 30 * MINUTE, NOW),  # the meeting begins: it must not go unrecorded
        (NOW - 10 * REHEARSAL_MS_MAX, NOW - 9 * REHEARSAL_MS_MAX),
        (NOW, NOW + REHEARSAL_MS_MAX),
        (NOW + MINUTE, NOW + MINUTE + REHEARSAL_MS_MAX),  # it is late already
    ],
)
def test_it_ends_by_itself(now: int, until: int) -> None:
    state = Scene().now_state
    assert rehearsal.start_rehearsal(state, now) == [RehearsalStarted(until=until)]


def test_it_is_due_then() -> None:
    scene = joined()
    assert rehearsal.due_end(scene.now_state, NOW) == []
    scene.act("clerk", c.StartRehearsal())
    running = scene.now_state.rehearsal
    assert running == Rehearsing(since=scene.now, until=scene.now + REHEARSAL_MS_MAX)
    assert rehearsal.due_end(scene.now_state, running.until - 1) == []
    assert rehearsal.due_end(scene.now_state, running.until) == [c.EndRehearsal()]


def test_only_before_the_opening_and_one_at_a_time() -> None:
    assert opened().refused("chair", c.StartRehearsal()) == "rehearsal_after_opening"
    scene = joined()
    assert scene.refused("chair", c.EndRehearsal()) == "rehearsal_not_running"
    scene.act("chair", c.StartRehearsal())
    assert scene.refused("organizer", c.StartRehearsal()) == "rehearsal_runs"


def test_the_public_sends_nothing_into_it() -> None:
    scene = joined()
    scene.act("chair", c.StartRehearsal())
    opinion = c.SubmitOpinion("o1", "r1", "意见")
    assert scene.refused("public", opinion) == "rehearsal_no_opinions"
    assert isinstance(scene.act("member", opinion)[0], OpinionSubmitted)


# --- the service ------------------------------------------------------------------------------


@pytest.fixture
async def house(record_url: str) -> AsyncIterator[House]:
    """A planned consultation, nobody there yet."""
    house = House(record_url)
    await house.start()
    house.id, _ = await house.service.create(ORGANIZER, CREATE)
    for person in PEOPLE:
        await house.do(ORGANIZER, c.RegisterParticipant(person))
    yield house
    await house.stop()


async def stored(house: House) -> list[tuple[int, str]]:
    """The log as it stands in the database."""
    rows = await house.store.read_all(house.id)
    return [(row.stored.seq, row.stored.hash) for row in rows]


async def try_everything(house: House) -> list[Record]:
    """Open, speak, be heard, send an opinion, publish it; close."""
    done: list[Record] = []
    acts: list[tuple[Actor, c.AnyCommand]] = [
        (SYSTEM, c.JoinConsultation("chair")),
        (SYSTEM, c.JoinConsultation("member")),
        (CHAIR, c.OpenConsultation()),
        (CHAIR, c.StartItem("statements")),
        (MEMBER, c.RequestFloor()),
        (CHAIR, c.GrantFloor(participant_id="member")),
        (MEMBER, c.SubmitOpinion("o1", "r1", "试一试")),
        (CLERK, c.PublishOpinion("o1")),
        (CHAIR, c.CloseConsultation()),
    ]
    for actor, command in acts:
        done += await house.do(actor, command)
    return done


async def test_nothing_of_it_is_stored(house: House) -> None:
    before, planned = await stored(house), await house.service.state(house.id)
    await house.do(CHAIR, c.StartRehearsal())
    records = await try_everything(house)
    during = await house.service.state(house.id)
    assert during.status == "closed"
    assert [record.seq for record in records] == list(range(planned.seq + 2, during.seq + 1))
    assert records[0].prev_hash != planned.hash  # it is chained to the rehearsal's own first
    assert (await house.service.recorded(house.id)) == planned
    assert await stored(house) == before
    (ended,) = await house.do(CLERK, c.EndRehearsal())
    assert isinstance(ended.event, RehearsalEnded)
    assert await stored(house) == before
    assert await house.service.state(house.id) == planned
    # and the real one goes on from there
    (first,) = await house.do(CHAIR, c.OpenConsultation())
    assert (first.seq, first.prev_hash) == (planned.seq + 1, planned.hash)
    assert await house.service.verify(house.id) == []


async def test_subscribers_hear_it_all_and_its_end(house: House) -> None:
    heard: list[Record] = []
    house.service.subscribe(house.id, heard.extend)
    await house.do(CHAIR, c.StartRehearsal())
    records = await try_everything(house)
    await house.do(CHAIR, c.EndRehearsal())
    assert isinstance(heard[0].event, RehearsalStarted)
    assert heard[1:-1] == records
    assert isinstance(heard[-1].event, RehearsalEnded)
    assert [one.prev_hash for one in heard[1:]] == [one.hash for one in heard[:-1]]


async def test_the_log_can_be_read_through_it(house: House) -> None:
    planned = await house.service.state(house.id)
    started = await house.do(CHAIR, c.StartRehearsal())
    records = await try_everything(house)
    whole = await house.service.records(house.id, 0, ORGANIZER)
    assert [one.seq for one in whole] == list(range(1, planned.seq + 2 + len(records)))
    after = await house.service.records(house.id, planned.seq, ORGANIZER)
    assert after == [*started, *records]
    assert await house.service.records(house.id, planned.seq + 3, ORGANIZER) == records[2:]
    members = await house.service.records(house.id, planned.seq, MEMBER)
    assert not any(isinstance(one.event, OpinionSubmitted) for one in members)
    await house.do(CHAIR, c.EndRehearsal())
    assert await house.service.records(house.id, planned.seq, ORGANIZER) == []


async def test_preparations_are_recorded_all_the_same(house: House) -> None:
    await house.do(ORGANIZER, c.IssueInvitation("leaked", "member", NOW + 10**12))
    planned = await house.service.state(house.id)
    await house.do(CHAIR, c.StartRehearsal())
    await house.do(CHAIR, c.OpenConsultation())
    late = c.RegisterParticipant(Participant("late", "后来者", "member", "lk"))
    (registered,) = await house.do(ORGANIZER, late)
    (issued,) = await house.do(ORGANIZER, c.IssueInvitation("i2", "late", NOW + 10**12))
    (revoked,) = await house.do(ORGANIZER, c.RevokeInvitation("leaked"))
    assert isinstance(issued.event, InvitationIssued)
    assert isinstance(revoked.event, InvitationRevoked)
    during = await house.service.state(house.id)
    assert registered.seq == during.seq - 2  # numbered as the rehearsal's members see it
    assert "late" in during.participants
    await house.do(CHAIR, c.EndRehearsal())
    after = await house.service.state(house.id)
    assert after.seq == planned.seq + 3
    assert after.status == "planned"
    assert "late" in after.participants
    assert after.invitations["leaked"].revoked
    assert await house.service.verify(house.id) == []


async def test_a_restart_leaves_the_planned_consultation(house: House) -> None:
    before, planned = await stored(house), await house.service.state(house.id)
    await house.do(CHAIR, c.StartRehearsal())
    await try_everything(house)
    await house.restart()
    assert await stored(house) == before
    assert await house.service.state(house.id) == planned


async def test_a_commit_that_fails_leaves_it_as_it_was(house: House) -> None:
    await house.do(CHAIR, c.StartRehearsal())
    before = await house.service.state(house.id)
    house.store.fail_before = True
    with pytest.raises(Unavailable):
        await house.do(ORGANIZER, c.IssueInvitation("i2", "member", NOW + 10**12))
    house.store.fail_before = False
    assert await house.service.state(house.id) == before
    await house.do(CHAIR, c.OpenConsultation())


async def test_a_commit_whose_answer_was_lost_is_copied_into_it(house: House) -> None:
    await house.do(CHAIR, c.StartRehearsal())
    heard: list[Record] = []
    house.service.subscribe(house.id, heard.extend)
    house.store.fail_after = True
    with pytest.raises(Unavailable):
        await house.do(ORGANIZER, c.IssueInvitation("i2", "member", NOW + 10**12))
    house.store.fail_after = False
    await house.do(CHAIR, c.OpenConsultation())
    assert isinstance(heard[0].event, InvitationIssued)
    state = await house.service.state(house.id)
    assert "i2" in state.invitations
    assert [one.seq for one in heard] == [state.seq - 1, state.seq]


async def test_it_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "REHEARSAL_RECORDS_MAX", 2)
    await house.do(CHAIR, c.StartRehearsal())
    await house.do(CHAIR, c.OpenConsultation())
    with pytest.raises(Refused, match="too_many"):
        await house.do(CHAIR, c.StartItem("briefing"))
    await house.do(CHAIR, c.EndRehearsal())


async def test_the_clock_ends_it(house: House) -> None:
    await house.do(CHAIR, c.StartRehearsal())
    state = await house.service.state(house.id)
    assert state.rehearsal is not None
    house.now = state.rehearsal.until
    assert await house.service.tick()
    assert (await house.service.state(house.id)).rehearsal is None


async def test_heads_are_signed_of_what_is_recorded(house: House) -> None:
    """A head of a rehearsal would accuse the log of having been cut."""
    noted: list[Record] = []

    house.service.follow(lambda _, records: noted.extend(records))
    await house.do(CHAIR, c.StartRehearsal())
    await try_everything(house)
    (issued,) = await house.do(ORGANIZER, c.IssueInvitation("i2", "member", NOW + 10**12))
    await house.do(CHAIR, c.EndRehearsal())
    state = await house.service.state(house.id)
    assert [(one.seq, one.hash) for one in noted] == [(state.seq, state.hash)]
    assert issued.seq > state.seq


async def test_others_are_recorded_meanwhile(house: House) -> None:
    other, _ = await house.service.create(ORGANIZER, CREATE)
    await house.do(CHAIR, c.StartRehearsal())
    records = await house.service.execute(other, ORGANIZER, c.OpenConsultation())
    assert len(records) == 1
    assert (await house.service.recorded(other)).status == "open"
    with pytest.raises(Refused, match="rehearsal_no_opinions"):
        await house.do(VIEWER, c.SubmitOpinion("o1", "r1", "意见"))
    await house.service.execute(other, VIEWER, c.SubmitOpinion("o1", "r1", "意见"))


def test_staff_alone() -> None:
    with pytest.raises(Refused, match="not_authorized"):
        joined().do(Actor("member", "member", "sf", "区委员"), c.StartRehearsal())
