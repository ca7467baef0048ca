"""Clients that none of us wrote: libwebrtc from npm, and Debian's GStreamer WHIP client.

`make interop` installs what they need and runs them; the ordinary suite leaves them out.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.end_to_end.real_peers import peer_connection
from tests.end_to_end.service import Demo
from tests.end_to_end.test_whip_whep import play, until

pytestmark = [pytest.mark.interop, pytest.mark.timeout(120)]

HERE = Path(__file__).parent
NODE = Path(sys.executable).with_name("node")
SECONDS = 60.0
AUDIO = (
    "audiotestsrc is-live=true freq=440 ! audioconvert ! audioresample ! queue ! opusenc"
    " ! rtpopuspay pt=100 ! queue ! application/x-rtp,media=audio,encoding-name=OPUS,payload=100"
)
RAW = "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=15/1 ! videoconvert"
VIDEO = {
    "VP8": "vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay pt=96",
    "H264": (
        "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15"
        " ! video/x-h264,profile=constrained-baseline"
        " ! rtph264pay pt=96 config-interval=-1 aggregate-mode=zero-latency"
    ),
}


async def test_libwebrtc_publishes_plays_and_restarts_ice(demo: Demo) -> None:
    links = demo.links
    demo.command("chair", "open_consultation")
    process = await asyncio.create_subprocess_exec(
        NODE,
        HERE / "peer.mjs",
        f"{links.base}/whip/{links.consultation}",
        links.roles["chair"].token,
        f"{links.base}/whep/{links.consultation}",
        links.roles["viewer"].token,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    steps = [json.loads(line) for line in out.decode().splitlines() if line.startswith("{")]
    assert process.returncode == 0, (steps, err.decode())
    assert [step["step"] for step in steps] == [
        "published", "played", "restarted", "restarted", "ended",
    ]  # fmt: skip
    assert any("opus/48000/2" in line for line in steps[0]["codecs"])
    await until(lambda: demo.json("", "clerk")["joined"] == [])


@pytest.fixture(scope="module")
def without_upnp(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which Debian 12's whip-client runs at all.

    It is linked with libsoup 2, and libnice's UPnP with libsoup 3, which ends a process that has
    both. Of UPnP we have no need, so a library that does nothing stands in for it.
    """
    names = ("add_port", "get_type", "remove_port_local", "thread_new")
    code = "".join(f"void *gupnp_simple_igd_{name}(void) {{ return 0; }}\n" for name in names)
    folder = tmp_path_factory.mktemp("libraries")
    name = "libgupnp-igd-1.0.so.4"
    link = ["cc", "-shared", "-x", "c", "-", f"-Wl,-soname,{name}", "-o", str(folder / name)]
    subprocess.run(link, input=code.encode(), check=True)
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


@asynccontextmanager
async def whip_client(
    demo: Demo, environment: dict[str, str], codec: str, *options: str
) -> AsyncIterator[None]:
    """Debian's whip-client publishing a test picture and a tone; Ctrl-C ends it, by DELETE."""
    payload = f"application/x-rtp,media=video,encoding-name={codec},payload=96"
    process = await asyncio.create_subprocess_exec(
        "whip-client",
        *("-u", f"{demo.links.base}/whip/{demo.links.consultation}"),
        *("-t", demo.links.roles["chair"].token),
        *("-A", AUDIO),
        *("-V", f"{RAW} ! queue ! {VIDEO[codec]} ! queue ! {payload}"),
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
    )
    try:
        yield
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(SECONDS):
            out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        assert "[ERR]" not in out.decode(), out.decode()
    finally:
        if process.returncode is None:
            process.kill()
            out, _ = await process.communicate()
            print(out.decode())


@pytest.mark.parametrize(
    ("codec", "options"), [("VP8", ()), ("H264", ()), ("VP8", ("--no-trickle", "--follow-link"))]
)
async def test_debians_whip_client_publishes(
    demo: Demo, without_upnp: dict[str, str], codec: str, options: tuple[str, ...]
) -> None:
    demo.command("chair", "open_consultation")
    programme = f"/whep/{demo.links.consultation}"
    async with httpx2.AsyncClient() as client, peer_connection() as into:
        async with whip_client(demo, without_upnp, codec, *options):
            receiver = await play(client, demo, into, programme)
            await until(lambda: receiver.pictures > 20 and receiver.sounds > 50, SECONDS)
            assert receiver.picture is not None
            assert receiver.picture.shape == (240, 320, 3)
            assert abs(receiver.frequency() - 440) <= 50
        await until(lambda: demo.json("", "clerk")["joined"] == [])
        await receiver.close()
