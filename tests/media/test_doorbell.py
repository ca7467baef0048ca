"""It rings once for whatever comes, and again only when that was asked for."""

import asyncio
import socket

from media.doorbell import Doorbell


async def turns() -> None:
    """Let the loop look at its readers."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_it_rings_once_until_it_is_reset() -> None:
    rings: list[int] = []
    near, far = socket.socketpair(type=socket.SOCK_DGRAM)
    bell = Doorbell(asyncio.get_running_loop(), near.fileno(), lambda: rings.append(1))
    with near, far:
        await turns()
        assert not rings
        for count in (1, 2):
            far.send(b"one")
            far.send(b"two")
            await turns()
            assert len(rings) == count, "nothing is read, and it rings no more"
            near.recv(10), near.recv(10)
            bell.reset()
        await turns()
        assert len(rings) == 2
        far.send(b"three")
        await turns()
        bell.reset()
        await turns()
        assert len(rings) == 4, "something waits still"
        bell.reset()
        bell.close()
        await turns()
        assert len(rings) == 4
