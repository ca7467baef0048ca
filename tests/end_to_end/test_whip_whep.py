"""Standard clients: one publishes by WHIP, another plays it by WHEP; the relay never decodes."""

import asyncio
import datetime
import fractions
import threading
import time
from collections.abc import Callable
from pathlib import Path

import av
import httpx2
import numpy as np
from aiortc import RTCPeerConnection
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from media.dtls import self_signed
from tests.end_to_end.real_peers import (
    RATE,
    TONE,
    Pattern,
    Receiver,
    Tone,
    offer_of,
    pattern,
    peer_connection,
    take_answer,
)
from tests.end_to_end.service import Demo

SDP = "application/sdp"


async def post(
    client: httpx2.AsyncClient, demo: Demo, path: str, role: str, offer: str
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {demo.links.roles[role].token}", "Content-Type": SDP}
    answer = await client.post(f"{demo.links.base}{path}", content=offer, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Content-Type"].startswith(SDP)
    return answer


async def until(what: Callable[[], bool], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not what():  # frames come from libraries without an event for it
            await asyncio.sleep(0.05)


async def play(
    client: httpx2.AsyncClient, demo: Demo, pc: RTCPeerConnection, path: str, role: str = "viewer"
) -> Receiver:
    receiver = Receiver(pc)
    pc.addTransceiver("video", direction="recvonly")
    pc.addTransceiver("audio", direction="recvonly")
    answer = await post(client, demo, path, role, await offer_of(pc))
    await take_answer(pc, answer.text)
    return receiver


async def publish(client: httpx2.AsyncClient, demo: Demo, pc: RTCPeerConnection, role: str) -> str:
    pc.addTrack(Pattern())
    pc.addTrack(Tone())
    path = f"/whip/{demo.links.consultation}"
    answer = await post(client, demo, path, role, await offer_of(pc))
    await take_answer(pc, answer.text)
    return str(answer.headers["Location"])


def mapped(pid: int) -> str:
    """The libraries in a process's memory."""
    return Path(f"/proc/{pid}/maps").read_text()


async def test_published_picture_and_sound_arrive(demo: Demo) -> None:
    programme = f"/whep/{demo.links.consultation}"
    async with httpx2.AsyncClient() as client, peer_connection() as out, peer_connection() as into:
        resource = await publish(client, demo, out, "chair")
        receiver = await play(client, demo, into, programme)
        demo.command("chair", "open_consultation")
        await until(lambda: receiver.pictures > 5 and receiver.sounds > 50)
        await until(receiver.shows_pattern)
        await until(lambda: receiver.level() > 1000 and abs(receiver.frequency() - TONE) <= 50)
        for pid in demo.links.relay_pids:
            loaded = mapped(pid)
            assert "libssl" in loaded or "pylibsrtp" in loaded
            assert "libavcodec" not in loaded, "a relay that cannot decode does not decode"
        headers = {"Authorization": f"Bearer {demo.links.roles['chair'].token}"}
        gone = await client.delete(httpx2.URL(demo.links.base).join(resource), headers=headers)
        assert gone.status_code in (200, 204)
        await receiver.close()


def certificate(folder: Path) -> dict[str, str]:
    """A P-256 certificate for FFmpeg.

    Its own, where it is built with GnuTLS as in PyAV's wheels, is of P-224, a curve that OpenSSL 4
    has no more in TLS.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    made = self_signed(key, datetime.datetime.now(datetime.UTC))
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return {"cert_file": str(folder / "cert.pem"), "key_file": str(folder / "key.pem")}


def ffmpeg(url: str, options: dict[str, str], stop: threading.Event) -> None:
    """FFmpeg's whip muxer publishing the pattern at 25 frames per second, and silence."""
    with av.open(url, "w", format="whip", options=options) as out:
        coding = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "g": "25"}
        video = out.add_stream("libx264", rate=25, options=coding)
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        audio = out.add_stream("libopus", rate=RATE, layout="stereo", bit_rate=48_000)
        picture = av.VideoFrame.from_ndarray(pattern(), format="rgb24").reformat(format="yuv420p")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 2 * 1920), np.int16), "s16", "stereo")
        sound.sample_rate = RATE
        start = time.monotonic()
        for number in range(25 * 50):
            picture.pts, picture.time_base = number, fractions.Fraction(1, 25)
            out.mux(video.encode(picture))
            sound.pts, sound.time_base = number * 1920, fractions.Fraction(1, RATE)
            out.mux(audio.encode(sound))
            if stop.wait(max(0.0, start + number / 25 - time.monotonic())):
                return


async def test_ffmpeg_publishes(demo: Demo, tmp_path: Path) -> None:
    demo.command("chair", "open_consultation")
    url = f"{demo.links.base}/whip/{demo.links.consultation}"
    options = {"authorization": demo.links.roles["chair"].token, **certificate(tmp_path)}
    stop = threading.Event()
    async with httpx2.AsyncClient() as client, peer_connection() as into:
        receiver = await play(client, demo, into, f"/whep/{demo.links.consultation}")
        publishing = asyncio.create_task(asyncio.to_thread(ffmpeg, url, options, stop))
        try:
            await until(lambda: receiver.pictures > 5 and receiver.sounds > 50, 30.0)
            await until(receiver.shows_pattern)
        finally:
            stop.set()
            await publishing
        await until(lambda: demo.json("", "clerk")["joined"] == [])
        await receiver.close()


async def test_one_participant_can_be_played_but_not_heard_without_the_floor(demo: Demo) -> None:
    async with httpx2.AsyncClient() as client, peer_connection() as out, peer_connection() as into:
        await publish(client, demo, out, "venue")
        await until(lambda: bool(demo.json("", "clerk")["joined"]))
        (venue,) = demo.json("", "clerk")["joined"]
        one = f"/whep/{demo.links.consultation}/{venue}"
        receiver = await play(client, demo, into, one, "clerk")
        await until(receiver.shows_pattern)
        assert receiver.level() == 0
        demo.command("chair", "open_consultation")
        demo.command("chair", "grant_floor", participant_id=venue)
        await until(lambda: receiver.level() > 1000 and abs(receiver.frequency() - TONE) <= 50)
        await receiver.close()
