"""What the livestream costs: passthrough, composed, and a Chromium that ffmpeg records instead.

`python -m bench.programme [--seconds 20] [--ways passthrough composed recorder]` prints a line a
way, then the ratios. Needs Debian's chromium, ffmpeg and xvfb (`scripts/install-bench-tools`).
"""

import argparse
import asyncio
import io
import os
import subprocess
import tempfile
import time
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
import m3u8
from av.container import InputContainer

from media.egress.client import EgressProcess
from media.egress.messages import AttachRelay, GoLive, OnAir, SetProgramme, SetTracks
from media.egress.scene import Mode, Scene, Tile, Titles
from tests.media.egress.sending import Camera, Microphone, Sender, camera_track, microphone_track
from tests.media.egress.test_process import Relay

WAYS = ("passthrough", "composed", "recorder")
SIZE = (1280, 720)
SETTLE = 4.0
"""Seconds before what is counted: Chromium starts, codecs warm up."""
DISPLAY = ":97"
TILES = (Tile("a", name="王建国", venue="湖南省会场"), Tile("b", name="李梅", venue="长沙市会场"))
TITLES = Titles("王建国", "委员（环境资源界）", "湖南省会场", "省", "第 2 项 农村生活污水治理")
PAGE = """<!doctype html><style>body{margin:0;background:#0E141E}
video{position:absolute;top:180px;width:640px;height:360px}</style>
<video src=a.mp4 autoplay muted loop></video><video src=b.mp4 autoplay muted loop style=left:640px>
</video>"""


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all below it that live."""
    parents, times = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            parents[int(entry.name)] = int(fields[1])
            times[int(entry.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    tree, grew = {pid}, True
    while grew:
        grown = tree | {child for child, parent in parents.items() if parent in tree}
        grew, tree = grown != tree, grown
    return sum(times.get(one, 0.0) for one in tree)


def made_by(folder: Path) -> float:
    """Pictures per second in the newest segments of a stream."""
    listed = m3u8.load(str(folder / "video.m3u8"))
    pictures, length = 0, 0.0
    for segment in [one for one in listed.segments if one.uri][-5:]:  # the last is in parts yet
        files = (folder / segment.init_section.uri, folder / segment.uri)
        with av.open(io.BytesIO(b"".join(one.read_bytes() for one in files))) as container:
            assert isinstance(container, InputContainer)
            pictures += sum(packet.size > 0 for packet in container.demux(video=0))
        length += segment.duration
    return pictures / length


async def egress(mode: Mode, seconds: float, folder: Path) -> tuple[float, float]:
    """Cores that the egress process takes, and pictures per second that it makes."""
    tracks = [camera_track(1, "a"), camera_track(2, "b"), microphone_track(3, "a")]
    cameras = [Camera(tracks[0], *SIZE, (150, 60, 60)), Camera(tracks[1], *SIZE, (60, 60, 150))]
    senders: list[Sender] = [*cameras, Microphone(tracks[2], 440)]
    relay = Relay(folder / "relay.sock")
    async with EgressProcess(lambda event: None) as process:
        reply = await process.request(GoLive("c", str(folder / "live")))
        assert isinstance(reply, OnAir)
        await process.request(SetTracks("c", tracks))
        scene = Scene(
            mode=mode, layout="dialogue", tiles=TILES, titles=TITLES,
            caption="我们在三个县做了调研，管网覆盖率只有百分之四十。",
            opinion="希望把管护经费列入县级财政预算。",
        )  # fmt: skip
        await process.request(SetProgramme("c", "a", ["a"], scene))
        await process.request(AttachRelay("c", relay.path))
        await relay.play(reply.path, senders, SETTLE)
        began, before = time.monotonic(), cpu_seconds(process.pid)
        await relay.play(reply.path, senders, seconds)
        cores = (cpu_seconds(process.pid) - before) / (time.monotonic() - began)
        pictures = made_by(folder / "live")
    relay.close()
    return cores, pictures


def recorder(seconds: float, folder: Path) -> tuple[float, float]:
    """Cores that Xvfb, Chromium and ffmpeg take together, and pictures per second recorded."""
    for name, colour in (("a", (150, 60, 60)), ("b", (60, 60, 150))):
        _film(folder / f"{name}.mp4", colour)
    (folder / "page.html").write_text(PAGE)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DISPLAY": DISPLAY}
    commands = [
        ["Xvfb", DISPLAY, "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
        ["chromium", "--no-sandbox", "--no-first-run", "--kiosk", "--window-size=1280,720",
         "--disable-gpu", f"--user-data-dir={folder}/profile", f"file://{folder}/page.html"],
        ["ffmpeg", "-loglevel", "error", "-f", "x11grab", "-framerate", "25",
         "-video_size", "1280x720", "-i", DISPLAY, "-c:v", "libx264", "-preset", "veryfast",
         "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-progress", f"{folder}/progress",
         "-f", "null", "-"],
    ]  # fmt: skip
    with ExitStack() as stack:
        running = []
        for command in commands:
            one = subprocess.Popen(command, env=environment, **quiet)  # type: ignore[call-overload]  # by name
            stack.callback(one.wait)
            stack.callback(one.terminate)
            running.append(one)
            time.sleep(1.5)
        time.sleep(SETTLE)
        assert all(one.poll() is None for one in running), "Xvfb, Chromium or ffmpeg does not run"
        began, before = time.monotonic(), sum(cpu_seconds(one.pid) for one in running)
        frames = _recorded(folder)
        time.sleep(seconds)
        frames = _recorded(folder) - frames
        used = sum(cpu_seconds(one.pid) for one in running) - before
        elapsed = time.monotonic() - began
        return used / elapsed, frames / elapsed


def _recorded(folder: Path) -> int:
    """How many pictures ffmpeg says that it has taken."""
    lines = (folder / "progress").read_text().splitlines()
    return int(next(line for line in reversed(lines) if line.startswith("frame="))[6:])


def _film(path: Path, colour: tuple[int, int, int]) -> None:
    """Four seconds of what a camera of the other ways sends."""
    camera = Camera(camera_track(1, "a"), *SIZE, colour)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.options = {"profile": "baseline", "preset": "ultrafast"}
        for number in range(100):
            camera._count = number
            picture = camera._picture()
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    options = parser.parse_args()
    cores: dict[str, float] = {}
    pictures: dict[str, float] = {}
    for way in options.ways:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
            if way == "recorder":
                cores[way], pictures[way] = recorder(options.seconds, Path(made))
            else:
                mode: Mode = "composed" if way == "composed" else "passthrough"
                cores[way], pictures[way] = asyncio.run(egress(mode, options.seconds, Path(made)))
        cores[way] *= 25 / pictures[way]
        load = os.getloadavg()[0]
        print(f"{way}: {cores[way]:.3f} core, {pictures[way]:.1f} pictures/s made, load {load:.1f}")
    if "recorder" in cores:
        for way in cores.keys() - {"recorder"}:
            print(f"recorder / {way}: {cores['recorder'] / cores[way]:.1f}")


if __name__ == "__main__":
    main()
