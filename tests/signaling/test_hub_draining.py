"""A server that is to be replaced: what runs goes on, nothing new begins, relays hand over."""

import asyncio
from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import CloseConsultation, OpenConsultation
from signaling import messages as m
from signaling.errors import Draining, MediaUnavailable
from tests.signaling.hall import hall, until
from tests.support.consultation import ORGANIZER


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.meetings.TICK", 0.01)
    monkeypatch.setattr("signaling.relays.DRAIN_INTERVAL", 0.01)


async def test_a_consultation_in_session_goes_on_and_lets_people_in(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await place.joined("chair")
        place.hub.meetings.retire()
        waiting = asyncio.create_task(place.hub.meetings.wait_idle(30))
        li = await place.joined("li")
        await li.publish(a="camera")
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await place.do(CloseConsultation())
        await asyncio.wait_for(waiting, 5)


async def test_nothing_new_begins(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        token = await place.token("li")
        place.hub.meetings.retire()
        with pytest.raises(Draining):
            place.hub.meetings.check_new()
        with pytest.raises(Draining):
            await place.hub.execute(place.id, ORGANIZER, OpenConsultation())
        client = place.client()
        client.send(m.Hello(m.VERSION, token))
        bye = await client.expect(m.Bye)
        assert bye.code == "draining"
        await asyncio.wait_for(place.hub.meetings.wait_idle(30), 5)


async def test_waiting_for_those_in_session_has_an_end(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await place.joined("chair")
        place.hub.meetings.retire()
        await asyncio.wait_for(place.hub.meetings.wait_idle(0.05), 5)


async def test_a_relay_is_replaced_once_it_is_empty(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        before = place.relay
        before.peers = 1
        renewing = asyncio.create_task(place.hub.renew_relays(30))
        await until(lambda: before.heard(relay.Drain))
        await asyncio.sleep(0.05)
        assert place.relay is before
        before.peers = 0
        await asyncio.wait_for(renewing, 5)
        await until(lambda: place.relay is not before)
        assert not before.killed, "it says goodbye"


async def test_those_still_at_a_relay_when_the_time_is_over_begin_anew(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li = await place.joined("li")
        await li.publish("cert-a", a="camera")
        before = place.relay
        before.peers = 1
        await place.hub.renew_relays(0.05)
        await li.expect(m.MediaReset)
        assert place.relay is not before
        await li.publish("cert-b", a="camera")


async def test_a_relay_that_does_not_answer_is_replaced_all_the_same(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        before = place.relay
        before.hangs = True
        await place.hub.renew_relays(30)
        await until(lambda: len(place.relays) == 2)


async def test_a_newcomer_to_a_draining_relay_is_told_to_wait(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        place.relay.draining = True
        cascade = (await place.meeting()).cascade
        body = relay.Publish(router=place.id, peer="p", owner="li", sdp="cert")
        with pytest.raises(MediaUnavailable):
            await cascade.request(body)
