"""Rings once when something has come to a socket, and not again before it is reset (Linux).

An event loop would call for every datagram, or take its reader off and put it on again, which costs
more than the call.
"""

import asyncio
import select
from collections.abc import Callable


class Doorbell:
    """One socket's; reads nothing."""

    def __init__(self, loop: asyncio.AbstractEventLoop, fd: int, ring: Callable[[], None]) -> None:
        self._loop = loop
        self._fd = fd
        self._ring = ring
        self._epoll = select.epoll()
        self._epoll.register(fd, select.EPOLLIN | select.EPOLLONESHOT)
        loop.add_reader(self._epoll.fileno(), self._rung)

    def _rung(self) -> None:
        if self._epoll.poll(0):  # which disarms it
            self._ring()

    def reset(self) -> None:
        """Ring again with what comes next, or at once if something waits."""
        self._epoll.modify(self._fd, select.EPOLLIN | select.EPOLLONESHOT)

    def close(self) -> None:
        """Ring no more."""
        self._loop.remove_reader(self._epoll.fileno())
        self._epoll.close()
