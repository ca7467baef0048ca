"""What a window of a run cost: processor time, memory, datagrams that the kernel dropped."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def waited_seconds(pid: int) -> float:
    """For which a process's first thread could have run and something else did."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


def resident(pids: Iterable[int]) -> int:
    """Resident bytes of some processes."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def pin(pid: int, cpu: int) -> None:
    """Keep every thread of a process on one CPU."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {cpu})


def busy_seconds(cpu: int) -> float:
    """Seconds for which a CPU did anything at all since the machine's start."""
    lines = Path("/proc/stat").read_text().splitlines()
    ticks = next(
        [int(n) for n in line.split()[1:]] for line in lines if line.startswith(f"cpu{cpu} ")
    )
    return (sum(ticks[:8]) - ticks[3] - ticks[4]) / TICKS


def receive_buffer_errors() -> int:
    """Datagrams that found a socket's buffer full, of the whole machine."""
    names, values = (
        line.split()
        for line in Path("/proc/net/snmp").read_text().splitlines()
        if line.startswith("Udp:")
    )
    return int(dict(zip(names, values, strict=True))["RcvbufErrors"])


class Account(msgspec.Struct, frozen=True):
    """Readings at one moment; `since` makes differences."""

    cpu: float
    busy: float
    dropped: int

    @classmethod
    def read(cls, pids: Iterable[int], cpu: int) -> "Account":
        """The processes' and the machine's."""
        used = sum(cpu_seconds(pid) for pid in pids)
        return cls(used, busy_seconds(cpu), receive_buffer_errors())

    def since(self, before: "Account") -> "Account":
        """What was used from `before` to now."""
        return Account(
            self.cpu - before.cpu, self.busy - before.busy, self.dropped - before.dropped
        )
