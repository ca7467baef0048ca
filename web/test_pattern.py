"""A moving picture with a venue's name and a running clock, and a quiet melody: what a bot sends.

The picture is encoded once, as a loop of H.264 with a key frame every second, and then only
packetized: many bots cost little. The melody is sound as any other, encoded by the sender.
"""

import asyncio
import colorsys
import math
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pylopdf_fonts_zh_cn
from aiortc import MediaStreamTrack
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 360, 15
LOOP_SECONDS = 10
"""Once round for the clock's hand, and one digit for the seconds."""
BIT_RATE = 350_000
SAMPLE_RATE = 48_000
SAMPLES_PER_FRAME = 960
"""20 ms, as Opus is sent."""
AMPLITUDE = 0.12
VIDEO_CLOCK = Fraction(1, 90_000)
_PENTATONIC = (0, 2, 4, 7, 9)


def encode_loop(name: str, level: str) -> list[bytes]:
    """One H.264 access unit (Annex B) per frame, `LOOP_SECONDS` long; the picture shows both words.

    Colours follow from the name, so that two venues are told apart at a glance.
    """
    hue = (zlib.crc32(name.encode()) % 360) / 360
    font = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
    large, small, digit = (ImageFont.truetype(font, size) for size in (46, 24, 40))
    scene = Image.new("RGB", (WIDTH, HEIGHT), _rgb(hue, 0.45, 0.34))
    draw = ImageDraw.Draw(scene)
    for y in range(HEIGHT):
        draw.line((0, y, WIDTH, y), fill=_rgb(hue, 0.5, 0.46 - 0.22 * y / HEIGHT))
    draw.text((WIDTH / 2, 150), name, font=large, fill="white", anchor="mm")
    draw.text((WIDTH / 2, 205), level, font=small, fill=(225, 230, 238), anchor="mm")
    output = av.CodecContext.create("libx264", "w")
    assert isinstance(output, av.VideoCodecContext)
    output.width, output.height, output.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    output.time_base = Fraction(1, FRAMES_PER_SECOND)
    output.framerate = Fraction(FRAMES_PER_SECOND)
    output.bit_rate = BIT_RATE
    output.profile = "Baseline"
    output.options = {
        "preset": "veryfast",
        "tune": "zerolatency",
        "x264-params": f"keyint={FRAMES_PER_SECOND}:min-keyint={FRAMES_PER_SECOND}:scenecut=0"
        ":annexb=1:repeat-headers=1:slices=1",
    }
    units: list[bytes] = []
    count = FRAMES_PER_SECOND * LOOP_SECONDS
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(
            np.asarray(_moment(scene, number / count, hue, digit)), format="rgb24"
        )
        frame.pts = number
        units += [bytes(packet) for packet in output.encode(frame)]
    units += [bytes(packet) for packet in output.encode(None)]
    assert len(units) == count
    return units


def _moment(
    scene: Image.Image, phase: float, hue: float, digit: ImageFont.FreeTypeFont
) -> Image.Image:
    """The scene with a disc on its way round and a clock that shows how far the loop is."""
    picture = scene.copy()
    draw = ImageDraw.Draw(picture)
    x = WIDTH / 2 + math.sin(phase * 2 * math.pi) * WIDTH * 0.4
    y = 275 + math.cos(phase * 4 * math.pi) * 18
    draw.ellipse((x - 26, y - 26, x + 26, y + 26), fill=_rgb((hue + 0.5) % 1, 0.55, 0.9))
    _clock(draw, phase, digit)
    return picture


def _clock(draw: ImageDraw.ImageDraw, phase: float, digit: ImageFont.FreeTypeFont) -> None:
    """Top right: a dial whose hand sweeps once a loop, and the second beside it."""
    x, y, radius = WIDTH - 62, 62, 44
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline="white", width=4)
    angle = phase * 2 * math.pi
    tip = (x + math.sin(angle) * (radius - 10), y - math.cos(angle) * (radius - 10))
    draw.line((x, y, *tip), fill="white", width=6)
    second = str(int(phase * LOOP_SECONDS))
    draw.text((x - radius - 30, y), second, font=digit, fill="white", anchor="mm")


def _rgb(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


class PatternVideo(MediaStreamTrack):
    """Sends the loop for ever, paced by the event loop's clock."""

    kind = "video"

    def __init__(self, units: list[bytes]) -> None:
        super().__init__()
        self._units = units
        self._count = 0
        self._start: float | None = None

    async def recv(self) -> "av.Packet[Any]":
        self._start = await _paced(self._start, self._count / FRAMES_PER_SECOND)
        packet = av.Packet(self._units[self._count % len(self._units)])
        packet.pts = self._count * 90_000 // FRAMES_PER_SECOND
        packet.time_base = VIDEO_CLOCK
        self._count += 1
        return packet


class MelodyAudio(MediaStreamTrack):
    """A few soft notes of a five-tone scale over and over; each name has its own."""

    kind = "audio"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._samples = melody(name)
        self._count = 0
        self._start: float | None = None

    async def recv(self) -> av.AudioFrame:
        self._start = await _paced(self._start, self._count * SAMPLES_PER_FRAME / SAMPLE_RATE)
        at = self._count * SAMPLES_PER_FRAME % len(self._samples)
        frame = av.AudioFrame.from_ndarray(
            self._samples[np.newaxis, at : at + SAMPLES_PER_FRAME], format="s16", layout="mono"
        )
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._count * SAMPLES_PER_FRAME
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._count += 1
        return frame


def melody(name: str) -> npt.NDArray[np.int16]:
    """Four seconds, 16-bit mono at 48 kHz, a whole number of 20 ms frames, faded at every note."""
    seed = zlib.crc32(name.encode())
    base = 196.0 * 2 ** ((seed % 12) / 12)
    note = SAMPLE_RATE // 2
    time = np.arange(note) / SAMPLE_RATE
    fade = np.sin(np.pi * np.arange(note) / note) ** 0.5
    parts = []
    for step in range(8):
        pitch = base * 2 ** (_PENTATONIC[(seed >> step) % 5] / 12)
        tone = np.sin(2 * np.pi * pitch * time) + 0.3 * np.sin(4 * np.pi * pitch * time)
        parts.append(tone * fade)
    samples = np.concatenate(parts) * (AMPLITUDE * 32767 / 1.3)
    return samples.astype(np.int16)


async def _paced(start: float | None, due: float) -> float:
    """Wait until `due` seconds after `start`; a loop that fell behind by a second starts anew."""
    now = asyncio.get_running_loop().time()
    if start is None or now - (start + due) > 1.0:
        return now - due
    await asyncio.sleep(max(0.0, start + due - now))
    return start
