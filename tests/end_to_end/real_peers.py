"""Real WebRTC peers for tests: aiortc publishing a pattern and a tone, aiortc receiving."""

import asyncio
import fractions
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import av
import numpy as np
import numpy.typing as npt
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError

QUADRANTS = ((200, 40, 40), (40, 180, 40), (40, 60, 200), (210, 210, 60))
"""RGB of the pattern: top left, top right, bottom left, bottom right."""
Pixels: TypeAlias = npt.NDArray[Any]
TONE = 440
RATE = 48000


def pattern(width: int = 640, height: int = 360) -> Pixels:
    """Four coloured quadrants."""
    picture = np.zeros((height, width, 3), np.uint8)
    top, left = slice(0, height // 2), slice(0, width // 2)
    bottom, right = slice(height // 2, None), slice(width // 2, None)
    places = ((top, left), (top, right), (bottom, left), (bottom, right))
    for place, colour in zip(places, QUADRANTS, strict=True):
        picture[place] = colour
    return picture


class Pattern(VideoStreamTrack):
    """The pattern at 30 frames per second."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = pattern()

    async def recv(self) -> av.VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = av.VideoFrame.from_ndarray(self._picture, format="rgb24")
        frame.pts, frame.time_base = pts, time_base
        return frame


class Tone(MediaStreamTrack):
    """A sine of 440 Hz in 20 ms pieces."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._samples = 0
        self._start = time.monotonic()

    async def recv(self) -> av.AudioFrame:
        size = RATE // 50
        await asyncio.sleep(max(0.0, self._start + self._samples / RATE - time.monotonic()))
        phase = 2 * np.pi * TONE * (np.arange(size) + self._samples) / RATE
        sound = (np.sin(phase) * 12000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, self._samples
        frame.time_base = fractions.Fraction(1, RATE)
        self._samples += size
        return frame


class Receiver:
    """Takes the frames of a peer connection's tracks as they come."""

    def __init__(self, pc: RTCPeerConnection) -> None:
        self.pictures = 0
        self.picture: Pixels | None = None
        self.sounds = 0
        self.sound: Pixels = np.zeros(0, np.int16)
        self.codec: str | None = None
        self._tasks: list[asyncio.Task[None]] = []
        pc.on("track", self._on_track)

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.ensure_future(self._drain(track)))

    async def _drain(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, av.VideoFrame):
                self.pictures += 1
                self.picture = frame.to_ndarray(format="rgb24")
            elif isinstance(frame, av.AudioFrame):
                self.sounds += 1
                self.sound = frame.to_ndarray().reshape(-1, 2)[:, 0]

    def shows_pattern(self) -> bool:
        """Whether the last picture is the pattern, but for compression."""
        if self.picture is None:
            return False
        height, width, _ = self.picture.shape
        expected = pattern(width, height).astype(int)
        return float(np.abs(self.picture.astype(int) - expected).mean()) < 12

    def level(self) -> float:
        """RMS of the last piece of sound, 0 to 32,767."""
        return float(np.sqrt(np.mean(self.sound.astype(float) ** 2))) if self.sounds else 0.0

    def frequency(self) -> float:
        """Loudest frequency of the last piece of sound, in Hz, to 50 Hz."""
        spectrum = np.abs(np.fft.rfft(self.sound.astype(float)))
        return float(np.argmax(spectrum) * RATE / len(self.sound))

    async def close(self) -> None:
        """End the drains."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def peer_connection() -> AsyncIterator[RTCPeerConnection]:
    """An aiortc peer without STUN servers, closed at the end."""
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        yield pc
    finally:
        await pc.close()


async def offer_of(pc: RTCPeerConnection) -> str:
    """A complete offer of `pc`."""
    await pc.setLocalDescription(await pc.createOffer())
    return pc.localDescription.sdp


async def take_answer(pc: RTCPeerConnection, answer: str) -> None:
    """Give `pc` the relay's answer."""
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))


async def answer_of(pc: RTCPeerConnection, offer: str) -> str:
    """`pc`'s answer to the relay's offer."""
    await pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await pc.setLocalDescription(await pc.createAnswer())
    return pc.localDescription.sdp
