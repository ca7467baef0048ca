"""WHIP and WHEP sessions: who may, how many, their ETags, and their part in attendance."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import RevokeInvitation
from sessions.events import ParticipantJoined, ParticipantLeft
from signaling import messages as m
from signaling.errors import (
    BadSdp,
    BadToken,
    MediaUnavailable,
    NotAllowed,
    NotFound,
    StaleEtag,
    TokenRevoked,
    TooManyRequests,
    TooManyViewers,
)
from signaling.meetings import IDLE
from signaling.resources import MAX_COUNTED, OFFERS_PER_SECOND, RELOADS, Offers
from signaling.tokens import Claims
from tests.signaling.hall import Hall, hall, until
from tests.signaling.parts import ORGANIZER, START
from tests.signaling.test_hub_media import offered, settled

ANY = frozenset({"*"})


def viewer(place: Hall) -> Claims:
    return Claims("viewer", "public", START + 10**9, place.id)


async def test_a_room_encoder_is_its_participants_presence(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        chair = await place.joined("chair")
        resource = await place.hub.publish_whip(place.id, claims, "cert-a")
        assert resource.sdp == "answer"
        record = await chair.event(ParticipantJoined)
        assert record.event == ParticipantJoined("hall", "room_encoder")
        offer = await offered(chair, "hall")
        assert {track.source for track in offer.tracks} == {"camera", "microphone"}
        await place.hub.delete(resource.resource_id, claims)
        record = await chair.event(ParticipantLeft)
        assert record.event == ParticipantLeft("hall")
        await until(lambda: not place.relay.tracks)
        with pytest.raises(NotFound):
            await place.hub.delete(resource.resource_id, claims)


async def test_a_broken_encoder_keeps_its_place_for_the_grace_period(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        chair = await place.joined("chair")
        await place.hub.publish_whip(place.id, claims, "cert-a")
        (peer,) = place.relay.tracks
        place.relay.tell(relay.PeerClosed(peer, "silent"))
        meeting = await place.meeting()
        assert meeting.peers.resources == {}
        await place.pass_time(29)
        assert "hall" in meeting.room.present()
        again = await place.hub.publish_whip(place.id, claims, "cert-b")
        await place.pass_time(60)
        assert "hall" in meeting.room.present()
        await place.hub.delete(again.resource_id, claims)
        await chair.event(ParticipantLeft)
        assert len(await place.log(ParticipantJoined)) == 2


async def test_an_encoder_that_starts_again_replaces_itself(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        first = await place.hub.publish_whip(place.id, claims, "cert-a")
        second = await place.hub.publish_whip(place.id, claims, "cert-b")
        assert first.resource_id != second.resource_id
        meeting = await place.meeting()
        assert list(meeting.peers.resources) == [second.resource_id]
        await until(lambda: len(place.relay.tracks) == 1)
        assert meeting.room.presence()[0].state == "connected"
        assert await place.log(ParticipantLeft) == []


async def test_the_operator_stays_when_the_encoder_ends(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        operator = await place.joined("hall")
        claims = place.claims(await place.token("hall"))
        resource = await place.hub.publish_whip(place.id, claims, "cert-a")
        await place.hub.delete(resource.resource_id, claims)
        operator.send(m.Ping(time=1))
        await operator.expect(m.Pong)
        assert (await place.meeting()).room.present() == {"hall"}


async def test_who_may_publish_by_whip(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        with pytest.raises(NotAllowed):
            await place.hub.publish_whip(place.id, viewer(place), "cert-a")
        guest = place.claims(await place.token("guest"))
        with pytest.raises(NotAllowed):
            await place.hub.publish_whip(place.id, guest, "cert-a")
        hall_claims = place.claims(await place.token("hall"))
        with pytest.raises(BadSdp):
            await place.hub.publish_whip(place.id, hall_claims, "bad")
        made = await place.hub.invite(place.id, ORGANIZER, "li", START + 10**9)
        await place.do(RevokeInvitation(made.invitation_id), ORGANIZER)
        with pytest.raises(TokenRevoked):
            await place.hub.publish_whip(place.id, place.claims(made.token), "cert-a")
        meeting = await place.meeting()
        assert (meeting.peers.resources, meeting.tracks.all(), meeting.room.present()) == (
            {},
            [],
            frozenset(),
        )


async def test_the_public_plays_the_programme_and_nothing_else(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        await place.hub.view_whep(place.id, None, viewer(place), "cert-a")
        with pytest.raises(NotAllowed):
            await place.hub.view_whep(place.id, "li", viewer(place), "cert-a")
        li = place.claims(await place.token("li"))
        await place.hub.view_whep(place.id, "wang", li, "cert-a")
        with pytest.raises(NotFound):
            await place.hub.view_whep(place.id, "nobody", li, "cert-a")
        elsewhere = Claims("viewer", "public", START + 10**9, "elsewhere")
        with pytest.raises(BadToken):
            await place.hub.view_whep(place.id, None, elsewhere, "cert-a")
        assert [view.owner for view in place.relay.heard(relay.View)] == [None, "wang"]
        assert await place.log(ParticipantJoined) == []


async def test_viewers_are_bounded_and_refused_ones_take_no_place(tmp_path: Path) -> None:
    async with hall(tmp_path, whep_sessions=2) as place:
        one = await place.hub.view_whep(place.id, None, viewer(place), "cert-a", "::1")
        with pytest.raises(BadSdp):
            await place.hub.view_whep(place.id, None, viewer(place), "bad", "::2")
        await place.hub.view_whep(place.id, None, viewer(place), "cert-b", "::2")
        with pytest.raises(TooManyViewers):
            await place.hub.view_whep(place.id, None, viewer(place), "cert-c", "::3")
        await place.hub.delete(one.resource_id, viewer(place))
        await place.hub.view_whep(place.id, None, viewer(place), "cert-c", "::3")


async def test_nobody_takes_all_places(tmp_path: Path) -> None:
    async with hall(tmp_path, whep_sessions=10, whep_per_viewer=2) as place:

        async def taken(claims: Claims, *callers: str | None) -> int:
            """How many of `callers` get a place."""
            before = len((await place.meeting()).peers.resources)
            for caller in callers:
                with suppress(TooManyViewers):
                    await place.hub.view_whep(place.id, None, claims, "cert-a", caller)
            return len((await place.meeting()).peers.resources) - before

        li = place.claims(await place.token("li"))
        assert await taken(li, "::1", "::2", "::3") == 2
        assert await taken(viewer(place), *["::1"] * 3) == 2
        assert await taken(viewer(place), "::2") == 1
        assert await taken(viewer(place), *[None] * 9) == 5
        assert await taken(viewer(place), "::3") == 0


async def test_a_viewer_whose_media_never_comes_gives_the_place_back(tmp_path: Path) -> None:
    async with hall(tmp_path, whep_connect=10.0) as place:
        meeting = await place.meeting()
        silent = await place.hub.view_whep(place.id, None, viewer(place), "cert-a")
        playing = await place.hub.view_whep(place.id, None, viewer(place), "cert-b")
        place.relay.tell(relay.PeerConnected(meeting.peers.resources[playing.resource_id].peer))
        await place.pass_time(9.9)
        assert set(meeting.peers.resources) == {silent.resource_id, playing.resource_id}
        await place.pass_time(0.1)
        assert set(meeting.peers.resources) == {playing.resource_id}
        await until(lambda: place.relay.heard(relay.ClosePeer))


async def test_an_ice_restart_changes_the_etag(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        made = await place.hub.publish_whip(place.id, claims, "cert-a")
        id = made.resource_id
        candidates = await place.hub.trickle(id, claims, frozenset({made.etag}), "a=candidate")
        assert (candidates.sdp, candidates.etag) == ("", made.etag)
        restarted = await place.hub.trickle(id, claims, ANY, "a=ice-ufrag:new")
        assert restarted.sdp == "fragment"
        assert restarted.etag != made.etag
        with pytest.raises(StaleEtag):
            await place.hub.trickle(id, claims, frozenset({made.etag}), "a=candidate")
        await place.hub.trickle(id, claims, frozenset({restarted.etag}), "a=candidate")


async def test_a_session_belongs_to_the_token_that_made_it(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        made = await place.hub.publish_whip(place.id, claims, "cert-a")
        for other in (viewer(place), place.claims(await place.token("hall"))):
            with pytest.raises(NotFound):
                await place.hub.trickle(made.resource_id, other, ANY, "a=ice-ufrag:new")
            with pytest.raises(NotFound):
                await place.hub.delete(made.resource_id, other)
        assert made.resource_id in (await place.meeting()).peers.resources


async def test_revoking_a_link_ends_its_encoder(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "hall", START + 10**9)
        await place.hub.publish_whip(place.id, place.claims(made.token), "cert-a")
        chair = await place.joined("chair")
        await place.do(RevokeInvitation(made.invitation_id), ORGANIZER)
        await chair.event(ParticipantLeft)
        assert (await place.meeting()).peers.resources == {}
        await until(lambda: not place.relay.tracks)


async def test_an_encoder_and_a_viewer_last_as_long_as_their_tokens(tmp_path: Path) -> None:
    async with hall(tmp_path, whep_connect=10**9) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "hall", place.clock.wall() + 60_000)
        await place.hub.publish_whip(place.id, place.claims(made.token), "cert-a")
        public = Claims("viewer", "public", place.clock.wall() + 90_000, place.id)
        await place.hub.view_whep(place.id, None, public, "cert-b")
        meeting = await place.meeting()
        await place.pass_time(59)
        assert len(meeting.peers.resources) == 2
        await place.pass_time(1)
        assert [resource.is_viewer for resource in meeting.peers.resources.values()] == [True]
        assert meeting.room.present() == frozenset()
        await place.pass_time(30)
        assert meeting.peers.resources == {}
        await until(lambda: len(place.relay.heard(relay.ClosePeer)) == 2)


@pytest.mark.parametrize("kind", ["whip", "whep"])
async def test_revoking_a_link_ends_what_it_is_just_beginning(tmp_path: Path, kind: str) -> None:
    async with hall(tmp_path) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "hall", START + 10**9)
        claims = place.claims(made.token)
        meeting = await place.meeting()
        place.relay.delay = 0.05
        begin = (
            place.hub.publish_whip(place.id, claims, "cert-a")
            if kind == "whip"
            else place.hub.view_whep(place.id, "hall", claims, "cert-a")
        )
        async with asyncio.TaskGroup() as tasks:
            beginning = tasks.create_task(failing(begin, TokenRevoked))
            await until(lambda: meeting.peers.resources)
            await place.do(RevokeInvitation(made.invitation_id), ORGANIZER)
            await until(lambda: not meeting.peers.resources)
            assert not beginning.done()
        place.relay.delay = 0.0
        asked = [*place.relay.heard(relay.Publish), *place.relay.heard(relay.View)]
        (peer,) = {body.peer for body in asked}
        await until(lambda: place.relay.said[-1] == relay.ClosePeer(peer))
        assert (meeting.tracks.all(), meeting.room.present()) == ([], frozenset())


async def failing(begin: Awaitable[object], error: type[Exception]) -> None:
    with pytest.raises(error):
        await begin


async def test_the_later_of_two_encoders_stays_whichever_the_relay_answers_first(
    tmp_path: Path,
) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        meeting = await place.meeting()
        place.relay.delay = 0.05
        async with asyncio.TaskGroup() as tasks:
            begin = place.hub.publish_whip(place.id, claims, "cert-a")
            tasks.create_task(failing(begin, MediaUnavailable))
            await until(lambda: meeting.peers.resources)
            place.relay.delay = 0.0
            later = await place.hub.publish_whip(place.id, claims, "cert-b")
        assert list(meeting.peers.resources) == [later.resource_id]
        await until(lambda: len(place.relay.tracks) == 1)
        assert meeting.room.presence()[0].state == "connected"


async def test_a_meeting_is_kept_while_an_encoder_begins(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        meeting = await place.meeting()
        place.relay.delay = 0.05
        async with asyncio.TaskGroup() as tasks:
            beginning = tasks.create_task(place.hub.publish_whip(place.id, claims, "cert-a"))
            await settled()
            await place.pass_time(IDLE + 1)
            assert not beginning.done()
            assert meeting.idle_since == place.clock.now()


async def test_an_encoder_that_is_refused_costs_nobody_their_grace_period(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        operator = await place.joined("hall")
        operator.wire.drop()
        await until(lambda: operator.serving.done())
        with pytest.raises(BadSdp):
            await place.hub.publish_whip(place.id, claims, "bad")
        await place.pass_time(29)
        assert (await place.meeting()).room.present() == {"hall"}


async def test_a_lost_relay_ends_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)
    async with hall(tmp_path) as place:
        claims = place.claims(await place.token("hall"))
        await place.hub.publish_whip(place.id, claims, "cert-a")
        view = await place.hub.view_whep(place.id, None, viewer(place), "cert-a")
        place.relay.gone.set()
        await until(lambda: len(place.relays) == 2 and place.hub.relay_pids)
        meeting = await place.meeting()
        assert meeting.peers.resources == {}
        assert meeting.room.presence()[0].state == "reconnecting"
        with pytest.raises(NotFound):
            await place.hub.trickle(view.resource_id, viewer(place), ANY, "")
        await place.hub.publish_whip(place.id, claims, "cert-a")
        assert meeting.room.presence()[0].state == "connected"


async def test_sessions_are_begun_at_a_bounded_rate(tmp_path: Path) -> None:
    async with hall(tmp_path, whep_per_viewer=1, whep_sessions=1000) as place:
        claims = place.claims(await place.token("hall"))
        for _ in range(RELOADS):
            await place.hub.publish_whip(place.id, claims, "cert-a")
        with pytest.raises(TooManyRequests):
            await place.hub.publish_whip(place.id, claims, "cert-a")
        for caller in ("::1", "::2"):  # who share a token
            for _ in range(RELOADS):
                with suppress(TooManyViewers):
                    await place.hub.view_whep(place.id, None, viewer(place), "cert-a", caller)
            with pytest.raises(TooManyRequests):
                await place.hub.view_whep(place.id, None, viewer(place), "cert-a", caller)
        await place.pass_time(1 / OFFERS_PER_SECOND)
        await place.hub.publish_whip(place.id, claims, "cert-a")


def test_what_is_counted_of_offers_is_bounded() -> None:
    offers = Offers(1)
    for number in range(MAX_COUNTED + 1):
        offers.take((str(number), None), 0.0)
    offers.take(("0", None), 0.0)  # forgotten
    with pytest.raises(TooManyRequests):
        offers.take((str(MAX_COUNTED), None), 0.0)
