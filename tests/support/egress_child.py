"""A server with an egress that records somebody's own tracks, to be killed: `DIRECTORY RELAY`."""

import asyncio
import sys

from media.egress.client import EgressProcess
from media.egress.messages import AttachRelay, GoLive, OnAir, SetSpeakers, SetTracks, Speaker
from tests.media.egress.sending import camera_track, microphone_track


async def serve(directory: str, relay: str) -> None:
    """Say where packets are taken, then wait."""
    async with EgressProcess(lambda event: None) as egress:
        reply = await egress.request(GoLive(consultation="c1", directory=directory))
        assert isinstance(reply, OnAir)
        tracks = [camera_track(1, "red"), microphone_track(2, "red")]
        await egress.request(SetTracks(consultation="c1", tracks=tracks))
        await egress.request(SetSpeakers(consultation="c1", speakers=[Speaker("red", "s1")]))
        await egress.request(AttachRelay(consultation="c1", path=relay))
        print(reply.path, flush=True)
        await asyncio.Event().wait()


asyncio.run(serve(*sys.argv[1:3]))
