"""Cameras and microphones for egress: real H.264, VP8 and Opus as plain RTP datagrams."""

import itertools
from fractions import Fraction
from struct import pack
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType

from media.egress.h264 import split_annex_b
from media.egress.hls import Append, Delete, Write
from media.egress.scene import Scene
from media.egress.stream import Beginning, LiveStream
from media.messages import Source, TrackInfo
from media.wire.rtcp import KeyFrameRequest, parse_rtcp
from tests.support.network import Network
from tests.support.packets import rtp

MTU = 1100
TICK = 0.04
STEP = 0.005
ROUND_TRIP = 0.03
"""From a key frame request to the encoder."""
UNIX_OFFSET = 1_790_000_000.0
"""Wall clock minus virtual monotonic time in these tests."""


def h264_payloads(nals: list[bytes]) -> list[bytes]:
    """RFC 6184: parameter sets in a STAP-A, slices alone or in FU-As."""
    payloads = []
    sets = [nal for nal in nals if nal[0] & 0x1F in (7, 8)]
    if sets:
        payloads.append(b"\x78" + b"".join(pack("!H", len(nal)) + nal for nal in sets))
    for nal in nals:
        kind = nal[0] & 0x1F
        if kind not in (1, 5):
            continue
        if len(nal) <= MTU:
            payloads.append(nal)
            continue
        body = nal[1:]
        pieces = [body[at : at + MTU] for at in range(0, len(body), MTU)]
        for number, piece in enumerate(pieces):
            start, end = number == 0, number == len(pieces) - 1
            header = (0x80 if start else 0) | (0x40 if end else 0) | kind
            payloads.append(bytes([nal[0] & 0xE0 | 28, header]) + piece)
    return payloads


def vp8_payloads(frame: bytes) -> list[bytes]:
    """RFC 7741, with the descriptor that Chromium sends (a 15-bit picture id)."""
    pieces = [frame[at : at + MTU] for at in range(0, len(frame), MTU)]
    return [
        bytes([0x90 if number == 0 else 0x80, 0x80, 0x81, 0x23]) + piece
        for number, piece in enumerate(pieces)
    ]


class Camera:
    """Sends a flat, slightly moving picture of one colour; key frames when asked, as browsers do.

    Frame n is captured at its first sending plus n / fps, to the sample of the RTP clock.
    """

    def __init__(
        self,
        track: TrackInfo,
        width: int,
        height: int,
        colour: tuple[int, int, int],
        fps: int = 25,
        first_sequence: int = 65000,
        first_timestamp: int = 0xFFFF0000,
    ) -> None:
        self.track = track
        self.fps = fps
        flat = av.VideoFrame.from_ndarray(np.full((height, width, 3), colour, np.uint8))
        self._flat = flat.reformat(format="yuv420p").to_ndarray().astype(np.uint8)
        self._size = (width, height)
        self._sequence = itertools.count(first_sequence)
        self._timestamp = first_timestamp
        self._count = 0
        self._key = True
        self.keys_asked = 0
        self.muted = False
        vp8 = track.codec == "VP8"
        codec: Any = av.CodecContext.create("libvpx" if vp8 else "libx264", "w")
        codec.width, codec.height = width, height
        codec.pix_fmt = "yuv420p"
        codec.time_base = Fraction(1, 90000)
        codec.framerate = Fraction(fps)
        codec.bit_rate = 1_000_000
        codec.options = (
            {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "g": "9999"}
            if vp8
            else {
                "profile": "baseline", "preset": "ultrafast", "tune": "zerolatency",
                "forced-idr": "1", "x264-params": "keyint=9999:scenecut=0:threads=1",
            }
        )  # fmt: skip
        self._codec = codec
        self._vp8 = vp8

    @property
    def interval(self) -> float:
        """Seconds from picture to picture."""
        return 1 / self.fps

    @property
    def sent(self) -> float:
        """Seconds of pictures sent so far."""
        return self._count / self.fps

    def ask_key(self) -> None:
        """A PLI came."""
        self.keys_asked += 1
        self._key = True

    def send(self, now: float) -> list[bytes]:
        """The datagrams of the next picture."""
        frame = av.VideoFrame.from_ndarray(self._picture(), format="yuv420p")
        frame.pts = self._count * 90000 // self.fps
        frame.time_base = Fraction(1, 90000)
        frame.pict_type = PictureType.I if self._key else PictureType.NONE
        self._key = False
        timestamp = self._timestamp + frame.pts
        self._count += 1
        datagrams = []
        for packet in self._codec.encode(frame):
            data = bytes(packet)
            payloads = vp8_payloads(data) if self._vp8 else h264_payloads([*split_annex_b(data)])
            for number, payload in enumerate(payloads):
                marker = number == len(payloads) - 1
                kind = 97 if self._vp8 else 96
                datagrams.append(
                    rtp(
                        next(self._sequence), payload,
                        timestamp=timestamp, ssrc=self.track.track_id,
                        payload_type=kind, marker=marker,
                    )
                )  # fmt: skip
        return [] if self.muted else datagrams

    def _picture(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Planes of yuv420p: the flat colour (BT.601), with some noise in the upper left."""
        width, height = self._size
        picture = self._flat.copy()
        noise = np.random.default_rng(self._count).integers(0, 12, (height // 4, width // 4))
        picture[: height // 4, : width // 4] += noise.astype(np.uint8)
        return picture


class Microphone:
    """Sends a tone as Opus, 20 ms a packet."""

    def __init__(self, track: TrackInfo, frequency: float, amplitude: float = 0.25) -> None:
        self.track = track
        self._frequency = frequency
        self._amplitude = amplitude
        self.interval = 0.02
        self._sequence = itertools.count(100)
        self._count = 0
        self.muted = False
        codec: Any = av.CodecContext.create("libopus", "w")
        codec.sample_rate = 48000
        codec.layout = "mono"
        codec.format = "flt"
        codec.bit_rate = 48000
        codec.options = {"frame_duration": "20", "application": "voip"}
        self._codec = codec

    @property
    def sent(self) -> float:
        """Seconds of sound sent so far."""
        return self._count * self.interval

    def send(self, now: float) -> list[bytes]:
        """The datagrams of the next 20 ms."""
        start = self._count * 960
        self._count += 1
        times = (np.arange(960) + start) / 48000
        samples = self._amplitude * np.sin(2 * np.pi * self._frequency * times)
        frame = av.AudioFrame.from_ndarray(
            samples.astype(np.float32).reshape(1, -1), format="flt", layout="mono"
        )
        frame.sample_rate = 48000
        frame.pts = start
        datagrams = [
            rtp(
                next(self._sequence), bytes(packet),
                timestamp=start, ssrc=self.track.track_id, payload_type=111,
            )
            for packet in self._codec.encode(frame)
        ]  # fmt: skip
        return [] if self.muted else datagrams


Sender = Camera | Microphone


class Broadcast:
    """A `LiveStream` in virtual time, senders behind a network, and the files that it writes."""

    def __init__(self, network: Network | None = None, beginning: Beginning | None = None) -> None:
        self.now = 100.0
        self.stream = LiveStream("c1", beginning or Beginning("t", UNIX_OFFSET), self.now)
        self.files: dict[str, bytes] = {}
        self.deleted: list[str] = []
        self.written: list[tuple[float, str]] = []
        self._network = network or Network(delay=0.01)
        self._senders: dict[int, Sender] = {}
        self._due: dict[int, float] = {}
        self._tick_at = self.now
        self._asked: list[tuple[float, Camera]] = []

    def add(self, *senders: Sender) -> None:
        """Let senders begin now, and announce them."""
        for sender in senders:
            self._senders[sender.track.track_id] = sender
            self._due[sender.track.track_id] = self.now
        self._announce()

    def remove(self, sender: Sender) -> None:
        """Let a sender leave."""
        del self._senders[sender.track.track_id]
        self._announce()

    def replace(self, sender: Sender) -> None:
        """Let another sender go on under a known track."""
        assert self._senders[sender.track.track_id].track == sender.track
        self._senders[sender.track.track_id] = sender

    def suspend(self, seconds: float) -> None:
        """Let time pass in which nobody ran."""
        self.now += seconds
        self._tick_at += seconds
        self._due = {track_id: at + seconds for track_id, at in self._due.items()}

    def show(self, picture: str | None, *sound: str) -> None:
        """Set the programme."""
        self.stream.set_programme(picture, list(sound), self.now)

    def direct(self, scene: Scene, picture: str | None, *sound: str) -> None:
        """Set the programme and how it is shown."""
        self.stream.set_programme(picture, list(sound), self.now, scene)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        until = self.now + seconds - STEP / 2
        while self.now < until:
            self.now += STEP
            self._send()
            for datagram in self._network.deliver(self.now):
                self.stream.receive(datagram, self.now)
            if self.now >= self._tick_at:
                self.stream.tick(self.now)
                self._tick_at += TICK
            self._take_outputs()

    def end(self, over: bool = False) -> None:
        """End the stream, and the meeting if it is `over`."""
        self.stream.end(self.now, over)
        self._take_outputs()

    @property
    def playlist(self) -> str:
        """The playlist as it is now."""
        return self.files["video.m3u8"].decode()

    def _announce(self) -> None:
        self.stream.set_tracks([sender.track for sender in self._senders.values()], self.now)

    def _send(self) -> None:
        for at, camera in self._asked:
            if at <= self.now:
                camera.ask_key()
        self._asked = [(at, camera) for at, camera in self._asked if at > self.now]
        for track_id, sender in self._senders.items():
            if self._due[track_id] <= self.now:
                self._due[track_id] += sender.interval
                for datagram in sender.send(self.now):
                    self._network.send(datagram, self.now)

    def _take_outputs(self) -> None:
        for datagram in self.stream.take_rtcp():
            for report in parse_rtcp(datagram) or ():
                assert isinstance(report, KeyFrameRequest)
                camera = self._senders.get(report.media_ssrc)
                if isinstance(camera, Camera):
                    self._asked.append((self.now + ROUND_TRIP, camera))
        for change in self.stream.take_changes():
            match change:
                case Write(name, data):
                    self.files[name] = data
                    self.written.append((self.now, name))
                case Append(name, data):
                    self.files[name] = self.files.get(name, b"") + data
                case Delete(name):
                    self.files.pop(name, None)  # an earlier run's, if not
                    self.deleted.append(name)


def camera_track(
    track_id: int, owner: str, codec: str = "H264", source: Source = "camera"
) -> TrackInfo:
    """A video track."""
    return TrackInfo(track_id, f"peer-{owner}", owner, "video", source, codec)


def microphone_track(track_id: int, owner: str) -> TrackInfo:
    """A sound track."""
    return TrackInfo(track_id, f"peer-{owner}", owner, "audio", "microphone", "opus")
