"""How long this thread has run, and how long it has waited for a processor that others had."""

import os
import time
from pathlib import Path

SCHEDSTAT = Path("/proc/thread-self/schedstat")
"""Nanoseconds run, nanoseconds waited, slices (Linux, Documentation/scheduler/sched-stats.rst)."""

MOST = 128
"""Bytes that it takes."""


def processor_time() -> tuple[float, float]:
    """Seconds run and seconds waited since the thread's start; none waited where nobody says."""
    try:
        file = os.open(SCHEDSTAT, os.O_RDONLY)
        try:
            ran, waited, _ = os.read(file, MOST).split()
        finally:
            os.close(file)
        return int(ran) / 1e9, int(waited) / 1e9
    except (OSError, ValueError):
        return time.thread_time(), 0.0
