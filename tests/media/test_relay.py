"""The relay of one worker in virtual time: requests, tables, restarts, and what strangers send."""

import random
import re
from collections.abc import Callable

import pytest

from media.config import RelayConfig
from media.errors import (
    BadSdp,
    Draining,
    MediaError,
    Overloaded,
    TooManyPeers,
    TooManyTracks,
    UnknownPeer,
    UnknownTrack,
)
from media.ice import HELD_FOR, MAX_ADDRESSES
from media.messages import (
    ClosePeer,
    CloseRouter,
    Done,
    Drain,
    GetStats,
    Load,
    PeerQuality,
    PeerSilent,
    Publish,
    Published,
    Route,
    Shown,
    Stats,
    Subscribe,
    TakeAnswer,
    Trickle,
    Trickled,
    View,
    Watch,
)
from media.relay import Body
from media.wire import sdp
from media.wire.sdp import MAX_MEDIA
from tests.support.packets import h264_key, rtp
from tests.support.relay_scene import Client, Scene, offer

AUDIO, VIDEO = 2047462665, 3890577821
"""SSRCs in Chromium's offer."""
ALERT = bytes.fromhex("15fefd00000000000000000002") + b"\x02\x28"


def sound(sequence: int) -> bytes:
    return rtp(sequence, b"opus" * 20, ssrc=AUDIO, payload_type=111, timestamp=960 * sequence)


def picture(sequence: int) -> bytes:
    return rtp(
        sequence, h264_key(), ssrc=VIDEO, payload_type=108, timestamp=3000 * sequence, marker=True
    )


def publishing(scene: Scene, name: str = "alice") -> tuple[Client, list[int]]:
    """A connected publisher, and its track ids: sound, picture."""
    client = scene.client()
    published = client.publish(f"pub-{name}", name)
    client.connect()
    return client, [track.track_id for track in published.tracks]


def test_overload_sheds_in_the_consultations_there_are_and_in_those_that_come() -> None:
    scene = Scene()
    publishing(scene)
    relay, now = scene.relay, scene.clock.now
    for second in range(30):
        relay.measure(float(second), 0.0, now + second)  # all of a core
    assert relay.load.shed
    relay.router("another")
    assert [router._shed for router in relay.routers.values()] == [relay.load.shed] * 2


def test_only_a_known_subscriber_can_be_told_what_it_looks_at() -> None:
    scene = Scene()
    _, tracks = publishing(scene)
    bob = scene.client()
    bob.answer("sub", bob.subscribe("sub", tracks))
    shown = [Shown(track, 180, 0) for track in tracks]
    assert scene.relay.handle(Watch("sub", shown), scene.clock.now) == Done()
    for name in ("pub-alice", "nobody"):
        with pytest.raises(UnknownPeer):
            scene.relay.handle(Watch(name, shown), scene.clock.now)


# --- media ----------------------------------------------------------------------------------------


def test_from_publisher_to_subscriber_and_viewer() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    bob, carol = scene.client(), scene.client()
    bob.answer("sub", bob.subscribe("sub", tracks))
    bob.connect()
    carol.view("view")
    carol.connect()
    scene.relay.handle(Route("r", ["alice"], "alice", "alice"), scene.clock.now)
    assert scene.connected() == ["pub-alice", "sub", "view"]
    for sequence in range(1, 4):
        alice.send(picture(sequence))
        alice.send(sound(sequence))
        scene.run(0.02)
    for receiver in (bob, carol):
        assert len(receiver.rtp) == 6
        assert {packet[1] & 0x7F for packet in receiver.rtp} == (
            {102, 111} if receiver is bob else {108, 111}
        )
    stats = scene.relay.handle(GetStats(), scene.clock.now)
    assert isinstance(stats, Stats)
    assert (stats.peers, stats.packets_received, stats.packets_forwarded) == (3, 6, 12)
    assert {t.track_id for t in stats.tracks} == set(tracks)
    assert (stats.bytes_received, stats.bytes_sent) > (0, stats.bytes_received)
    scene.relay.handle(ClosePeer("pub-alice"), scene.clock.now)
    scene.relay.handle(CloseRouter("r"), scene.clock.now)
    later = scene.relay.handle(GetStats(), scene.clock.now)
    assert isinstance(later, Stats)
    assert (later.bytes_received, later.bytes_sent) == (stats.bytes_received, stats.bytes_sent)
    assert later.events_waiting == len(scene.relay.events)


def test_sound_of_who_is_not_audible_reaches_nobody() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    bob = scene.client()
    bob.answer("sub", bob.subscribe("sub", tracks))
    bob.connect()
    for sequence in range(5):
        alice.send(sound(sequence))
    assert bob.rtp == []
    scene.relay.handle(Route("r", ["alice"]), scene.clock.now)
    alice.send(sound(6))
    assert len(bob.rtp) == 1
    scene.relay.handle(Route("r", []), scene.clock.now)
    alice.send(sound(7))
    assert len(bob.rtp) == 1


def answered_but_not_connected() -> tuple[Scene, Client, Client]:
    """Who publishes a picture, and who has accepted it."""
    scene = Scene()
    alice, tracks = publishing(scene)
    alice.send(picture(1))
    scene.run(1.0)
    bob = scene.client()
    alice.rtcp.clear()
    bob.answer("sub", bob.subscribe("sub", tracks))
    scene.run(0.05)
    return scene, alice, bob


def plis(client: Client) -> int:
    """How often a publisher was asked for a key frame since the last look."""
    received, client.rtcp = client.rtcp, []
    return sum(pli_in(packet) for packet in received)


def test_a_key_frame_that_came_while_dtls_was_shaken_is_not_waited_for_again() -> None:
    scene, alice, bob = answered_but_not_connected()
    assert plis(alice) == 1, "by the answer"
    alice.send(picture(2))
    alice.send(picture(3))
    scene.run(0.1)
    bob.connect()
    assert bob.rtp == []
    scene.run(0.02)
    assert [p[1] & 0x7F for p in bob.rtp] == [102]
    scene.run(0.5)
    assert plis(alice) == 0


def test_a_subscriber_that_connects_late_asks_for_a_key_frame_then() -> None:
    scene, alice, bob = answered_but_not_connected()
    alice.send(picture(2))
    assert plis(alice) == 1
    scene.run(1.0)
    assert plis(alice) == 0, "who never connects costs one"
    bob.connect()
    scene.run(0.1)
    assert plis(alice) == 1
    assert bob.rtp == []


def pli_in(compound: bytes) -> bool:
    while compound:
        if compound[1] == 206 and compound[0] & 31 == 1:
            return True
        compound = compound[4 * (int.from_bytes(compound[2:4], "big") + 1) :]
    return False


# --- refusals leave no trace --------------------------------------------------------------------


def on_hold(text: str) -> str:
    return text.replace("actpass", "holdconn")


def without_fingerprint(text: str) -> str:
    return re.sub(r"a=fingerprint:.*\r\n", "", text)


REFUSED: list[tuple[str, Callable[[Client], Body], type[MediaError]]] = [
    ("offer of nonsense", lambda c: Publish("x", "new", "o", "v=0"), BadSdp),
    ("offer on hold", lambda c: Publish("x", "new", "o", on_hold(offer("chromium"))), BadSdp),
    (
        "offer without fingerprint",
        lambda c: Publish("x", "new", "o", without_fingerprint(offer("chromium"))),
        BadSdp,
    ),
    ("a viewer that sends only", lambda c: View("x", "new", None, offer("chromium")), BadSdp),
    ("an unknown track", lambda c: Subscribe("x", "new", [12345]), UnknownTrack),
    ("an answer of nobody", lambda c: TakeAnswer("nobody", 1, "v=0"), UnknownPeer),
    ("an answer of a publisher", lambda c: TakeAnswer("pub-alice", 1, "v=0"), UnknownPeer),
    ("a fragment of nobody", lambda c: Trickle("nobody", "a=ice-ufrag:abcd"), UnknownPeer),
    ("a fragment of nonsense", lambda c: Trickle("pub-alice", "nonsense"), BadSdp),
    (
        "a subscriber under a publisher's name",
        lambda c: Subscribe("r", "pub-alice", []),
        UnknownPeer,
    ),
    (
        "a publisher in another router",
        lambda c: Publish("x", "pub-alice", "alice", c.mine(offer("chromium"))),
        UnknownPeer,
    ),
    (
        "another certificate",
        lambda c: Publish("r", "pub-alice", "alice", offer("chromium")),
        BadSdp,
    ),
]


@pytest.mark.parametrize(
    ("body", "error"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_refused_request_leaves_no_trace(
    body: Callable[[Client], Body], error: type[MediaError]
) -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    credentials = scene.relay.peers["pub-alice"].transport.ice.credentials
    with pytest.raises(error):
        scene.relay.handle(body(alice), scene.clock.now)
    assert list(scene.relay.peers) == ["pub-alice"]
    assert scene.relay.peers["pub-alice"].transport.ice.credentials is credentials
    assert list(scene.relay.routers) == ["r"]
    assert [t.info.track_id for t in scene.relay.peers["pub-alice"].link.up_tracks] == tracks
    alice.send(sound(1))
    assert scene.relay.packets_received == 1


def saturate(scene: Scene, share: float = 1.0, seconds: float = 6.0) -> None:
    """Have the relay measure that it is busy."""
    start, ran = scene.clock.now, 0.0
    while scene.clock.now < start + seconds:
        ran += share * 0.25
        scene.relay.measure(ran, 0.0, scene.clock.advance(0.25))
    scene.settle()


def test_a_relay_at_its_limit_serves_whom_it_has_and_refuses_newcomers() -> None:
    scene = Scene(RelayConfig(full_load=0.95))
    alice, tracks = publishing(scene)
    saturate(scene)
    loads = [event for event in scene.seen if isinstance(event, Load)]
    assert [(load.shed, load.full) for load in loads][-1] == (3, True)
    stats = scene.relay.handle(GetStats(), scene.clock.now)
    assert isinstance(stats, Stats)
    assert stats.load == pytest.approx(1.0, abs=0.01)
    assert stats.shed == 3
    for refused in (
        lambda: scene.client().publish("pub-bob", "bob"),
        lambda: scene.client().subscribe("sub-bob", tracks),
        lambda: scene.client().view("view"),
    ):
        with pytest.raises(Overloaded):
            refused()
    assert list(scene.relay.peers) == ["pub-alice"]
    alice.publish("pub-alice", "alice", offer("chromium"))  # renegotiates
    body = Subscribe("r", "sub-alice", tracks, owner="alice")
    scene.relay.handle(body, scene.clock.now)  # a second transport of somebody who is here
    with pytest.raises(Overloaded):
        scene.relay.handle(Subscribe("s", "sub-2", [], owner="alice"), scene.clock.now)
    saturate(scene, 0.2)
    scene.client().publish("pub-bob", "bob")


def test_a_full_worker_refuses() -> None:
    scene = Scene(RelayConfig(max_peers=1))
    publishing(scene)
    with pytest.raises(TooManyPeers):
        scene.client().publish("second", "bob")
    with pytest.raises(TooManyPeers):
        scene.client().view("third")
    assert list(scene.relay.peers) == ["pub-alice"]


def test_a_draining_relay_serves_whom_it_has_and_sends_newcomers_elsewhere() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    assert scene.relay.handle(Drain(), scene.clock.now) == Done()
    with pytest.raises(Draining):
        scene.client().view("view")
    alice.publish("pub-alice", "alice", offer("chromium"))
    scene.relay.handle(Subscribe("r", "sub-alice", tracks, owner="alice"), scene.clock.now)


def test_what_is_sent_on_a_recycled_line_is_not_kept() -> None:
    scene = Scene()
    alice, (_, first) = publishing(scene)
    _, (_, second) = publishing(scene, "bob")
    carol = scene.client()
    for number in range(40):
        offered = carol.subscribe("sub", [(first, second)[number % 2]])
        # Without RTX: each stream is one that libsrtp may repeat, which has a state of its own.
        answer = re.sub(r"a=(rtpmap|fmtp):(97|103) .*\r\n", "", carol.answer_to(offered))
        answer = re.sub(r"(m=video .*?) 103", r"\1", answer)
        scene.relay.handle(TakeAnswer("sub", offered.revision, answer), scene.clock.now)
        if number == 0:
            carol.connect()
        alice.send(picture(number))
        scene.run(0.02)
    transport = scene.relay.peers["sub"].transport
    assert len(transport._repeating) <= 2, "of two lines that take turns"
    assert carol.rtp, "it was sent"


def test_who_answers_without_end_and_never_connects_fills_nothing() -> None:
    scene = Scene()
    _, tracks = publishing(scene)
    carol = scene.client()
    for number in range(50):
        carol.answer("sub", carol.subscribe("sub", tracks[number % 2 :]))
    assert len(scene.relay.peers["sub"]._waiting) == 2


# --- publishers -----------------------------------------------------------------------------------


def test_a_publisher_adds_and_ends_tracks_by_offering_again() -> None:
    scene = Scene()
    client = scene.client()
    whole = offer("chromium")
    muted = whole.replace("a=sendonly", "a=inactive", 1)
    first = client.publish("pub", "alice", muted)
    assert [t.kind for t in first.tracks] == ["video"]
    both = client.publish("pub", "alice", whole)
    assert [t.kind for t in both.tracks] == ["video", "audio"]
    assert both.tracks[0] == first.tracks[0], "a track that goes on keeps its id"
    again = client.publish("pub", "alice", muted)
    assert again.tracks == first.tracks
    assert len(scene.relay.peers["pub"].link.up_tracks) == 1
    answer = sdp.parse(again.sdp)
    assert [m.direction for m in answer.media] == ["inactive", "recvonly"]


def test_the_dtls_role_does_not_change_within_a_session() -> None:
    scene = Scene()
    client = scene.client()
    first = client.publish("pub", "alice", offer("chromium").replace("actpass", "passive"))
    assert "a=setup:active" in first.sdp
    with pytest.raises(BadSdp):
        client.publish("pub", "alice", offer("chromium").replace("actpass", "active"))
    assert "a=setup:active" in client.publish("pub", "alice").sdp, "actpass fits any role"


def test_sources_are_the_hubs_to_name() -> None:
    scene = Scene()
    client = scene.client()
    body = Publish("r", "pub", "alice", client.mine(offer("chromium")), {"1": "screen"})
    published = scene.relay.handle(body, scene.clock.now)
    assert isinstance(published, Published)
    assert [t.source for t in published.tracks] == ["microphone", "screen"]


def test_another_ssrc_on_an_m_line_is_another_track() -> None:
    scene = Scene()
    client = scene.client()
    first = client.publish("pub", "alice")
    again = client.publish("pub", "alice", offer("chromium").replace(str(VIDEO), "99"))
    assert {t.track_id for t in first.tracks} & {t.track_id for t in again.tracks} == {
        first.tracks[0].track_id
    }


# --- subscribers ----------------------------------------------------------------------------------


def test_m_lines_are_recycled_with_their_mids_and_fresh_ssrcs() -> None:
    scene = Scene()
    _, alice = publishing(scene, "alice")
    _, bob = publishing(scene, "bob")
    viewer = scene.client()

    first = viewer.subscribe("sub", alice)
    viewer.answer("sub", first)
    assert (first.revision, [t.track_id for t in first.tracks]) == (1, alice)
    second = viewer.subscribe("sub", bob)
    viewer.answer("sub", second)
    lines = sdp.parse(second.sdp).media
    assert [m.direction for m in lines] == ["inactive", "inactive", "sendonly", "sendonly"]
    assert [m.mid for m in lines] == ["0", "1", "2", "3"]
    third = viewer.subscribe("sub", [*alice, *bob])
    assert len(sdp.parse(third.sdp).media) == 4
    assert {t.mid: t.track_id for t in third.tracks} == dict(
        zip("0123", [*alice, *bob], strict=True)
    )
    before = {ssrc for m in sdp.parse(first.sdp).media for ssrc in m.ssrcs}
    after = {ssrc for m in sdp.parse(third.sdp).media for ssrc in m.ssrcs}
    assert before
    assert not before & after


def test_a_line_freed_in_an_offer_is_not_reused_by_the_same_offer() -> None:
    """A browser would not notice that the track on it is another one."""
    scene = Scene()
    _, alice = publishing(scene, "alice")
    _, bob = publishing(scene, "bob")
    viewer = scene.client()
    viewer.answer("sub", viewer.subscribe("sub", alice))
    swapped = viewer.subscribe("sub", bob)
    assert [t.mid for t in swapped.tracks] == ["2", "3"]


def test_media_of_a_recycled_line_comes_under_another_ssrc() -> None:
    """Under the same one Chromium 156 decodes it, but renders nothing."""
    scene = Scene()
    alice, (_, camera) = publishing(scene, "alice")
    bob, (_, other) = publishing(scene, "bob")
    viewer = scene.client()
    viewer.answer("sub", viewer.subscribe("sub", [camera]))
    viewer.connect()
    alice.send(picture(1))
    viewer.answer("sub", viewer.subscribe("sub", []))
    alice.send(picture(2))
    viewer.answer("sub", viewer.subscribe("sub", [other]))
    bob.send(picture(500))
    before, after = viewer.rtp
    assert before[8:12] != after[8:12]


def test_a_stale_answer_is_ignored() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    viewer = scene.client()
    first = viewer.subscribe("sub", tracks[1:])
    second = viewer.subscribe("sub", tracks)
    viewer.answer("sub", first)
    viewer.connect()
    alice.send(picture(1))
    assert viewer.rtp == []
    viewer.answer("sub", second)
    alice.send(picture(2))
    assert len(viewer.rtp) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("a=mid:1", "a=mid:7"),
        lambda text: text[: text.index("m=video")],
        lambda text: text.replace("a=setup:active", "a=setup:passive"),
        lambda text: without_fingerprint(text),
    ],
    ids=["other mids", "fewer m-lines", "passive", "no fingerprint"],
)
def test_answers_that_do_not_fit_are_refused(spoil: Callable[[str], str]) -> None:
    scene = Scene()
    _, tracks = publishing(scene)
    viewer = scene.client()
    offered = viewer.subscribe("sub", tracks)
    answer = spoil(viewer.answer_to(offered))
    with pytest.raises(BadSdp):
        scene.relay.handle(TakeAnswer("sub", offered.revision, answer), scene.clock.now)
    viewer.answer("sub", offered)
    viewer.connect()
    assert "sub" in scene.connected()


def test_a_refused_m_line_is_not_sent() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    viewer = scene.client()
    offered = viewer.subscribe("sub", tracks)
    answer = viewer.answer_to(offered).replace("m=video 9", "m=video 0")
    scene.relay.handle(TakeAnswer("sub", 1, answer), scene.clock.now)
    scene.relay.handle(Route("r", ["alice"]), scene.clock.now)
    viewer.connect()
    alice.send(picture(1))
    alice.send(sound(1))
    assert [packet[1] & 0x7F for packet in viewer.rtp] == [111]


def test_a_subscriber_takes_as_many_tracks_as_an_sdp_has_lines() -> None:
    scene = Scene()
    tracks: list[int] = []
    for number in range(MAX_MEDIA // 2 + 1):
        published = scene.client().publish(f"pub-{number}", f"owner-{number}")
        tracks += [t.track_id for t in published.tracks]
    viewer = scene.client()
    offered = viewer.subscribe("sub", tracks[:MAX_MEDIA])
    assert len(sdp.parse(offered.sdp).media) == MAX_MEDIA
    with pytest.raises(TooManyTracks):
        viewer.subscribe("sub", tracks)
    assert viewer.subscribe("sub", tracks[:MAX_MEDIA]).revision == 2


def test_an_empty_subscription_waits_without_end() -> None:
    scene = Scene()
    viewer = scene.client()
    assert viewer.subscribe("sub", []).tracks == []
    scene.run(100.0, step=1.0)
    assert scene.closed() == []
    _, tracks = publishing(scene)
    viewer.answer("sub", viewer.subscribe("sub", tracks))
    scene.run(20.0, step=1.0)
    viewer.connect()
    assert "sub" in scene.connected()


def test_a_track_that_ended_before_the_answer_is_not_sent() -> None:
    scene = Scene()
    _, tracks = publishing(scene)
    viewer = scene.client()
    offered = viewer.subscribe("sub", tracks)
    scene.relay.handle(ClosePeer("pub-alice"), scene.clock.now)
    viewer.answer("sub", offered)
    viewer.connect()
    assert scene.relay.peers["sub"].link.down_tracks == []
    with pytest.raises(UnknownTrack):
        viewer.subscribe("sub", tracks)


@pytest.mark.parametrize("lines", [False, True])
def test_a_subscriber_takes_no_fragment(lines: bool) -> None:
    scene = Scene()
    _, tracks = publishing(scene)
    scene.client().subscribe("sub", tracks if lines else [])
    credentials = scene.relay.peers["sub"].transport.ice.credentials
    with pytest.raises(UnknownPeer):
        scene.relay.handle(Trickle("sub", "a=ice-ufrag:another"), scene.clock.now)
    assert scene.relay.peers["sub"].transport.ice.credentials is credentials


def test_tracks_of_another_router_are_unknown() -> None:
    scene = Scene()
    published = scene.client().publish("pub", "alice", router="other")
    with pytest.raises(UnknownTrack):
        scene.client().subscribe("sub", [published.tracks[0].track_id])


# --- ICE restarts ---------------------------------------------------------------------------------


def test_a_publisher_restarts_ice_by_offering_new_credentials() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    old = alice.remote
    alice.ufrag = "newfrag1"
    again = alice.publish("pub-alice", "alice")
    assert [t.track_id for t in again.tracks] == tracks
    assert alice.remote != old
    alice.send(sound(1))
    alice.move(("198.51.100.9", 7))
    alice.check()
    alice.send(sound(2))
    assert scene.relay.packets_received == 2
    assert len(scene.relay.table.by_ufrag) == 1, "the old credentials have ended"
    assert scene.connected() == ["pub-alice"], "DTLS goes on"


def test_an_offer_with_the_same_credentials_restarts_nothing() -> None:
    scene = Scene()
    alice, _ = publishing(scene)
    old = alice.remote
    alice.publish("pub-alice", "alice")
    assert alice.remote == old


def test_a_subscriber_restarts_ice_when_the_hub_says_so() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    viewer = scene.client()
    viewer.answer("sub", viewer.subscribe("sub", tracks))
    viewer.connect()
    old = viewer.remote
    viewer.answer("sub", viewer.subscribe("sub", tracks, restart=True))
    assert viewer.remote != old
    alice.send(picture(1))
    assert len(viewer.rtp) == 1, "the old path serves meanwhile"
    viewer.move(("198.51.100.9", 8))
    viewer.check()
    alice.send(picture(2))
    assert len(viewer.rtp) == 2


def test_a_fragment_with_new_credentials_restarts_ice() -> None:
    scene = Scene()
    alice, _ = publishing(scene)
    same = Trickle("pub-alice", f"a=ice-ufrag:{alice.ufrag}\r\na=candidate:1 1 udp 1 x 9 typ host")
    assert scene.relay.handle(same, scene.clock.now) == Trickled("")
    fresh = Trickle("pub-alice", "a=ice-ufrag:another\r\na=ice-pwd:another-password-of-24\r\n")
    answer = scene.relay.handle(fresh, scene.clock.now)
    assert isinstance(answer, Trickled)
    credentials = scene.relay.peers["pub-alice"].transport.ice.credentials
    assert f"a=ice-ufrag:{credentials.ufrag}\r\n" in answer.sdpfrag
    assert f"a=ice-pwd:{credentials.password}\r\n" in answer.sdpfrag
    assert "a=mid:0\r\n" in answer.sdpfrag
    assert "a=candidate:1 1 udp 1845624831 127.0.0.1 4000 typ host\r\n" in answer.sdpfrag
    for _ in range(5):
        scene.relay.handle(
            Trickle("pub-alice", f"a=ice-ufrag:again{_}\r\na=ice-pwd:{'p' * 22}"), scene.clock.now
        )
    assert len(scene.relay.table.by_ufrag) == 2, "two generations at most"


# --- addresses ------------------------------------------------------------------------------------


def test_a_rebound_address_is_followed() -> None:
    scene = Scene()
    alice, tracks = publishing(scene)
    viewer = scene.client()
    viewer.answer("sub", viewer.subscribe("sub", tracks))
    viewer.connect()
    viewer.move(("198.51.100.1", 9))
    viewer.check()
    alice.send(picture(1))
    assert len(viewer.rtp) == 1


@pytest.mark.parametrize("during", ["setup", "call"])
def test_strangers_reach_nothing(during: str) -> None:
    """A forged 15-byte alert, handshakes and junk from addresses that passed no check."""
    scene = Scene()
    client = scene.client()
    client.publish("pub", "alice")
    stranger = scene.client()
    source = random.Random(3)
    stranger.dtls.start()
    hello = stranger.dtls.outgoing[0]
    junk = [ALERT, hello, sound(1), b"", b"\x17" * 40, b"\x40", b"\xff" * 1500]
    junk += [source.randbytes(source.randrange(1, 200)) for _ in range(200)]
    given = [datagram for datagram in junk if not datagram or datagram[0] >= 4]
    client.check()
    if during == "call":
        client.connect()
    for datagram in junk:
        scene.relay.receive(datagram, stranger.address, scene.clock.now)
        assert scene.relay.outgoing.drain() == [], "nothing is answered"
    assert scene.relay.datagrams_refused == len(given)
    if during == "setup":
        client.connect()
    assert scene.connected() == ["pub"]
    client.send(sound(1))
    assert scene.relay.packets_received == 1


def test_a_validated_address_counts_for_its_own_peer_only() -> None:
    scene = Scene()
    alice, _ = publishing(scene, "alice")
    bob, _ = publishing(scene, "bob")
    assert bob.srtp is not None
    scene.give(bob.srtp.out.protect(sound(1)), alice.address)
    assert scene.relay.packets_received == 0


def test_the_table_of_addresses_does_not_outgrow_the_peers() -> None:
    scene = Scene()
    alice, _ = publishing(scene)
    for port in range(1, 200):
        alice.check(("198.51.100.1", port))
    assert len(scene.relay.table.by_address) == MAX_ADDRESSES
    scene.relay.handle(ClosePeer("pub-alice"), scene.clock.now)
    assert not scene.relay.table.by_address


@pytest.mark.parametrize("checking", [False, True], ids=["sends media only", "checks only"])
def test_an_address_in_use_is_not_taken_over(checking: bool) -> None:
    """By a participant that forges the source of checks with its own, valid credentials."""
    scene = Scene()
    alice, _ = publishing(scene, "alice")
    mallory, _ = publishing(scene, "mallory")
    for number in range(1, 5):
        scene.run(HELD_FOR - 1, step=0.5)
        if checking:
            alice.check()
        else:
            alice.send(sound(number))
        answers = len(alice.answers)
        mallory.check(alice.address)
        assert len(alice.answers) == answers, "nothing is sent to whom we do not reach there"
        before = scene.relay.packets_received
        alice.send(sound(100 + number))
        assert scene.relay.packets_received == before + 1


def test_an_address_that_fell_silent_may_be_anothers() -> None:
    """A NAT's, or a program's that was started again and has the same port."""
    scene = Scene()
    alice, _ = publishing(scene, "alice")
    scene.run(HELD_FOR + 0.5, step=0.5)
    again = scene.client()
    again.publish("pub-again", "alice")
    again.move(alice.address)
    again.connect()
    again.send(sound(1))
    assert scene.relay.packets_received == 1
    scene.relay.handle(ClosePeer("pub-alice"), scene.clock.now)
    again.send(sound(2))
    assert scene.relay.packets_received == 2, "the old peer does not take it along"


def test_an_address_of_a_closed_peer_is_free_at_once() -> None:
    scene = Scene()
    alice, _ = publishing(scene, "alice")
    scene.relay.handle(ClosePeer("pub-alice"), scene.clock.now)
    again = scene.client()
    again.publish("pub-again", "alice")
    again.move(alice.address)
    again.connect()
    again.send(sound(1))
    assert scene.relay.packets_received == 1


def test_everything_of_a_closed_peer_goes() -> None:
    scene = Scene()
    for _ in range(3):
        alice, tracks = publishing(scene)
        viewer = scene.client()
        viewer.answer("sub", viewer.subscribe("sub", tracks))
        viewer.connect()
        alice.check(("198.51.100.1", 1))
        alice.check()
        scene.relay.handle(ClosePeer("pub-alice"), scene.clock.now)
        scene.relay.handle(ClosePeer("nobody"), scene.clock.now)
        scene.settle()
        assert alice.dtls.closed, "it is told"
        scene.relay.handle(CloseRouter("r"), scene.clock.now)
        scene.settle()
        assert scene.closed() == [], "no event for what the hub asked for"
        for table in (scene.relay.peers, scene.relay.routers, scene.relay.table.by_ufrag):
            assert not table
        assert not scene.relay.table.by_address


def test_a_silent_peer_is_told_of_within_five_seconds_and_measured_again_once_heard() -> None:
    scene = Scene()
    alice, _ = publishing(scene)
    scene.seen.clear()
    scene.run(5.0)
    assert scene.seen.count(PeerSilent("pub-alice")) == 1
    told = scene.seen.index(PeerSilent("pub-alice"))
    assert not [e for e in scene.seen[told:] if isinstance(e, PeerQuality)]
    alice.check()
    scene.run(1.1)
    assert [e for e in scene.seen[told:] if isinstance(e, PeerQuality)]
    assert scene.closed() == []


def test_a_peer_that_goes_silent_is_closed_and_told_of() -> None:
    scene = Scene()
    publishing(scene)
    scene.run(31.0, step=0.5)
    assert scene.closed() == [("pub-alice", "silent")]
    assert not scene.relay.peers
    assert not scene.relay.table.by_address


def test_sound_offered_as_red_is_opus_sound_and_answered_so() -> None:
    scene = Scene()
    text = offer("chromium").replace("SAVPF 111 63 9", "SAVPF 63 111 9")
    published = scene.client().publish("pub", "alice", text)
    assert [track.codec for track in published.tracks] == ["opus", "H264"]
    assert "m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n" in published.sdp
    assert "a=fmtp:63 111/111\r\n" in published.sdp
    offered = scene.client().subscribe("sub", [published.tracks[0].track_id])
    assert "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n" in offered.sdp
    assert "useinbandfec=1" in offered.sdp


def test_a_whip_offer_that_cannot_be_taken_whole_leaves_no_trace() -> None:
    scene = Scene()
    text = scene.client().mine(offer("ffmpeg").replace("opus/48000/2", "PCMU/8000"))
    with pytest.raises(BadSdp):
        scene.relay.handle(Publish("r", "whip", "alice", text, whole=True), 0.0)
    assert scene.relay.peers == {}
    assert scene.client().publish("page", "alice", text).tracks
