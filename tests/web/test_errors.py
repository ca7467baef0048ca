"""Every code of every package has a status."""

from typing import get_args

import pytest

import signaling.errors
from sessions.errors import Code
from web.error_words import WebCode
from web.errors import SESSION_STATUS, SIGNALING_STATUS, STATUS


def codes(base: type[Exception]) -> list[str]:
    """Codes of all classes below `base`; those that take theirs from elsewhere have none."""
    return [kind.__dict__["code"] for kind in base.__subclasses__() if "code" in kind.__dict__]


def test_every_web_code_has_a_status() -> None:
    assert set(STATUS) == set(get_args(WebCode))


def test_every_session_code_has_a_status() -> None:
    assert set(SESSION_STATUS) == set(get_args(Code))
    assert set(SESSION_STATUS.values()) == {403, 404, 409, 422, 503}


@pytest.mark.parametrize("code", codes(signaling.errors.SignalingError))
def test_every_signaling_code_has_a_status(code: str) -> None:
    assert 400 <= SIGNALING_STATUS[code] < 600
