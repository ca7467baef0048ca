"""Makes a file of the minutes or the record in a process: `python -m web.typeset`.

The order comes in on standard input as JSON, the file goes out on standard output. Typesetting
takes up to some seconds of CPU, which the meeting's own process must not spend. What is refused
goes out as JSON, with status 3. `typesetting.py` starts it; here is imported what it needs alone.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

import msgspec

from sessions.errors import Refused
from sessions.export.forms import Order, make

NICENESS = 10
"""Typesetting yields to media."""
REFUSED = 3
"""The status of the process whose order was refused."""


class Refusal(msgspec.Struct, frozen=True):
    """What was refused, as it goes through the pipe."""

    code: str
    params: dict[str, Any]


def answer(make: Callable[[bytes], bytes]) -> None:
    """What `make` makes of standard input goes out; the entry of a process."""
    os.nice(NICENESS)
    try:
        made = make(sys.stdin.buffer.read())
    except Refused as error:
        refusal = Refusal(error.code, dict(error.params))
        sys.stdout.buffer.write(msgspec.json.encode(refusal))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(made)


def main() -> None:
    """Entry of the process."""
    answer(lambda given: make(msgspec.json.decode(given, type=Order)))


if __name__ == "__main__":
    main()
