"""Speakers' own tracks: as they were sent, in files that play, one for each time on the floor."""

import hashlib
import io
import itertools
from pathlib import Path
from typing import Any

import av
import pytest

from media.egress.h264 import split_annex_b
from media.egress.messages import Speaker
from media.egress.take import FLUSH
from media.egress.take_shelf import Lane, mend
from media.egress.takes import GATHER, KEY_AGE, RETRY
from tests.media.egress.recorded import MICROPHONE, Recorded, duration
from tests.media.egress.sending import (
    UNIX_OFFSET,
    Camera,
    Microphone,
    camera_track,
    microphone_track,
)
from tests.support.network import Network

CAMERA = Lane("camera", "video", "h264")
SCREEN = Lane("screen", "video", "vp8")


def packets(path: Path) -> list[list[Any]]:
    """Those of each stream of a file, as FFmpeg reads it."""
    with av.open(path) as container:
        found: list[list[Any]] = [[] for _ in container.streams]
        for packet in container.demux():
            if packet.size:
                found[packet.stream.index].append(packet)
    return found


def test_a_speech_is_one_file_of_what_was_sent(scene: Recorded) -> None:
    camera = Camera(camera_track(1, "li"), 320, 240, (200, 30, 30))
    microphone = Microphone(microphone_track(2, "li"), 440)
    sent = Sent(microphone)
    scene.add(camera, microphone)
    scene.run(1)
    scene.speak(Speaker("li", "s1"))
    scene.run(5)
    begins = scene.all()[0].begins
    scene.speak()
    scene.run(1)
    (take,) = scene.all()
    path = scene.folder / take.file
    assert (take.participant_id, take.speech_id, set(take.lanes)) == (
        "li", "s1", {CAMERA, MICROPHONE},
    )  # fmt: skip
    assert begins == take.begins == pytest.approx(UNIX_OFFSET + 101, abs=0.2)
    assert take.seconds == pytest.approx(5, abs=0.2)
    assert duration(path) == pytest.approx(take.seconds, abs=0.05)
    assert (take.bytes, take.sha256) == (
        path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    with av.open(path) as container:
        names = {stream.codec_context.name for stream in container.streams}
        assert names & {"h264", "opus", "libopus"} == names
        frames = list(container.decode(video=0))
    assert [frame.width for frame in frames] == [320] * len(frames)
    assert len(frames) == pytest.approx(125, abs=5)
    times = [frame.time for frame in frames][1:]  # the first stands from the beginning
    assert max(b - a for a, b in itertools.pairwise(times)) == pytest.approx(0.04, abs=0.01)
    sound = packets(path)[list(take.lanes).index(MICROPHONE)]
    payloads = [bytes(packet) for packet in sound]
    assert len(payloads) == pytest.approx(250, abs=12)
    sounds = sent.payloads  # a tone repeats itself, so one packet does not say where it was
    assert any(sounds[at : at + len(payloads)] == payloads for at in range(len(sounds)))
    steps = {b.pts - a.pts for a, b in itertools.pairwise(sound)}
    assert steps == {960}


class Sent:
    """Remembers the payloads that a microphone sends."""

    def __init__(self, microphone: Microphone) -> None:
        self.payloads: list[bytes] = []
        self._send = microphone.send
        microphone.send = self.send  # type: ignore[method-assign]  # listens in

    def send(self, now: float) -> list[bytes]:
        datagrams = self._send(now)
        self.payloads += [datagram[12:] for datagram in datagrams]
        return datagrams


def test_pictures_are_never_encoded_again(scene: Recorded) -> None:
    """H.264 brings its parameter sets in the stream, VP8 stays as it is."""
    for number, codec in ((1, "H264"), (2, "VP8")):
        owner = f"who{number}"
        camera = Camera(camera_track(number, owner, codec), 160, 120, (30, 200, 30))
        coded: list[bytes] = []
        encode = camera._codec.encode
        camera._codec = Encoder(camera._codec, encode, coded)
        scene.add(camera)
        scene.speak(Speaker(owner))
        scene.run(2)
        scene.speak()
        take = next(one for one in scene.all() if one.participant_id == owner)
        (stored,) = packets(scene.folder / take.file)
        assert len(stored) > 40
        for packet in stored:
            if codec == "VP8":
                assert bytes(packet) in coded
            else:
                sent = {nal for one in coded for nal in split_annex_b(one)}
                assert set(nals(bytes(packet))) <= sent


def nals(sample: bytes) -> list[bytes]:
    """The NAL units of a sample, with their four bytes of length."""
    found, at = [], 0
    while at < len(sample):
        size = int.from_bytes(sample[at : at + 4], "big")
        found.append(sample[at + 4 : at + 4 + size])
        at += 4 + size
    return found


class Encoder:
    """A codec context that notes what it makes."""

    def __init__(self, codec: Any, encode: Any, made: list[bytes]) -> None:
        self._encode, self._made = encode, made

    def encode(self, frame: Any) -> list[Any]:
        found = list(self._encode(frame))
        self._made += [bytes(packet) for packet in found]
        return found


def test_a_screen_that_comes_later_begins_another_take_and_no_sound_is_lost(
    scene: Recorded,
) -> None:
    microphone = Microphone(microphone_track(2, "li"), 440)
    scene.add(Camera(camera_track(1, "li"), 160, 120, (200, 30, 30)), microphone)
    scene.speak(Speaker("li", "s1"))
    scene.run(2)
    screen = Camera(camera_track(3, "li", "VP8", "screen"), 320, 240, (9, 9, 9), fps=10)
    screen.send(scene.now)  # its first key frame is lost, so one is asked for
    scene.add(screen)
    scene.run(2)
    scene.speak()
    first, second = scene.all()
    assert (set(first.lanes), set(second.lanes)) == (
        {CAMERA, MICROPHONE}, {CAMERA, MICROPHONE, SCREEN},
    )  # fmt: skip
    assert {first.speech_id, second.speech_id} == {"s1"}
    sound = [
        packet
        for take in (first, second)
        for packet in packets(scene.folder / take.file)[list(take.lanes).index(MICROPHONE)]
    ]
    assert len(sound) == pytest.approx(200, abs=3)
    shown = packets(scene.folder / second.file)[list(second.lanes).index(SCREEN)]
    times = [float(packet.pts * packet.time_base) for packet in shown]
    assert max(b - a for a, b in itertools.pairwise(times)) < 0.3, "it goes on from that one"


def test_a_microphone_alone_and_a_camera_that_sends_nothing(scene: Recorded) -> None:
    camera = Camera(camera_track(1, "li"), 160, 120, (200, 30, 30))
    camera.muted = True
    scene.add(camera, Microphone(microphone_track(2, "li"), 440))
    scene.speak(Speaker("li"))
    scene.run(GATHER + FLUSH + 0.2)
    assert [one.lanes for one in scene.all()] == [(MICROPHONE,)]
    assert scene.keys_asked == 0, "who sends nothing is not asked"


def test_who_speaks_again_or_comes_back_on_another_line(scene: Recorded) -> None:
    camera = Camera(camera_track(1, "li"), 160, 120, (200, 30, 30))
    scene.add(camera)
    scene.speak(Speaker("li", "s1"))
    scene.run(1.5)
    scene.remove(camera)
    scene.run(1)
    scene.add(Camera(camera_track(7, "li"), 320, 240, (200, 30, 30)))
    scene.run(1.5)
    assert len(scene.all()) == 1, "the same take goes on, in another size"
    scene.speak(Speaker("li", "s2"))
    scene.run(1.5)
    scene.takes.end(scene.now)
    scene._take_outputs()
    one, two = scene.all()
    assert (one.speech_id, two.speech_id) == ("s1", "s2")
    assert one.seconds == pytest.approx(4, abs=0.3)
    with av.open(scene.folder / one.file) as container:
        assert {frame.width for frame in container.decode(video=0)} == {160, 320}


def test_nobody_else_is_recorded(scene: Recorded) -> None:
    scene.add(Camera(camera_track(1, "li"), 160, 120, (200, 30, 30)))
    scene.add(Microphone(microphone_track(2, "wang"), 440))
    scene.run(1)
    scene.speak(Speaker("wang"))
    scene.run(1)
    assert [one.participant_id for one in scene.all()] == ["wang"]


def test_loss_leaves_a_file_that_plays(scene: Recorded, tmp_path: Path) -> None:
    folder = tmp_path / "lossy"
    folder.mkdir()
    lossy = Recorded(folder, Network(delay=0.03, jitter=0.02, loss=0.03, seed=4))
    lossy.add(Camera(camera_track(1, "li"), 320, 240, (200, 30, 30)))
    lossy.add(Microphone(microphone_track(2, "li"), 440))
    lossy.speak(Speaker("li"))
    lossy.run(8)
    lossy.speak()
    (take,) = lossy.all()
    with av.open(folder / take.file) as container:
        frames = list(container.decode(video=0))
    assert len(frames) > 80
    times = [frame.time for frame in frames]
    assert times == sorted(times)
    assert take.seconds == pytest.approx(8, abs=0.4)
    assert lossy.keys_asked >= 2


def test_a_key_frame_every_so_often(scene: Recorded) -> None:
    scene.add(Camera(camera_track(1, "li"), 160, 120, (200, 30, 30), fps=5))
    scene.speak(Speaker("li"))
    scene.run(2.5 * KEY_AGE)
    scene.speak()
    (stored,) = packets(scene.folder / scene.all()[0].file)
    keys = [float(packet.pts * packet.time_base) for packet in stored if packet.is_keyframe]
    assert max(b - a for a, b in itertools.pairwise(keys)) < KEY_AGE + 1


def test_a_screen_that_stands_still_is_on_disk_at_once(scene: Recorded) -> None:
    scene.add(Camera(camera_track(1, "li", "H264", "screen"), 160, 120, (9, 9, 9), fps=1))
    scene.speak(Speaker("li"))
    scene.run(4.9)
    (take,) = scene.all()
    assert len(packets(scene.folder / take.file)[0]) == 5, "not a picture is held back"
    scene.run(0.5)
    times = [float(p.pts * p.time_base) for p in packets(scene.folder / take.file)[0]]
    assert times == pytest.approx([0, 1, 2, 3, 4], abs=0.05)


def test_a_full_disk_ends_takes_and_a_failed_write_leaves_them(scene: Recorded) -> None:
    scene.add(Microphone(microphone_track(2, "li"), 440))
    scene.speak(Speaker("li"))
    scene.run(2)
    scene.takes.hold(scene.now)
    scene.run(RETRY - 1)
    (first,) = scene.all()
    assert first.seconds == pytest.approx(2, abs=0.2)
    scene.run(3)
    scene.takes.lose(scene.now)
    scene.run(RETRY + 2)
    scene.speak()
    _, second, third = scene.all()
    assert (second.seconds, third.cut_off) == (None, False)
    assert [one.file for one in mend(scene.folder)] == [second.file]


@pytest.mark.parametrize("pause", ["hold", "lose"])
def test_after_a_long_pause_numbers_may_have_come_round(scene: Recorded, pause: str) -> None:
    """Those of a quarter of an hour ago, nearly, are not those of packets that come late."""
    microphone = Microphone(microphone_track(2, "li"), 440)
    scene.add(microphone)
    scene.speak(Speaker("li"))
    scene.run(2)
    getattr(scene.takes, pause)(scene.now)
    scene.run(RETRY - 1)
    microphone._sequence = itertools.count(next(microphone._sequence) - 2000 & 0xFFFF)
    scene.run(4)
    scene.speak()
    assert scene.all()[-1].seconds == pytest.approx(3, abs=0.2)


def test_another_codec_under_a_known_track_is_left_out(scene: Recorded) -> None:
    scene.add(Camera(camera_track(1, "li"), 160, 120, (200, 30, 30)))
    scene.speak(Speaker("li"))
    scene.run(2)
    wrong = Camera(camera_track(1, "li", "VP8"), 160, 120, (30, 200, 30))
    for datagram in wrong.send(scene.now):
        scene.takes.receive(datagram, scene.now)
    scene.run(1)
    scene.speak()
    with av.open(scene.folder / scene.all()[0].file) as container:
        assert len(list(container.decode(video=0))) > 65


def test_hostile_datagrams_change_nothing(scene: Recorded) -> None:
    scene.add(Microphone(microphone_track(2, "li"), 440))
    scene.speak(Speaker("li"))
    for datagram in (b"", b"\x80", b"\x80\x6f" + bytes(6) + b"\0\0\0\2", b"\x80" * 12, bytes(40)):
        scene.takes.receive(datagram, scene.now)
    scene.run(1)
    assert len(scene.all()) == 1
    assert io.BytesIO(packets(scene.folder / scene.all()[0].file)[0][0]).getbuffer().nbytes > 0
