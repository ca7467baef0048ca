"""Tones in, tones out: the mix of those who hold the floor, decoded again from AAC."""

import itertools
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from media.egress.aac import AacEncoder
from media.egress.mixer import CEILING, MAX_VOICES, Limiter, Mixer
from media.egress.voice import LINE_SAMPLES, Line, Samples

PACKET = 960


def opus(samples: Samples) -> list[bytes]:
    """Mono samples → Opus packets of 20 ms."""
    codec: Any = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format, codec.bit_rate = 48000, "mono", "flt", 64000
    packets = []
    for at in range(0, len(samples), PACKET):
        frame = av.AudioFrame.from_ndarray(
            samples[at : at + PACKET].reshape(1, -1), format="flt", layout="mono"
        )
        frame.sample_rate, frame.pts = 48000, at
        packets += [bytes(packet) for packet in codec.encode(frame)]
    return packets


def tone(frequency: float, seconds: float, amplitude: float = 0.25) -> Samples:
    times = np.arange(round(seconds * 48000)) / 48000
    return (amplitude * np.sin(2 * np.pi * frequency * times)).astype(np.float32)


def amplitude(samples: Samples, frequency: float) -> float:
    times = np.arange(len(samples)) / 48000
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * frequency * times))))


def decode(config: bytes, frames: list[tuple[int, bytes]]) -> Samples:
    """AAC frames → samples, `[0]` being sample 0 of the programme."""
    codec: Any = av.CodecContext.create("aac", "r")
    codec.extradata = config
    line = np.zeros(frames[-1][0] + 2048, np.float32)
    for index, data in frames:
        for frame in codec.decode(av.Packet(data)):
            samples = frame.to_ndarray()[0]
            first = max(0, -index)
            line[index + first : index + len(samples)] = samples[first:]
    return line


class Desk:
    """A mixer with its encoder; voices get packets as if each came 20 ms after the one before."""

    def __init__(self) -> None:
        self.encoder = AacEncoder()
        self.mixer = Mixer(self.encoder.encode, 0)
        self.frames: list[tuple[int, bytes]] = []

    def play(
        self, seconds: float, voices: dict[int, Samples], lost: frozenset[int] = frozenset()
    ) -> None:
        packets = {track: opus(samples) for track, samples in voices.items()}
        for number in range(round(seconds * 50)):
            for track, coded in packets.items():
                voice = self.mixer.voice(track)
                if voice is not None and number < len(coded) and number not in lost:
                    voice.push(coded[number], 7000 + number * PACKET, number * PACKET + number % 3)
            self.frames += self.mixer.mix((number + 1) * PACKET - 4800)

    def listen(self) -> Samples:
        return decode(self.encoder.config, self.frames)


def test_one_tone() -> None:
    desk = Desk()
    desk.mixer.set_voices([1])
    desk.play(3, {1: tone(440, 3)})
    heard = desk.listen()[48000 : 2 * 48000]
    assert amplitude(heard, 440) == pytest.approx(0.25, rel=0.05)
    assert amplitude(heard, 1000) < 0.005


def test_silence_where_nobody_speaks() -> None:
    desk = Desk()
    desk.play(2, {})
    assert [index for index, _ in desk.frames] == list(range(-1024, desk.frames[-1][0] + 1, 1024))
    assert float(np.abs(desk.listen()).max()) < 1e-4


def test_two_tones_are_added() -> None:
    desk = Desk()
    desk.mixer.set_voices([1, 2])
    desk.play(3, {1: tone(440, 3), 2: tone(1000, 3)})
    heard = desk.listen()[48000 : 2 * 48000]
    assert amplitude(heard, 440) == pytest.approx(0.25, rel=0.05)
    assert amplitude(heard, 1000) == pytest.approx(0.25, rel=0.05)


def test_only_the_named_are_mixed() -> None:
    desk = Desk()
    desk.mixer.set_voices([1, 2])
    desk.mixer.set_voices([2])
    desk.play(3, {1: tone(440, 3), 2: tone(1000, 3)})
    heard = desk.listen()[48000 : 2 * 48000]
    assert amplitude(heard, 440) < 0.005
    assert amplitude(heard, 1000) > 0.2


def test_sound_stands_where_it_was_captured() -> None:
    """A burst at 1 s is heard at 1 s: AAC's priming is compensated, within Opus's look-ahead."""
    samples = np.concatenate([np.zeros(48000, np.float32), tone(1000, 1, 0.5)])
    desk = Desk()
    desk.mixer.set_voices([1])
    desk.play(2, {1: samples})
    envelope = np.abs(desk.listen())
    begins = int(np.argmax(envelope > 0.2)) / 48000
    assert begins == pytest.approx(1.0, abs=0.015)


def test_loss_is_silence_and_nothing_shifts() -> None:
    desk = Desk()
    desk.mixer.set_voices([1])
    desk.play(3, {1: tone(440, 3)}, lost=frozenset(range(70, 100)))
    heard = desk.listen()
    assert amplitude(heard[round(1.45 * 48000) : round(1.95 * 48000)], 440) < 0.01
    before, after = (
        heard[48000 : round(1.35 * 48000)],
        heard[round(2.2 * 48000) : round(2.55 * 48000)],
    )
    assert amplitude(after, 440) == pytest.approx(amplitude(before, 440), rel=0.05)


def test_bytes_that_are_no_opus_are_silence() -> None:
    desk = Desk()
    desk.mixer.set_voices([1])
    voice = desk.mixer.voice(1)
    assert voice is not None
    for number, payload in enumerate([b"\xff", b"\xff" * 40, b"\x03" + b"\x80" * 10, b"\x00"]):
        voice.push(payload, number * PACKET, number * PACKET)
    desk.play(1, {})
    assert np.isfinite(desk.listen()).all()


def test_the_number_of_voices_is_bounded() -> None:
    desk = Desk()
    desk.mixer.set_voices(list(range(100)))
    assert sum(desk.mixer.voice(track) is not None for track in range(100)) == MAX_VOICES


def test_the_limiter_keeps_the_ceiling_and_the_shape() -> None:
    limiter = Limiter()
    loud = tone(300, 2, 2.5)
    limited = np.concatenate(
        [limiter.limit(loud[at : at + 1024]) for at in range(0, len(loud) - 1023, 1024)]
    )
    assert float(np.abs(limited).max()) <= CEILING + 1e-6
    settled = limited[48000:]
    assert amplitude(settled, 300) == pytest.approx(CEILING, rel=0.02)
    assert amplitude(settled, 900) < 0.02  # clipping would leave a third harmonic


def test_the_limiter_lets_quiet_sound_pass_and_recovers() -> None:
    limiter = Limiter()
    quiet = tone(300, 0.5, 0.3)[:1024]
    assert limiter.limit(quiet) is quiet
    limiter.limit(tone(300, 0.5, 3.0)[:1024])
    blocks = list(
        itertools.takewhile(lambda b: b is not quiet, (limiter.limit(quiet) for _ in range(200)))
    )
    assert 20 < len(blocks) < 120
    levels = [float(np.abs(block).max()) for block in blocks]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("index", "in_time"),
    [(0, True), (-500, True), (-960, False), (LINE_SAMPLES - 960, True), (LINE_SAMPLES, False)],
)
def test_a_line_takes_what_it_can_still_play(index: int, in_time: bool) -> None:
    line = Line(0)
    assert line.put(index, np.ones(PACKET, np.float32)) is in_time


def test_a_line_is_silent_where_nothing_was_put_even_after_wrapping() -> None:
    line = Line(0)
    heard: list[npt.NDArray[np.float32]] = []
    for block in range(4 * LINE_SAMPLES // 1024):
        if block % 3 == 0:
            line.put(block * 1024, np.full(1024, 0.5, np.float32))
        heard.append(line.take(block * 1024, 1024))
    means = [float(block.mean()) for block in heard]
    assert means == [0.5 if number % 3 == 0 else 0.0 for number in range(len(means))]
