"""The browser client's own tests, run by node's test runner, and its type check."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("script", ["test", "check"])
def test_client(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "hatch_build.py", "run", script], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
