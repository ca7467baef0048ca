"""What every test may rely on: reproducible property tests, and an environment of its own."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from tests.support.postgresql import Cluster, binaries

END_TO_END = "tests/end_to_end/"
BROWSERLESS = frozenset(
    f"{END_TO_END}test_{name}.py"
    for name in (
        "cascade_media",
        "draining",
        "durability",
        "egress",
        "signaled_media",
        "turn",
        "whip_whep",
        "worker_media",
    )
)
"""End-to-end tests whose peers are aiortc's and FFmpeg's, which cost a tenth of a browser."""

TRIES = 3
"""Of what judges time: browsers, encoders and servers share a machine with the other tests and with
whatever else runs there, and one that stood still for a second fails. What is broken fails each
try; the closing line counts the reruns."""
TIMED = (END_TO_END, "tests/media/egress/test_process.py")
"""Where such tests are. What must never happen, as a loss in the record, is judged at once."""

# Derandomized, so that a failure on one machine is a failure on all; a busy machine is no failure.
settings.register_profile(
    "tongxin",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tongxin")


class Apart(LoadScopeScheduling):  # type: ignore[misc]  # no types
    """File by file to whichever process is free, but for what drives browsers.

    That stays in one of them, since two at a time on two cores take longer than one after the
    other, and too long to be judged. (xdist's own groups are no help: pytest 9.2 no longer sees the
    names that xdist 3.8 gives them.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        browsers = file.startswith(END_TO_END) and file not in BROWSERLESS
        return END_TO_END if browsers else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Apart:
    """Of `make test`, which runs three processes."""
    return Apart(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what judges time try again."""
    for item in items:
        if item.nodeid.startswith(TIMED):
            item.add_marker(pytest.mark.flaky(reruns=TRIES - 1, reruns_delay=2))


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
