"""A player for the tests: reads a playlist with m3u8, decodes every segment with PyAV."""

import io
from typing import NamedTuple

import av
import m3u8
import numpy as np
import numpy.typing as npt


class SeenFrame(NamedTuple):
    """One decoded picture: seconds on the timeline, size, mean RGB of its lower right quarter."""

    at: float
    size: tuple[int, int]
    colour: tuple[float, float, float]


class Watched(NamedTuple):
    """All that a playlist plays. `samples[i]` was at `sound_start + i / 48000`."""

    frames: list[SeenFrame]
    sound_start: float
    samples: npt.NDArray[np.float32]


def watch(files: dict[str, bytes], playlist: str | None = None) -> Watched:
    """Decode everything in the playlist in order; a discontinuity starts new decoders."""
    text = playlist or files["video.m3u8"].decode()
    listed = m3u8.loads(text)
    frames: list[SeenFrame] = []
    pieces: list[tuple[int, npt.NDArray[np.float32]]] = []
    run: list[bytes] = []
    init = None
    for segment in listed.segments:
        if not segment.uri:
            continue  # only parts of it are there
        if segment.discontinuity or init != segment.init_section.uri:
            _play(run, frames, pieces)
            init = segment.init_section.uri
            run = [files[init]]
        run.append(files[segment.uri])
    _play(run, frames, pieces)
    return Watched(frames, *_join(pieces))


def _play(
    run: list[bytes],
    frames: list[SeenFrame],
    pieces: list[tuple[int, npt.NDArray[np.float32]]],
) -> None:
    if len(run) < 2:
        return
    with av.open(io.BytesIO(b"".join(run)), "r") as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        for packet in container.demux(video, sound):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    frames.append(_see(frame))
                elif isinstance(frame, av.AudioFrame):
                    assert frame.pts is not None
                    pieces.append((frame.pts, frame.to_ndarray()[0]))


def _see(frame: av.VideoFrame) -> SeenFrame:
    assert frame.time is not None
    picture = frame.to_ndarray(format="rgb24")
    height, width, _ = picture.shape
    red, green, blue = picture[height * 3 // 4 :, width * 3 // 4 :].mean(axis=(0, 1))
    return SeenFrame(frame.time, (width, height), (float(red), float(green), float(blue)))


def _join(
    pieces: list[tuple[int, npt.NDArray[np.float32]]],
) -> tuple[float, npt.NDArray[np.float32]]:
    """One line of samples; where two pieces overlap (a decoder's start), the later one counts."""
    if not pieces:
        return 0.0, np.zeros(0, np.float32)
    first = min(at for at, _ in pieces)
    end = max(at + len(samples) for at, samples in pieces)
    line = np.full(end - first, np.nan, np.float32)
    for at, samples in pieces:
        line[at - first : at - first + len(samples)] = samples
    return first / 48000, line


def loudness(watched: Watched, start: float, end: float, frequency: float) -> float:
    """Amplitude of `frequency` between two moments of the timeline."""
    first = round((start - watched.sound_start) * 48000)
    last = round((end - watched.sound_start) * 48000)
    samples = watched.samples[first:last]
    times = np.arange(len(samples)) / 48000
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * frequency * times))))
