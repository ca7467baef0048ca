"""How long this thread has run, and how long it has waited for a processor that others had."""

import time
from pathlib import Path

SCHEDSTAT = Path("/proc/thread-self/schedstat")
"""Nanoseconds run, nanoseconds waited, slices (Linux, Documentation/scheduler/sched-stats.rst)."""


def processor_time() -> tuple[float, float]:
    """Seconds run and seconds waited since the thread's start; none waited where nobody says."""
    try:
        ran, waited, _ = SCHEDSTAT.read_bytes().split()
        return int(ran) / 1e9, int(waited) / 1e9
    except (OSError, ValueError):
        return time.thread_time(), 0.0
