"""Media by way of the hub: what is asked of the relay, in which order, and after it was lost."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import CloseConsultation, RevokeFloor, StartSpeech
from sessions.events import FloorGranted, FloorRevoked
from signaling import messages as m
from tests.signaling.hall import Client, Hall, hall, until
from tests.signaling.parts import actor


async def offered(client: Client, *owners: str) -> m.Offer:
    """Offers are answered until one carries exactly what these owners send."""
    while True:
        offer = await client.expect(m.Offer)
        client.send(m.Answer(revision=offer.revision, sdp="answer"))
        if {track.participant_id for track in offer.tracks} == set(owners):
            return offer


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process is started without a pause."""
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)


async def test_what_one_publishes_the_others_are_offered(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        published = await li.publish(a="microphone", b="camera")
        assert published.sdp == "answer"
        assert [(t.kind, t.source) for t in published.tracks] == [
            ("audio", "microphone"),
            ("video", "camera"),
        ]
        offer = await offered(chair, "li")
        assert offer.revision == 1
        assert [(t.mid, t.participant_id, t.source) for t in offer.tracks] == [
            ("0", "li", "microphone"),
            ("1", "li", "camera"),
        ]
        await until(lambda: place.relay.heard(relay.TakeAnswer))
        (answer,) = place.relay.heard(relay.TakeAnswer)
        (asked,) = place.relay.heard(relay.Subscribe)
        assert (answer.peer, answer.revision) == (asked.peer, 1)
        assert not [s for s in place.relay.heard(relay.Subscribe) if s.peer != asked.peer]


async def test_one_offer_at_a_time_and_changes_are_coalesced(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair = await place.joined("chair")
        for who in ("li", "wang", "bureau"):
            await (await place.joined(who, receive=False)).publish(a="camera")
        first = await chair.expect(m.Offer)
        meeting = await place.meeting()
        await until(lambda: len(meeting.tracks.all()) == 3)
        await settled()
        assert len(place.relay.heard(relay.Subscribe)) == 1
        chair.send(m.Answer(revision=first.revision, sdp="answer"))
        await offered(chair, "li", "wang", "bureau")
        assert len(place.relay.heard(relay.Subscribe)) <= 3


async def settled() -> None:
    """Enough turns of the loop for whatever was going to happen."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_who_only_sends_is_offered_nothing(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        bot = await place.joined("wang", receive=False, client="bot")
        await (await place.joined("li")).publish(a="camera")
        await bot.publish(a="camera")
        await offered(place.clients[-1], "wang")
        assert not [b for b in bot.received if isinstance(b, m.Offer)]
        assert len({s.peer for s in place.relay.heard(relay.Subscribe)}) == 1


async def test_a_failed_transport_is_offered_again_with_new_ice(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair = await place.joined("chair")
        await (await place.joined("li")).publish(a="camera")
        await offered(chair, "li")
        chair.send(m.RestartMedia())
        again = await offered(chair, "li")
        assert again.revision == 2
        assert [s.ice_restart for s in place.relay.heard(relay.Subscribe)] == [False, True]


@pytest.mark.parametrize(
    ("who", "sdp", "sources", "code"),
    [
        ("guest", "cert-a", {"0": "camera"}, "not_allowed"),
        ("guest", "cert-a", {}, "not_allowed"),
        ("zhou", "cert-a", {"0": "screen"}, "not_allowed"),
        ("li", "bad", {"0": "camera"}, "bad_sdp"),
        ("li", "cert-a", dict.fromkeys("01234", "camera"), "bad_sdp"),
    ],
)
async def test_offers_that_are_refused(
    tmp_path: Path, who: str, sdp: str, sources: dict[str, m.Source], code: str
) -> None:
    async with hall(tmp_path) as place:
        client = await place.joined(who)
        client.send(m.Publish(id="p1", sdp=sdp, sources=sources))
        refused = await client.expect(m.Refused)
        assert (refused.id, refused.code) == ("p1", code)
        meeting = await place.meeting()
        assert meeting.tracks.all() == []
        await until(lambda: not place.relay.tracks)


async def test_a_new_peer_connection_replaces_the_old_transport(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        await li.publish("cert-a", a="camera")
        before = await offered(chair, "li")
        await li.publish("cert-b", a="camera", b="microphone")
        meeting = await place.meeting()
        assert [track.source for track in meeting.tracks.all()] == ["camera", "microphone"]
        after = await offered(chair, "li")
        while len(after.tracks) != 2:
            after = await offered(chair, "li")
        assert not {t.track_id for t in before.tracks} & {t.track_id for t in after.tracks}
        assert len(place.relay.tracks) == 1


async def test_a_peer_that_fell_silent_ends_its_tracks(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        await li.publish(a="camera", b="microphone")
        await offered(chair, "li")
        (peer,) = place.relay.tracks
        del place.relay.tracks[peer]
        place.relay.tell(relay.PeerClosed(peer, "silent"))
        assert (await offered(chair)).tracks == []


async def test_a_receiving_transport_that_ended_is_replaced(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        await li.publish(a="camera")
        await offered(chair, "li")
        (subscribed,) = place.relay.heard(relay.Subscribe)
        await place.relay.request(relay.ClosePeer(peer=subscribed.peer))
        place.relay.tell(relay.PeerClosed(subscribed.peer, "silent"))
        assert (await offered(chair, "li")).revision == 1


async def test_a_sending_transport_that_was_lost_sight_of_begins_anew(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        await chair.publish(a="camera")
        await offered(li, "chair")
        await li.publish(a="camera")
        await offered(chair, "li")
        (peer,) = [peer for peer in place.relay.tracks if place.relay.tracks[peer][0].owner == "li"]
        del place.relay.tracks[peer]
        place.relay.tell(relay.PeerClosed(peer, "silent"))
        await li.expect(m.MediaReset)
        await offered(chair)
        assert (await offered(li, "chair")).revision == 1
        await li.publish("cert-b", a="camera")
        await offered(chair, "li")
        assert not [one for one in chair.received if isinstance(one, m.MediaReset)]


async def test_a_transport_that_its_client_ended_is_no_loss(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li")
        await li.publish(a="camera")
        (peer,) = place.relay.tracks
        place.relay.tell(relay.PeerClosed(peer, "dtls_closed"))
        li.send(m.Ping(time=1))
        await li.expect(m.Pong)
        assert not [one for one in li.received if isinstance(one, m.MediaReset)]
        assert (await place.meeting()).tracks.all() == []


@pytest.mark.usefixtures("at_once")
async def test_whoever_comes_back_learns_that_the_relay_was_replaced(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li, token = await place.joined("li"), await place.token("li")
        await li.publish(a="camera")
        li.wire.drop()
        await until(lambda: li.serving.done())
        place.relay.gone.set()
        await until(lambda: len(place.relays) == 2 and place.hub.relay_pids)
        back = place.client()
        welcome = await back.join(token, resume=m.Resume(li.session, 0))
        assert welcome.resumed
        await back.expect(m.MediaReset)
        await back.publish("cert-b", a="camera")
        assert not [one for one in li.received if isinstance(one, m.MediaReset)]


# --- the gate ---------------------------------------------------------------------------------


def routes(place: Hall) -> list[tuple[set[str], str | None, str | None]]:
    said = place.relay.heard(relay.Route)
    return [(set(r.audible), r.programme_video, r.programme_audio) for r in said]


async def test_the_gate_follows_the_floor_before_anybody_hears_of_it(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        chair = await place.joined("chair")
        await place.joined("li")
        place.relay.delay = 0.02
        speech = await place.grant("li")
        await chair.event(FloorGranted)
        assert routes(place)[-1] == ({"chair", "li"}, "li", "li")
        await place.do(StartSpeech(speech), "li")
        await place.do(RevokeFloor(speech))
        await chair.event(FloorRevoked)
        assert routes(place)[-1] == ({"chair"}, "chair", "chair")
        await place.do(CloseConsultation())
        await until(lambda: routes(place)[-1] == (set(), None, None))
        said = routes(place)
        assert all(one != other for one, other in pairwise(said))


async def test_news_wait_only_so_long_for_a_relay_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.peers.GATE_TIMEOUT", 0.02)
    async with hall(tmp_path, opened=True) as place:
        chair = await place.joined("chair")
        await place.joined("li")
        place.relay.delay = 3600.0
        await place.grant("li")
        await chair.event(FloorGranted)
        assert all("li" not in audible for audible, _, _ in routes(place))
        place.relay.delay = 0.0
        await until(lambda: routes(place)[-1][0] == {"chair", "li"})


# --- a relay that is lost ---------------------------------------------------------------------


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("how", ["dies", "hangs"])
async def test_a_lost_relay_is_replaced_and_everybody_begins_anew(tmp_path: Path, how: str) -> None:
    async with hall(tmp_path, opened=True) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        await li.publish(a="camera", b="microphone")
        await offered(chair, "li")
        await place.grant("li")
        before = place.relay
        if how == "dies":
            before.gone.set()
        else:
            before.hangs = True
            await li_refused(li)
        for client in (chair, li):
            await client.expect(m.MediaReset)
        assert len(place.relays) == 2
        assert place.relay is not before
        assert place.hub.relay_pids == [place.relay.pid]
        await until(lambda: routes(place))
        assert routes(place)[-1][0] == {"chair", "li"}
        meeting = await place.meeting()
        assert meeting.tracks.all() == []
        await li.publish("cert-b", a="camera")
        assert (await offered(chair, "li")).revision == 1


async def li_refused(li: Client) -> None:
    li.send(m.Publish(id="late", sdp="cert-a", sources={"0": "camera"}))
    refused = await li.expect(m.Refused)
    assert (refused.id, refused.code) == ("late", "media_unavailable")


@pytest.mark.usefixtures("at_once")
async def test_offers_while_there_is_no_relay_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li")
        place.relay.gone.set()
        await li.expect(m.MediaReset)
        monkeypatch.setattr("signaling.workers.RETRY", 0.05)
        place.relay.gone.set()
        await until(lambda: not place.hub.relay_pids)
        await li_refused(li)
        await li.expect(m.MediaReset)
        await li.publish(a="camera")


async def asked_again(place: Hall, li: Client) -> None:
    """The relay refuses once, and again only after a while; by then it does not."""
    await until(lambda: place.relay.refused)
    await asyncio.sleep(0.1)
    assert place.relay.refused == 1
    place.relay.full, place.relay.fails = False, None
    await place.pass_time(1)
    assert (await offered(li, "chair")).revision == 1


async def test_who_a_relay_at_its_limit_does_not_serve_is_asked_for_again_without_haste(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.media_link.RETRY", 0.05)
    async with hall(tmp_path) as place:
        place.relay.full = True
        li, chair = await place.joined("li"), await place.joined("chair")
        await chair.publish(a="camera")
        await asked_again(place, li)


@pytest.mark.parametrize("kind", [relay.Subscribe, relay.TakeAnswer, relay.Watch])
async def test_a_bug_of_the_relay_over_who_is_sent_is_asked_for_again_without_haste(
    kind: type[relay.Message], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.media_link.RETRY", 0.05)
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        await chair.publish(a="camera")
        (track,) = (await offered(li, "chair")).tracks
        await until(lambda: place.relay.heard(relay.TakeAnswer))
        place.relay.fails = kind
        await chair.publish(a="camera", b="microphone")
        li.send(m.Watch(pictures=[m.Seen(track_id=track.track_id, height=720)]))
        if kind is relay.TakeAnswer:
            await offered(li, "chair")
        await asked_again(place, li)


async def test_a_bug_of_the_relay_over_who_publishes_is_told_and_the_next_offer_is_taken(
    tmp_path: Path,
) -> None:
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        place.relay.fails = relay.Publish
        for known in (False, True):
            li.send(m.Publish(id="p", sdp="cert-a", sources={"0": "camera"}))
            assert (await li.expect(m.Refused)).code == "media_failed"
            assert any(isinstance(one, m.MediaReset) for one in li.received) is known
            place.relay.fails = None
            await li.publish(a="camera")
            assert (await offered(chair, "li")).tracks
            place.relay.fails = relay.Publish


# --- levels and quality -----------------------------------------------------------------------


async def test_levels_are_of_those_who_are_heard_five_times_a_second(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        chair = await place.joined("chair")
        await place.joined("li")
        for _ in range(10):
            place.relay.tell(relay.Levels(place.id, {"chair": -20, "li": -10}))
            place.clock.time += 0.1
        place.relay.tell(relay.Levels(place.id, {"li": -10}))
        chair.send(m.Ping(time=0))
        await chair.expect(m.Pong)
        levels = [one.levels for one in chair.received if isinstance(one, m.Levels)]
        assert levels == [{"chair": -20}] * 5


async def test_quality_is_told_as_it_changes(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        await li.publish(a="camera")
        (peer,) = place.relay.tracks
        for expected, loss, seconds in (("good", 0.0, 1), ("weak", 0.3, 2), ("good", 0.0, 5)):
            for _ in range(seconds):
                place.relay.tell(relay.PeerQuality(peer, loss, 30.0, 1, 1))
                await place.pass_time(1)
            await quality(chair, expected)
        place.relay.tell(relay.PeerSilent(peer))
        await quality(chair, "lost")
        place.relay.tell(relay.PeerQuality(peer, 0.0, 30.0, 1, 1))
        await place.pass_time(1)
        await quality(chair, "good")
        place.relay.tell(relay.PeerClosed(peer, "silent"))
        await quality(chair, "lost")
        await li.publish("cert-b", a="camera")
        (again,) = set(place.relay.tracks) - {peer}
        place.relay.tell(relay.PeerQuality(again, 0.0, 30.0, 1, 1))
        await place.pass_time(1)
        await quality(chair, "good")


async def quality(client: Client, word: str) -> None:
    while True:
        for presence in (await client.expect(m.PresenceChanged)).participants:
            if presence.participant_id == "li" and presence.quality == word:
                return


# --- what is looked at ------------------------------------------------------------------------


def looks(place: Hall) -> list[list[tuple[int, int]]]:
    """What the relay was told, as (height, rank) of each picture."""
    return [[(s.height, s.rank) for s in w.shown] for w in place.relay.heard(relay.Watch)]


async def test_the_relay_is_told_who_looks_at_what_when_it_changes(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li, wang = await place.joined("li"), await place.joined("wang", receive=False)
        chair = await place.joined("chair", receive=False)
        await chair.publish(a="camera")
        await wang.publish(a="microphone", b="camera")
        offer = await offered(li, "wang", "chair")
        await until(lambda: [(m.MAX_HEIGHT, 0), (m.MAX_HEIGHT, 3)] in looks(place))
        (picture,) = [
            t.track_id for t in offer.tracks if (t.participant_id, t.kind) == ("wang", "video")
        ]
        seen = [m.Seen(track_id=picture, height=180), m.Seen(track_id=999, height=90)]
        li.send(m.Watch(pictures=seen))
        await until(lambda: looks(place)[-1] == [(m.MAX_HEIGHT, 0), (180, 3)])
        (peer,) = {w.peer for w in place.relay.heard(relay.Watch)}
        assert peer in {s.peer for s in place.relay.heard(relay.Subscribe)}
        told = len(looks(place))
        li.send(m.Watch(pictures=seen))
        await place.grant("wang")
        await until(lambda: looks(place)[-1] == [(180, 0), (m.MAX_HEIGHT, 2)])
        assert len(looks(place)) == told + 1


async def test_another_relay_is_told_anew_what_is_looked_at(tmp_path: Path, at_once: None) -> None:
    async with hall(tmp_path, opened=True) as place:
        li, wang = await place.joined("li"), await place.joined("wang", receive=False)
        await wang.publish(a="camera")
        offer = await offered(li, "wang")
        li.send(m.Watch(pictures=[m.Seen(track_id=offer.tracks[0].track_id, height=180)]))
        await until(lambda: looks(place) and looks(place)[-1] == [(180, 3)])
        place.relay.gone.set()
        await wang.expect(m.MediaReset)
        await wang.publish(sdp="cert-b", a="camera")
        offer = await offered(li, "wang")
        await until(lambda: looks(place) == [[(m.MAX_HEIGHT, 3)]])
        li.send(m.Watch(pictures=[m.Seen(track_id=offer.tracks[0].track_id, height=180)]))
        await until(lambda: looks(place)[-1] == [(180, 3)])


# --- how the lines are ------------------------------------------------------------------------


async def test_a_line_without_room_is_told_to_its_owner_and_seen_by_staff(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li, wang = await place.joined("li"), await place.joined("wang", receive=False)
        await wang.publish(a="camera")
        (track,) = (await offered(li, "wang")).tracks
        meeting = await place.meeting()
        session = meeting.room.sessions["li"]
        await until(lambda: session.media.shown)
        tight = relay.PeerQuality(
            session.media.down, 0.0, 30.0, 0, 90_000, 100_000, {track.track_id: -1}
        )
        for _ in range(3):
            place.relay.tell(tight)
        told = await li.expect(m.Reduced)
        assert told == m.Reduced(smaller=[], paused=[track.track_id])
        li.send(m.Report(freezes=1, frozen_ms=500, concealed=0.0, lines=0, layers=0))
        chair, clerk = actor("chair"), actor("clerk")
        await until(lambda: any(one.page for one in place.hub.connections(place.id, chair)))
        seen = {one.participant_id: one for one in place.hub.connections(place.id, clerk)}
        assert set(seen) == {"li", "wang"}
        assert (seen["li"].finding.code, seen["li"].finding.pictures) == ("narrow_down", 1)
        own = place.hub.connections(place.id, actor("li"))
        assert [one.participant_id for one in own] == ["li"]
        assert place.hub.connections(place.id, actor("guest")) == []
        assert place.hub.connections("elsewhere", chair) == []
        place.relay.tell(relay.PeerClosed(session.media.down, "silent"))
        assert place.hub.connections(place.id, actor("li"))[0].down is None


async def test_who_comes_back_is_told_again_what_has_no_room(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li, wang = await place.joined("li"), await place.joined("wang", receive=False)
        await wang.publish(a="camera")
        (track,) = (await offered(li, "wang")).tracks
        session = (await place.meeting()).room.sessions["li"]
        await until(lambda: session.media.shown)
        tight = relay.PeerQuality(
            session.media.down, 0.0, 30.0, 0, 90_000, 100_000, {track.track_id: 0}
        )
        for _ in range(3):
            place.relay.tell(tight)
        told = await li.expect(m.Reduced)
        li.wire.drop()
        await li.serving
        again = place.client()
        await again.join(await place.token("li"), resume=m.Resume(li.session, 0))
        assert (
            await again.expect(m.Reduced) == told == m.Reduced(smaller=[track.track_id], paused=[])
        )
