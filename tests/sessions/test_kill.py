"""kill -9 at any moment: what was answered is in the log once, what was sent again too."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from sessions.chain import Head, Stored, unseal, verify
from sessions.events import OpinionSubmitted
from tests.support import database

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("RECORD_KILLS", "10"))
"""200 by hand: RECORD_KILLS=200 make test ARGS='tests/sessions/test_kill.py -s'."""


class Story:
    """What the children of one record said before they died."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.consultation_id = "new"
        self.sent = set[int]()
        self.done: dict[int, tuple[int, str]] = {}
        self.back_after: list[float] = []
        """Seconds from the start of a process to its first answer."""

    def one_life(self, life: int, kill_after: int) -> None:
        """Start a child, hear `kill_after` answers, kill it, and hear what it had said by then."""
        unanswered = ",".join(str(n) for n in sorted(self.sent - self.done.keys()))
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.support.record_child",
                self.url,
                self.consultation_id,
                str(life),
                unanswered,
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert child.stdout is not None
        begun, answered = time.monotonic(), 0
        with child:
            for line in child.stdout:
                if line.startswith("done") and not answered:
                    self.back_after.append(time.monotonic() - begun)
                answered += line.startswith("done")
                kill_after -= self.hear(line)
                if kill_after == 0:
                    child.kill()  # SIGKILL; lines on their way are heard to the end

    def hear(self, line: str) -> bool:
        """Take in a line; whether it is an answer. One cut off by the kill does not count."""
        if not line.endswith("\n"):
            return False
        match line.split():
            case ["made", id]:
                self.consultation_id = id
            case ["sent", n]:
                self.sent.add(int(n))
            case ["done", n, seq, hash]:
                self.done[int(n)] = (int(seq), hash)
                return True
            case _:
                raise AssertionError(line)
        return False

    def log(self) -> list[Stored]:
        return asyncio.run(database.records(self.url))


@pytest.mark.end_to_end
@pytest.mark.timeout(180 + 2 * KILLS)
def test_nothing_that_was_answered_is_lost_or_doubled(record_url: str) -> None:
    story, dice = Story(record_url), random.Random(20260716)
    for life in range(1, KILLS + 1):
        story.one_life(life, kill_after=dice.randint(1, 120))
        log = story.log()
        assert verify(log, Head(len(log), log[-1].hash)) == []
        by_seq = {one.seq: one for one in log}
        for n, (seq, hash) in story.done.items():
            event = unseal(by_seq[seq]).event
            assert by_seq[seq].hash == hash
            assert isinstance(event, OpinionSubmitted)
            assert event.text == f"意见{n}"
        opinions = Counter(
            event.text for one in log if isinstance(event := unseal(one).event, OpinionSubmitted)
        )
        assert set(opinions.values()) == {1}
        assert set(opinions) <= {f"意见{n}" for n in story.sent}
    assert len(story.done) > 10 * KILLS
    assert story.sent - story.done.keys(), "no command was ever cut off: the test proves nothing"
    back = max(story.back_after)
    print(f"{KILLS} kills, {len(story.done)} answers, answering again within {back:.2f} s")
