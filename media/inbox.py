"""The native way in: a batch of datagrams read, told apart and unprotected in one call.

Without it `udp.py` reads them, and `Transport.receive` opens them one by one: the specification.
What is not plain (a sender that passed no check, STUN, DTLS, the first packet of an SSRC) comes out
as it came and goes that way too.
"""

from collections.abc import Iterator
from struct import Struct
from typing import Any

from media import sockaddr
from media.ear import Closed, Ear, Opened, Taken, Told
from media.fan import Fan
from media.ice import Address
from media.native import ffi
from media.observed import USAGES, News
from media.srtp import MAX_PACKET, UNPROTECT, UNPROTECT_RTCP
from media.wire.rtcp import FoldedFeedback

RECEIVED = 64
"""Datagrams taken by one call: bounds the time until sending and timers have their turn."""
HOLD = 0.0038
"""Seconds that media waits for more of its kind, so that several packets are worked on together and
leave in one message; with what the kernel adds less than 4 ms."""
HELD_FROM = 48
"""Datagrams that are worth waiting for; fewer leave at once, so a small meeting knows no tick."""
BUSY_FOR = 0.1
"""Seconds after such a batch in which what comes is held: longer than between two pictures."""
AS_IT_CAME, RTP, RTCP, FEEDBACK, REFUSED, TAKEN = range(6)
_ITEM = Struct("=10i2dqI4x")
"""`inbox_item`."""


class Inbox:
    """What comes to one socket."""

    def __init__(self, library: Any, fd: int) -> None:
        self._library = library
        self._fd = fd
        box = library.inbox_new(
            ffi.cast("inbox_unprotect", UNPROTECT), ffi.cast("inbox_unprotect", UNPROTECT_RTCP)
        )
        if box == ffi.NULL:
            raise MemoryError("no room for what is received")
        self._box: Any = ffi.gc(box, library.inbox_free)
        self._data: Any = ffi.buffer(library.inbox_data(box), RECEIVED * MAX_PACKET)
        self._name_data: Any = ffi.buffer(library.inbox_names(box), RECEIVED * sockaddr.MAX_LENGTH)
        self._deferred: Any = library.inbox_deferred(box)
        self._items = memoryview(ffi.buffer(library.inbox_items(box), RECEIVED * _ITEM.size))
        self._names = sockaddr.Names()
        self._ears: dict[Address, Ear] = {}
        """Those that C points to."""
        self.pace: Any = ffi.new("inbox_pace *", [0.0, HOLD, BUSY_FOR, HELD_FROM])
        self._last = 0
        library.inbox_stamp(fd)

    def ear(self) -> Ear:
        """One that hears nothing yet."""
        self._last += 1
        return Ear(self._last & 0x7FFFFFFF, self._library)

    @property
    def taken(self) -> int:
        """Packets since the start that intakes have taken."""
        return int(self._library.inbox_taken(self._box))

    def put(self, address: Address, ear: Ear) -> None:
        """Let what comes from `address` be `ear`'s."""
        if self._ears.get(address) is ear:
            return
        name = sockaddr.pack(address)
        if name is None:
            return
        self.remove(address)
        if self._library.inbox_put(self._box, name.ljust(sockaddr.MAX_LENGTH, b"\0"), ear.struct):
            self._ears[address] = ear

    def remove(self, address: Address) -> None:
        """Let what comes from `address` be a stranger's."""
        if address in self._ears:
            name = sockaddr.pack(address)
            assert name is not None
            self._library.inbox_remove(self._box, name.ljust(sockaddr.MAX_LENGTH, b"\0"))
            del self._ears[address]

    def read(self, now: float, since: float = 0.0) -> "Iterator[Opened | Closed]":
        """What is left to do of up to `RECEIVED` datagrams: STUN and DTLS first, then in order of
        arrival.

        Each tells when the kernel had it, but nothing before `since`. To be iterated to its end
        before the next call.
        """
        yield from self._items_of(self._library.inbox_read(self._box, self._fd, now, since))

    def turn(self, fan: Fan, since: float) -> "list[Opened | Closed]":
        """`read`, by the monotonic clock, and send by `fan` what follows if nothing is left to do.

        While much is going on, what comes in the next moment is taken too. For that the caller
        waits, with all that it could do meanwhile: to have it call again would cost more.
        """
        count = self._library.inbox_turn(self._box, self._fd, fan.queue, self.pace, since)
        return list(self._items_of(count)) if count else []

    def _items_of(self, count: int) -> "Iterator[Opened | Closed]":
        data = self._data
        for (
            kind, ear, at, length, name_at, name_length,
            fresh, usage, received, lost, response, arrived, index, ssrc,
        ) in _ITEM.iter_unpack(self._items[0 : count * _ITEM.size]):  # fmt: skip
            if kind == FEEDBACK:
                news = News(USAGES[usage], received, lost, response) if fresh else None
                told = Told(FoldedFeedback(data[at : at + length]), news)
                yield Opened(ear, told, arrived)
            elif kind == TAKEN:
                yield Opened(
                    ear, Taken(ssrc, index, list(self._deferred[at : at + length])), arrived
                )
            elif kind == AS_IT_CAME:
                name = self._name_data[name_at : name_at + name_length]
                yield Closed(data[at : at + length], self._names.tuple(name), arrived)
            else:
                content = None if kind == REFUSED else data[at : at + length]
                yield Opened(ear, content, arrived, kind == RTCP)
