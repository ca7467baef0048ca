"""Has a file of the minutes or the record made by `web.typeset`, in a process of its own."""

from pathlib import Path

import msgspec

from sessions.errors import CODES, Refused
from sessions.export.forms import Order
from sessions.export.office_template import BYTES_MAX
from web.apart import ProcessFailed, apart
from web.typeset import REFUSED, Refusal

SECONDS = 60
"""Longest time for one file: a day of speeches with ten thousand opinions takes some."""


async def typeset(order: Order) -> bytes:
    """The file, made in a process of its own; raises `Refused` as `make` does."""
    try:
        return await apart("web.typeset", given=msgspec.json.encode(order), seconds=SECONDS)
    except ProcessFailed as error:
        if error.status != REFUSED:
            raise
        refusal = msgspec.json.decode(error.answer, type=Refusal)
    code = next(code for code in CODES if code == refusal.code)
    raise Refused(code, **refusal.params)


def read_template(path: Path | None) -> bytes | None:
    """An office's template, no more than is looked at; raises `Refused` where it is not there."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError:
        raise Refused("template_not_docx") from None
