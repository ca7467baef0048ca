"""The thread's own clocks."""

import time
from pathlib import Path

import pytest

from media import processor
from media.processor import processor_time


def spin(seconds: float) -> None:
    """Be busy for so much processor time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.mark.parametrize("file", [processor.SCHEDSTAT, Path("/nonexistent"), Path("/dev/null")])
def test_work_counts_and_sleep_does_not(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(processor, "SCHEDSTAT", file)
    before = processor_time()
    spin(0.1)
    worked = processor_time()
    time.sleep(0.1)
    slept = processor_time()
    assert 0.09 < worked[0] - before[0] < 0.2
    assert slept[0] - worked[0] < 0.05
    assert slept[1] >= before[1] >= 0.0
