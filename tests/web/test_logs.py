"""Log lines: a failure shows where it happened, and nothing that was in anybody's hands."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from web.logs import configure


@pytest.fixture
def as_before() -> Iterator[None]:
    """Logging is the process's: leave it as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    kept = structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**kept)


def fail() -> None:
    """Hold a secret, and break."""
    _receipt = "-".join(("7KQ2", "M9XD", "4TRA"))
    raise ZeroDivisionError("broken")


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("whose", ["ours", "uvicorn.error"])
def test_a_traceback_shows_no_locals(
    as_json: bool, whose: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", as_json)
    try:
        fail()
    except ZeroDivisionError:
        if whose == "ours":
            structlog.get_logger("ours").exception("it failed")
        else:
            logging.getLogger(whose).exception("it failed")
    line = capsys.readouterr().err
    for shown in ("it failed", "ZeroDivisionError: broken", "in fail"):
        assert shown in line
    assert "7KQ2-M9XD-4TRA" not in line
