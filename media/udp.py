"""Many datagrams per system call: recvmmsg, sendmmsg and UDP_SEGMENT on rings made once.

What Linux lacks elsewhere (Python's socket has no such calls) comes from the C library through
cffi. Datagrams to one destination that are equally long leave in one message, which the kernel
cuts (UDP_SEGMENT, Linux 4.18); where a path or device refuses that, by datagrams.
"""

import errno
import socket
from collections.abc import Iterable, Sequence
from typing import Any

import cffi

from media import sockaddr
from media.ice import Address
from media.inbox import RECEIVED
from media.sockaddr import Names

MAX_DATAGRAM = 2048
SENT = 256
"""Messages handed over by one call."""
MAX_SEGMENTS = 64
"""UDP_MAX_SEGMENTS of kernels before 6.9."""
MAX_MESSAGE = 65_000
"""Bytes of one message before segmentation; UDP's limit is 65,507."""
UDP_SEGMENT = 103

_ffi = cffi.FFI()
_ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr { void *msg_name; uint32_t msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                    void *msg_control; size_t msg_controllen; int msg_flags; };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    struct cut { size_t cmsg_len; int cmsg_level; int cmsg_type; uint16_t size; uint8_t pad[6]; };
    int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, void *timeout);
    int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
    """
)
_libc: Any = _ffi.dlopen(None)
CUT_LENGTH = 18
"""CMSG_LEN of one uint16_t."""

Datagrams = Iterable[tuple[bytes, Address]]


def messages(batch: Datagrams, segments: bool) -> list[tuple[Address, list[bytes]]]:
    """What leaves in one message each: equally long, but the last, which may be shorter.

    Each destination's datagrams keep their order; among destinations it does not matter.
    """
    by_address: dict[Address, list[bytes]] = {}
    for datagram, address in batch:
        by_address.setdefault(address, []).append(datagram)
    return [
        (address, run)
        for address, datagrams in by_address.items()
        for run in (_runs(datagrams) if segments else ([d] for d in datagrams))
    ]


def _runs(datagrams: Sequence[bytes]) -> Iterable[list[bytes]]:
    run: list[bytes] = []
    total = 0
    for datagram in datagrams:
        fits = (
            run
            and len(run[-1]) == len(run[0]) >= len(datagram)
            and len(run) < MAX_SEGMENTS
            and total + len(datagram) <= MAX_MESSAGE
        )
        if run and not fits:
            yield run
            run, total = [], 0
        run.append(datagram)
        total += len(datagram)
    if run:
        yield run


class UdpSocket:
    """Batches over one non-blocking socket, which stays its maker's to close."""

    def __init__(self, udp: socket.socket) -> None:
        self._socket = udp
        self._fd = udp.fileno()
        self._names = Names()
        self.segments = True
        """Whether UDP_SEGMENT is taken; False for good after the first device that refuses."""
        self.unsent = 0
        """Datagrams dropped because the socket's buffer was full or the network refused them."""
        self._received = _Received()
        self._sending = _Sending()

    def receive(self) -> list[tuple[bytes, Address]]:
        """What waits, up to `RECEIVED` datagrams."""
        ring = self._received
        count = ring.read(self._fd)
        return [ring.take(place, self._names) for place in range(count)]

    def send(self, batch: Sequence[tuple[bytes, Address]]) -> None:
        """Send all; what the kernel will not take is dropped, as any network may."""
        if len(batch) == 1:
            self._send_one(*batch[0])
            return
        ready = messages(batch, self.segments)
        for start in range(0, len(ready), SENT):
            self._send_messages(ready[start : start + SENT])

    def _send_one(self, datagram: bytes, address: Address) -> None:
        try:
            self._socket.sendto(datagram, address)
        except OSError:
            self.unsent += 1

    def _send_messages(self, ready: Sequence[tuple[Address, list[bytes]]]) -> None:
        ring = self._sending
        for place, (address, run) in enumerate(ready):
            ring.put(place, self._names.packed(address), run)
        sent = 0
        while sent < len(ready):
            taken = _libc.sendmmsg(self._fd, ring.messages + sent, len(ready) - sent, 0)
            if taken > 0:
                sent += taken
            elif _ffi.errno != errno.EINTR:
                self._refused(*ready[sent])
                sent += 1
        ring.clear()

    def _refused(self, address: Address, run: list[bytes]) -> None:
        if len(run) == 1:
            self.unsent += 1
            return
        if _ffi.errno in (errno.EIO, errno.EOPNOTSUPP, errno.ENOPROTOOPT):
            self.segments = False  # the device has no checksums, or the kernel is old
        for datagram in run:
            self._send_one(datagram, address)


class _Received:
    """The ring that recvmmsg fills."""

    def __init__(self) -> None:
        self._data: Any = _ffi.new("uint8_t[]", RECEIVED * MAX_DATAGRAM)
        self._name_data: Any = _ffi.new("uint8_t[]", RECEIVED * sockaddr.MAX_LENGTH)
        self._iovecs: Any = _ffi.new("struct iovec[]", RECEIVED)
        self._messages: Any = _ffi.new("struct mmsghdr[]", RECEIVED)
        self._buffer: Any = _ffi.buffer(self._data)
        self._name_buffer: Any = _ffi.buffer(self._name_data)
        for place in range(RECEIVED):
            self._iovecs[place].iov_base = self._data + place * MAX_DATAGRAM
            self._iovecs[place].iov_len = MAX_DATAGRAM
            header = self._messages[place].msg_hdr
            header.msg_name = self._name_data + place * sockaddr.MAX_LENGTH
            header.msg_namelen = sockaddr.MAX_LENGTH
            header.msg_iov = self._iovecs + place
            header.msg_iovlen = 1

    def read(self, fd: int) -> int:
        """How many datagrams came."""
        return max(0, int(_libc.recvmmsg(fd, self._messages, RECEIVED, 0, _ffi.NULL)))

    def take(self, place: int, names: Names) -> tuple[bytes, Address]:
        """One of them, and whence."""
        message = self._messages[place]
        start = place * MAX_DATAGRAM
        name = place * sockaddr.MAX_LENGTH
        length = message.msg_hdr.msg_namelen
        message.msg_hdr.msg_namelen = sockaddr.MAX_LENGTH
        return (
            self._buffer[start : start + message.msg_len],
            names.tuple(self._name_buffer[name : name + length]),
        )


class _Sending:
    """The ring that sendmmsg reads."""

    def __init__(self) -> None:
        self.messages: Any = _ffi.new("struct mmsghdr[]", SENT)
        self._iovecs: Any = _ffi.new("struct iovec[]", SENT)
        self._cuts: Any = _ffi.new("struct cut[]", SENT)
        self._kept: list[Any] = []
        for place in range(SENT):
            header = self.messages[place].msg_hdr
            header.msg_iov, header.msg_iovlen = self._iovecs + place, 1
            cut = self._cuts[place]
            cut.cmsg_len = CUT_LENGTH
            cut.cmsg_level, cut.cmsg_type = socket.IPPROTO_UDP, UDP_SEGMENT

    def put(self, place: int, name: bytes, run: list[bytes]) -> None:
        """Set message `place`; its memory is held until `clear`."""
        data = _ffi.from_buffer(b"".join(run) if len(run) > 1 else run[0])
        target = _ffi.from_buffer(name)
        self._kept += (data, target)
        self._iovecs[place].iov_base, self._iovecs[place].iov_len = data, len(data)
        header = self.messages[place].msg_hdr
        header.msg_name, header.msg_namelen = target, len(name)
        if len(run) > 1:
            self._cuts[place].size = len(run[0])
            header.msg_control = self._cuts + place
            header.msg_controllen = _ffi.sizeof("struct cut")
        else:
            header.msg_control, header.msg_controllen = _ffi.NULL, 0

    def clear(self) -> None:
        """Let go of what was sent."""
        self._kept.clear()
