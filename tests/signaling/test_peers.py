"""Peers at the relays: what ends each, what is said of them, and what follows."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from media import messages as relay
from sessions.commands import GrantFloor, StartRehearsal
from signaling.cascade import Cascade
from signaling.config import SignalingConfig
from signaling.control_room import ControlRoom
from signaling.errors import NotFound
from signaling.outbox import Outbox
from signaling.peers import Peers, route_of
from signaling.resources import MediaResource
from signaling.room import Room
from signaling.session import Session
from signaling.tokens import Claims
from signaling.tracks import Tracks
from tests.signaling.parts import START, Clock, Log, actor, track

CONFIG = SignalingConfig(live_directory=Path("live"))


class PlayedCascade:
    """Worker 0 is the home; peers stand at those that a test says."""

    home = 0

    def __init__(self) -> None:
        self.closed: list[str] = []
        self.gone: set[str] = set()
        self.at: dict[str, int] = {}
        self.hangs = False

    async def request(self, body: relay.RequestBody) -> relay.ReplyBody:
        assert isinstance(body, relay.ClosePeer)
        if body.peer in self.gone:
            raise NotFound(body.peer)
        self.closed.append(body.peer)
        return relay.Done()

    async def gate(self, route: relay.Route) -> None:
        if self.hangs:
            await asyncio.Event().wait()

    def ended(self, peer: str) -> None:
        self.at.pop(peer, None)

    def lost(self, number: int) -> list[str]:
        return [peer for peer, at in self.at.items() if at == number]

    def home_lost(self) -> None:
        self.at.clear()


class Scene:
    """Peers of a meeting that is not there: what they ask of it is counted."""

    def __init__(self) -> None:
        self.log, self.clock = Log(), Clock()
        self.log.open("chair", "li")
        self.room = Room("c", CONFIG, (), self.clock.now(), self.clock.wall())
        self.tracks, self.cascade = Tracks(), PlayedCascade()
        self.turns = 0
        self.peers = Peers(
            self.room,
            self.tracks,
            cast(Cascade, self.cascade),
            ControlRoom(self.room, self.tracks, self.clock.wall()),
            CONFIG,
            self.clock,
            wake=self._wake,
            tell=lambda: None,
            settle=lambda: None,
        )

    def _wake(self) -> None:
        self.turns += 1

    def session(self, who: str) -> Session:
        """A member whose transports stand, the one up with a camera; each was measured once."""
        session = self.room.enter(actor(who), claims(who), Outbox(), self.clock.wall())
        self.room.welcome(session, 0)
        number = len(self.cascade.at)
        self.tracks.set(session.media.up, who, [track(number, who, "video")])
        self.tracks.set(session.media.down, who)
        for peer in (session.media.up, session.media.down):
            self.cascade.at[peer] = 0
            self.say(relay.PeerQuality(peer, 0.0, 40.0, 1, 1))
        return session

    def resource(self, who: str | None = None, expires_at: int = START + 10**9) -> MediaResource:
        """A room encoder of somebody's, or a viewer."""
        one = MediaResource("c", claims("hall", expires_at), who, None, self.clock.now())
        self.peers.resources[one.id] = one
        if who is not None:
            self.room.attach(who, one.id, self.clock.wall())
        return one

    def say(
        self, event: relay.PeerQuality | relay.PeerClosed | relay.PeerSilent | relay.PeerConnected
    ) -> None:
        self.peers.take(event, self.log.state)

    def quality(self, who: str) -> str | None:
        self.room.tick(self.clock.now(), self.clock.wall())
        (one,) = [one for one in self.room.presence() if one.participant_id == who]
        return one.quality

    async def closed(self) -> set[str]:
        """The transports that the relays were asked to close."""
        await self.peers.close_ended()
        return set(self.cascade.closed)


def claims(who: str, expires_at: int = START + 10**9) -> Claims:
    return Claims("member", f"inv-{who}", expires_at, "c", who)


def resets(session: Session) -> int:
    assert session.outbox is not None
    return sum('"media_reset"' in text for text in session.outbox.take())


# --- what is asked of the relays --------------------------------------------------------------


def test_a_rehearsal_is_heard_within_and_not_without() -> None:
    log = Log()
    log.do(StartRehearsal(), "chair")
    log.open("chair", "li")
    log.do(GrantFloor(participant_id="li"), "chair")
    assert route_of("c", log.state) == relay.Route("c", ["chair", "li"], None, None)


def test_the_public_hears_and_sees_who_has_the_floor() -> None:
    log = Log()
    log.open("chair", "li")
    log.do(GrantFloor(participant_id="li"), "chair")
    assert route_of("c", log.state) == relay.Route("c", ["chair", "li"], "li", "li")


async def test_news_wait_for_the_gate_only_so_long_and_another_turn_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = Scene()
    monkeypatch.setattr("signaling.peers.GATE_TIMEOUT", 0.0)
    scene.cascade.hangs = True
    await scene.peers.gate(scene.log.state)
    assert scene.turns == 1


async def test_one_that_its_relay_no_longer_knows_keeps_no_other_open() -> None:
    scene = Scene()
    for peer in ("a", "b", "c"):
        scene.peers.end(peer)
    scene.cascade.gone = {"b"}
    assert await scene.closed() == {"a", "c"}
    scene.cascade.closed.clear()
    assert await scene.closed() == set(), "each is asked once"


# --- what ends --------------------------------------------------------------------------------


async def test_a_session_that_ends_leaves_no_track_and_no_transport() -> None:
    scene = Scene()
    session = scene.session("li")
    scene.peers.end_session(session)
    assert scene.tracks.all() == []
    assert await scene.closed() == {session.media.up, session.media.down}
    assert scene.quality("li") is None


async def test_tokens_that_expire_and_viewers_who_never_came_end() -> None:
    scene = Scene()
    encoder = scene.resource("hall", expires_at=scene.clock.wall() + 1000)
    overdue, came = scene.resource(), scene.resource()
    scene.say(relay.PeerConnected(came.peer))
    scene.clock.time += 1.0
    scene.peers.tick(scene.clock.now(), scene.clock.wall())
    assert set(scene.peers.resources) == {overdue.id, came.id}
    assert scene.room.present() == frozenset(), "for good, without a grace period"
    scene.clock.time += CONFIG.whep_connect
    scene.peers.tick(scene.clock.now(), scene.clock.wall())
    assert set(scene.peers.resources) == {came.id}
    assert await scene.closed() == {encoder.peer, overdue.peer}


# --- what the relays say ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "quality"),
    [(relay.PeerSilent, "lost"), ("silent", "lost"), ("dtls_closed", "good")],
)
def test_a_path_that_broke_is_told_of_and_one_that_was_closed_is_not(
    event: type[relay.PeerSilent] | str, quality: str
) -> None:
    scene = Scene()
    session = scene.session("li")
    assert scene.quality("li") == "good"
    up = session.media.up
    if isinstance(event, str):
        scene.say(relay.PeerClosed(up, event))
        scene.say(relay.PeerQuality(session.media.down, 0.0, 40.0, 1, 1))
    else:
        scene.say(event(up))
    assert scene.quality("li") == quality


@pytest.mark.parametrize(
    ("reason", "again"), [("silent", 1), ("relay_lost", 1), ("dtls_closed", 0)]
)
async def test_who_loses_the_way_up_begins_both_anew(reason: str, again: int) -> None:
    scene = Scene()
    session, other = scene.session("li"), scene.session("wang")
    up, down = session.media.up, session.media.down
    scene.say(relay.PeerClosed(up, reason))
    assert resets(session) == again
    assert await scene.closed() == ({down} if again else set())
    assert [one.owner for one in scene.tracks.all()] == ["wang"]
    assert resets(other) == 0


async def test_who_loses_the_way_down_is_offered_another() -> None:
    scene = Scene()
    session, woken = scene.session("li"), list[bool]()
    session.wake_media = lambda: woken.append(True)
    up, down = session.media.up, session.media.down
    scene.say(relay.PeerClosed(down, "silent"))
    assert woken == [True]
    assert session.media.up == up
    assert session.media.down != down
    assert resets(session) == 0
    assert [one.owner for one in scene.tracks.all()] == ["li"]


async def test_a_room_encoder_that_broke_off_keeps_its_place() -> None:
    scene = Scene()
    encoder = scene.resource("hall")
    scene.say(relay.PeerClosed(encoder.peer, "silent"))
    assert scene.peers.resources == {}
    assert scene.room.present() == {"hall"}
    assert scene.turns > 0


# --- what happens to the relays ---------------------------------------------------------------


async def test_with_a_leaf_goes_only_what_was_at_it() -> None:
    scene = Scene()
    session, viewer, other = scene.session("li"), scene.resource(), scene.resource()
    scene.cascade.at |= {viewer.peer: 1, session.media.down: 1, other.peer: 2}
    down = session.media.down
    assert not scene.peers.relay_down(1)
    assert set(scene.peers.resources) == {other.id}
    assert session.media.down != down
    assert resets(session) == 0
    assert [one.owner for one in scene.tracks.all()] == ["li"]


async def test_with_the_home_goes_everything_and_nothing_is_left_to_close() -> None:
    scene = Scene()
    session = scene.session("li")
    scene.resource(), scene.resource("hall")
    assert scene.peers.relay_down(scene.cascade.home)
    assert (scene.tracks.all(), scene.peers.resources, scene.peers.lines.all()) == ([], {}, [])
    assert await scene.closed() == set()
    assert scene.room.present() == {"li", "hall"}, "may be back any moment"
    turns = scene.turns
    scene.peers.relay_up(1)
    assert (resets(session), scene.turns) == (0, turns)
    scene.peers.relay_up(scene.cascade.home)
    assert (resets(session), scene.turns) == (1, turns + 1)
