"""What every test may rely on: reproducible property tests, and an environment of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgresql import Cluster, binaries

END_TO_END = Path(__file__).with_name("end_to_end")

# Derandomized, so that a failure on one machine is a failure on all; a busy machine is no failure.
settings.register_profile(
    "tongxin",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tongxin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what drives whole products in one process of several: they need the machine's pace."""
    for item in items:
        if END_TO_END in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("end_to_end"))


@pytest.fixture(autouse=True)
def without_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own TONGXIN_… settings out of the tests."""
    for name in [name for name in os.environ if name.startswith("TONGXIN_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server."""
    programs = binaries()
    if programs is None:
        pytest.fail("no PostgreSQL: scripts/install-test-tools installs it")
    with Cluster(programs) as running:
        yield running
