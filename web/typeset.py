"""Makes one form of the minutes; typeset ones in a process: `python -m web.typeset FORMAT`.

Records come in on standard input as JSON, the document goes out on standard output. Typesetting
takes up to a second of CPU, which the meeting's own process must not spend.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Literal, Protocol, cast, get_args

import msgspec

from sessions.events import Record
from sessions.minutes import Minutes, build

Format = Literal["json", "document.json", "md", "docx", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
MODULES: dict[Format, str] = {
    "json": "minutes_json",
    "document.json": "document_json",
    "md": "markdown",
    "docx": "docx",
    "pdf": "pdf",
}
AS_DATA: tuple[Format, ...] = ("json", "document.json")
"""Only encoded, not typeset: 20 ms for 800 records; starting a process alone takes 100 ms."""
NICENESS = 10
"""Typesetting yields to media."""


class Form(Protocol):
    """A module of `sessions.export`."""

    def render(self, minutes: Minutes) -> bytes:
        """The document."""
        ...


def render(records: Sequence[Record], format: Format) -> bytes:
    """The minutes of a whole log in one form; imports what that form alone needs."""
    form = cast(Form, importlib.import_module(f"sessions.export.{MODULES[format]}"))
    return form.render(build(records))


def main() -> None:
    """Entry of the process."""
    os.nice(NICENESS)
    records = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Record])
    sys.stdout.buffer.write(render(records, cast(Format, sys.argv[1])))


if __name__ == "__main__":
    main()
