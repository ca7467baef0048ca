"""The record on each database that it may be kept in."""

from pathlib import Path

import pytest

from tests.support.postgresql import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def record_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it, as an SQLAlchemy URL."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'record.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.database()
