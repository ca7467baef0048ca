"""Simulcast through the whole relay: Chromium's own offer, one track of three layers, `Watch`."""

import pytest

from media.errors import UnknownPeer
from media.messages import PeerQuality, Published, Shown, TrackInfo, Watch
from media.wire.rtp import parse_rtp
from tests.support.packets import rtp
from tests.support.relay_scene import Client, Scene, offer
from tests.support.simulcast import vp8_frame

RIDS = ("q", "h", "f")
HEIGHTS = {"q": 180, "h": 360, "f": 720}


class Camera:
    """A connected publisher that sends its layers' frames, in VP8 so that they have sizes."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.client = scene.client()
        self.text = in_vp8(offer("chromium_simulcast"))
        self.published = self.offer(self.text)
        self.client.connect()
        self.frames = 0

    def offer(self, text: str) -> Published:
        return self.client.publish("pub", "alice", text)

    @property
    def picture(self) -> TrackInfo:
        return next(track for track in self.published.tracks if track.kind == "video")

    def send(self, *rids: str) -> None:
        """A key frame of each of the layers."""
        self.frames += 1
        for rid in rids or RIDS:
            ssrc = 0x100 + RIDS.index(rid)
            packet = rtp(
                self.frames,
                vp8_frame(self.frames, HEIGHTS[rid], key=True),
                timestamp=3000 * self.frames,
                ssrc=ssrc,
                payload_type=102,
                marker=True,
                extensions={4: b"1", 10: rid.encode()},
            )
            self.client.send(packet)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.05)):
            self.send()
            self.scene.run(0.05)


def in_vp8(text: str) -> str:
    """Chromium's offer, made one of VP8."""
    return text.replace(":102 H264/", ":102 VP8/").replace(" H264/", " H265/")


def heights(client: Client) -> list[int]:
    """Of the key frames received since the last call."""
    taken, client.rtp = client.rtp, []
    payloads = [packet.payload for data in taken if (packet := parse_rtp(data)) is not None]
    return [int.from_bytes(p[14:16], "little") & 0x3FFF for p in payloads if len(p) > 16]


def subscribing(scene: Scene, camera: Camera, name: str = "sub") -> Client:
    client = scene.client()
    client.answer(name, client.subscribe(name, [camera.picture.track_id]))
    client.connect()
    scene.relay.peers[name].link.estimate.bitrate = 5_000_000  # as feedback would tell
    return client


def watch(scene: Scene, camera: Camera, height: int, peer: str = "sub") -> None:
    shown = [Shown(camera.picture.track_id, height, 0)]
    scene.relay.handle(Watch(peer, shown), scene.clock.now)


@pytest.mark.parametrize("codec", ["H264", "VP8"])
def test_a_camera_of_three_layers_is_one_track(codec: str) -> None:
    scene = Scene()
    text = offer("chromium_simulcast")
    published = scene.client().publish("pub", "alice", text if codec == "H264" else in_vp8(text))
    assert [(t.kind, t.codec) for t in published.tracks] == [("audio", "opus"), ("video", codec)]
    assert "a=simulcast:recv q;h;f\r\n" in published.sdp
    publication = scene.relay.routers["r"].publication(published.tracks[1].track_id)
    assert publication is not None
    assert [track.params.rid for track in publication.up_tracks] == ["q", "h", "f"]


def test_what_is_shown_decides_what_is_sent() -> None:
    scene = Scene()
    camera = Camera(scene)
    camera.run(1.5)
    bob, carol = subscribing(scene, camera), subscribing(scene, camera, "other")
    camera.run(0.5)
    assert heights(bob)[-1] == heights(carol)[-1] == 720
    for height, layer in [(300, 360), (100, 180), (720, 720)]:
        watch(scene, camera, height)
        camera.run(0.3)
        heights(bob)
        camera.run(0.3)
        assert set(heights(bob)) == {layer}
        assert set(heights(carol)) == {720}
    watch(scene, camera, 0)
    camera.run(0.3)
    heights(bob)
    camera.run(0.5)
    assert heights(bob) == []


def test_the_hub_is_told_the_layers_and_the_estimate() -> None:
    scene = Scene()
    camera = Camera(scene)
    camera.run(1.5)
    bob = subscribing(scene, camera)
    for height, layer in [(720, 2), (100, 0), (0, -1)]:
        bob.check()  # of who is silent nothing is told
        watch(scene, camera, height)
        scene.seen.clear()
        camera.run(2.1)
        told = [e for e in scene.seen if isinstance(e, PeerQuality) and e.peer == "sub"]
        assert told[-1].layers == {camera.picture.track_id: layer}
        assert told[-1].estimate > 0


@pytest.mark.parametrize("peer", ["nobody", "pub"])
def test_only_subscribers_watch(peer: str) -> None:
    scene = Scene()
    camera = Camera(scene)
    with pytest.raises(UnknownPeer):
        watch(scene, camera, 100, peer)


def test_offering_the_same_again_keeps_the_track_and_fewer_layers_make_another() -> None:
    scene = Scene()
    camera = Camera(scene)
    camera.run(0.2)
    again = camera.offer(camera.text)
    assert again.tracks == camera.published.tracks
    fewer = camera.offer(camera.text.replace("send q;h;f", "send q;h"))
    assert "a=simulcast:recv q;h\r\n" in fewer.sdp
    assert fewer.tracks[0] == camera.published.tracks[0]
    assert fewer.tracks[1].track_id != camera.picture.track_id
    link = scene.relay.peers["pub"].link
    assert len(link.up_tracks) == 3
    camera.send("q")
    assert [track.ssrc for track in link.up_tracks if track.video] == [0x100, None]
