"""The installation's list of sensitive words, as the settings name it."""

from pathlib import Path

import structlog

from sessions.sensitive_words import SensitiveWords, read_words

log = structlog.get_logger("web.sensitive_words")


def checked(path: Path | None) -> Path | None:
    """The same path, to a list that can be read; raises `ValueError`."""
    if path is not None:
        _read(path)
    return path


def load(path: Path | None) -> SensitiveWords:
    """The words in the file, none without one; raises `ValueError`."""
    if path is None:
        return SensitiveWords()
    words = _read(path)
    log.info("sensitive words read", words=len(words))
    return SensitiveWords(words)


def _read(path: Path) -> list[str]:
    try:
        return read_words(path)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from error
