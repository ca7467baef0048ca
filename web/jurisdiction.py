"""The jurisdiction's file, as the settings name it."""

from pathlib import Path

import structlog

from sessions.jurisdiction import DEFAULT, BadJurisdiction, Jurisdiction, read

MAX_BYTES = 256 * 1024
"""Of the file: a hundred years of holidays."""

log = structlog.get_logger("web.jurisdiction")


def checked(path: Path | None) -> Path | None:
    """The same path, to a file that can be read whole; raises `BadJurisdiction`."""
    if path is not None:
        load(path)
    return path


def load(path: Path | None) -> Jurisdiction:
    """The rules in the file; without one those by default. Raises `BadJurisdiction`."""
    if path is None:
        log.info("no jurisdiction: working days are Monday to Friday, holidays are not known")
        return DEFAULT
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            raise BadJurisdiction(f"it has more than {MAX_BYTES} bytes")
        return read(content.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise BadJurisdiction(f"{path}: {error}") from error
