"""What several of egress's tests begin with."""

from pathlib import Path

import pytest

from tests.media.egress.recorded import Recorded


@pytest.fixture
def scene(tmp_path: Path) -> Recorded:
    """Own tracks go to a folder of its own; nobody is there yet."""
    return Recorded(tmp_path)
