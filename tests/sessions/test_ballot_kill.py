"""kill -9 in the midst of a secret ballot: what was acknowledged is counted, once."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ballot_child import MEMBERS

ROOT = Path(__file__).parents[2]
KILLS = 5
PER_LIFE = MEMBERS // KILLS


def child(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.ballot_child", folder, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.end_to_end
@pytest.mark.timeout(180)
def test_no_acknowledged_paper_is_lost_and_none_counts_twice(tmp_path: Path) -> None:
    dice, made = random.Random(9474), ("new", "-")
    cast, taken = dict[str, int](), 0
    for life in range(KILLS):
        left = dice.randint(5, PER_LIFE // 2)
        process = child(tmp_path, *made, str(life * PER_LIFE))
        assert process.stdout is not None
        with process:
            for line in process.stdout:
                if not line.endswith("\n"):
                    continue  # cut off by the kill
                match line.split():
                    case ["made", id, ballot_id]:
                        made = (id, ballot_id)
                    case ["taken", _]:
                        taken += 1
                    case ["cast", token, choice]:
                        cast[token] = int(choice)
                        left -= 1
                if left == 0:
                    process.kill()
    closing = child(tmp_path, *made, "close")
    out, _ = closing.communicate()
    counted, voted, *counts = out.split()
    assert counted == "counted"
    # What was not acknowledged may yet have been kept; what was must be there.
    assert len(cast) <= int(voted) <= taken
    for option, count in enumerate(map(int, counts)):
        assert count >= list(cast.values()).count(option)
    assert int(voted) == sum(map(int, counts))
    assert len(cast) >= 5 * KILLS
    assert list((tmp_path / "keys").iterdir()) == []
