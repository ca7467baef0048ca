"""A burst longer than the kernel's queue of a Unix socket reaches egress whole and in order."""

import asyncio
import socket
from pathlib import Path

import pytest

from media.local_sockets import MAX_BACKLOG, EgressSocket


@pytest.fixture
def egress(tmp_path: Path) -> socket.socket:
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind(str(tmp_path / "rtp"))
    receiver.setblocking(False)
    return receiver


def drain(receiver: socket.socket) -> list[int]:
    numbers = []
    while True:
        try:
            numbers.append(int.from_bytes(receiver.recv(2048)[:4], "big"))
        except BlockingIOError:
            return numbers


def packet(number: int) -> bytes:
    return number.to_bytes(4, "big") + bytes(1100)


async def test_a_burst_arrives_whole_and_in_order(tmp_path: Path, egress: socket.socket) -> None:
    relay = EgressSocket(str(tmp_path / "rtp"), lambda packets: None)
    for number in range(500):
        relay.send(packet(number))
    received = drain(egress)
    assert 0 < len(received) < 500  # else this kernel's queue is long, and nothing is tested
    async with asyncio.timeout(5):
        while len(received) < 500:
            await asyncio.sleep(0.001)
            received += drain(egress)
    relay.send(packet(500))
    assert received + drain(egress) == list(range(501))
    relay.close()
    egress.close()


async def test_a_reader_that_stopped_costs_bounded_memory_and_one_that_left_none(
    tmp_path: Path, egress: socket.socket
) -> None:
    relay = EgressSocket(str(tmp_path / "rtp"), lambda packets: None)
    for number in range(3 * MAX_BACKLOG):
        relay.send(packet(number))
    first = drain(egress)
    egress.close()
    await asyncio.sleep(0.01)
    relay.send(packet(0))
    relay.close()
    assert first == list(range(len(first)))
