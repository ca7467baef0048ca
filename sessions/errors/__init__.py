"""What this package refuses and fails with: a stable code and a sentence for the reader."""

from collections.abc import Mapping
from typing import Literal, get_args

from sessions.errors import decisions, floor, meeting, minutes, outcomes, public, record
from sessions.errors.decisions import DecisionsCode
from sessions.errors.floor import FloorCode
from sessions.errors.language import Language
from sessions.errors.meeting import MeetingCode
from sessions.errors.minutes import MinutesCode
from sessions.errors.outcomes import OutcomesCode
from sessions.errors.public import PublicCode
from sessions.errors.record import RecordCode

__all__ = ["CODES", "MESSAGES", "Code", "Language", "Refused", "SessionError", "Unavailable"]

Code = Literal[
    DecisionsCode, FloorCode, MeetingCode, MinutesCode, OutcomesCode, PublicCode, RecordCode
]

CODES: tuple[Code, ...] = get_args(Code)

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    **decisions.MESSAGES,
    **floor.MESSAGES,
    **meeting.MESSAGES,
    **minutes.MESSAGES,
    **outcomes.MESSAGES,
    **public.MESSAGES,
    **record.MESSAGES,
}
"""Every code's sentence; `tests/sessions/test_errors.py` holds the table complete."""


class SessionError(Exception):
    """Base of what this package raises. `params` fill the sentence's places."""

    def __init__(self, code: Code, **params: str | int | tuple[str, ...]) -> None:
        super().__init__(code)
        self.code: Code = code
        self.params: Mapping[str, str | int | tuple[str, ...]] = params

    def message(self, language: Language = "zh-CN") -> str:
        """The sentence a person reads; several names stand in it as the language lists them."""
        separator = "、" if language == "zh-CN" else ", "
        params = {
            key: separator.join(value) if isinstance(value, tuple) else value
            for key, value in self.params.items()
        }
        return MESSAGES[self.code][language].format_map(params)

    def __str__(self) -> str:
        params = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({params})" if params else self.code


class Refused(SessionError):
    """The command may not be done as things stand; nothing happened."""


class Unavailable(SessionError):
    """The record cannot take or give anything now: `overloaded`, `record_unavailable`,
    `record_damaged`, `record_newer`.
    """
