"""Consultations taken up, kept and let go of."""

import asyncio
from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import CloseConsultation, OpenConsultation
from sessions.errors import Refused
from sessions.service import Service
from sessions.state import Consultation
from signaling.errors import Draining, Unavailable
from signaling.meeting import Meeting
from signaling.meetings import IDLE, Meetings
from tests.signaling.hall import hall, until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.meetings.TICK", 0.01)


async def test_one_is_taken_up_once_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = Service.state

    async def read(self: Service, id: str) -> Consultation:
        await asyncio.sleep(0)
        return await state(self, id)

    monkeypatch.setattr(Service, "state", read)
    async with hall(tmp_path) as place:
        meetings = place.hub.meetings
        assert meetings.find(place.id) is None
        one, other = await asyncio.gather(meetings.get(place.id), meetings.get(place.id))
        assert one is other is meetings.find(place.id)
        assert list(meetings) == [one]
        with pytest.raises(Refused, match="no_such_consultation"):
            await meetings.get("none")


async def test_none_is_taken_up_where_nothing_runs(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        hub = place.hub
        still = Meetings(place.service, place.clock, hub._meeting_of)
        assert not still.running
        with pytest.raises(Unavailable):
            await still.get(place.id)
        assert list(still) == []


async def test_without_anybody_one_is_let_go_of_and_its_relay_told(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        before = await place.meeting()
        before.room.attach("li", "tie", place.clock.wall())
        place.clock.time += 2 * IDLE
        await until(lambda: before.idle_since == place.clock.now())
        assert place.hub.meetings.find(place.id) is before
        before.room.detach("li", "tie", place.clock.now(), place.clock.wall(), for_good=True)
        place.clock.time += IDLE + 1
        await until(lambda: place.hub.meetings.find(place.id) is None)
        await until(lambda: place.relay.heard(relay.CloseRouter))
        assert await place.meeting() is not before


async def test_a_bug_in_one_is_not_the_end_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.meetings.RETRY", 0.0)
    run, failures = Meeting.run, [ZeroDivisionError()]

    async def failing(self: Meeting) -> None:
        if failures:
            raise failures.pop()
        await run(self)

    monkeypatch.setattr(Meeting, "run", failing)
    async with hall(tmp_path) as place:
        client = await place.joined("li")
        await client.publish(a="camera")
        await until(lambda: "li" in place.state.joined)
        assert not failures


async def test_what_is_in_session_is_taken_up_at_the_start_and_nothing_else(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        id = place.id
    async with hall(tmp_path, id=id) as place:
        await until(lambda: place.hub.meetings.find(id))
        await place.do(CloseConsultation())
    async with hall(tmp_path, id=id) as place:
        await place.hub.meetings._take_up_sitting()
        assert list(place.hub.meetings) == []


async def test_before_a_replacement_only_who_is_in_session_goes_on(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        meetings, meeting = place.hub.meetings, await place.meeting()
        meetings.check_new()
        await place.do(OpenConsultation())
        meetings.retire()
        with pytest.raises(Draining):
            meetings.check_new()
        with pytest.raises(Draining):
            meetings.check_new(meeting)  # open, but nobody is there
        meeting.room.attach("li", "tie", place.clock.wall())
        meetings.check_new(meeting)
        await meetings.wait_idle(0.0)
        meeting.room.detach("li", "tie", place.clock.now(), place.clock.wall(), for_good=True)
        await asyncio.wait_for(meetings.wait_idle(30), 5)
