"""Has a file of the minutes or the record made by `web.typeset`, and an office's template tried by
`web.template_check`, in processes of their own.
"""

from pathlib import Path

import msgspec

from sessions.errors import CODES, Refused
from sessions.export.forms import Order
from sessions.export.office_template import BYTES_MAX
from sessions.minutes_template import as_recorded
from sessions.minutes_types import OfficeTemplate, SignedVersion
from sessions.state import Consultation
from web.apart import ProcessFailed, apart
from web.document_store import DocumentStore
from web.typeset import REFUSED, Refusal

SECONDS = 60
"""Longest time for one file: a day of speeches with ten thousand opinions takes some."""


async def typeset(order: Order) -> bytes:
    """The file, made in a process of its own; raises `Refused` as `make` does."""
    return await _answered("web.typeset", msgspec.json.encode(order))


async def template_fields(given: bytes) -> list[str]:
    """Which fields a template has; raises `Refused` where it cannot be used."""
    try:
        found = await _answered("web.template_check", given)
    except (TimeoutError, ProcessFailed):  # made to cost too much
        raise Refused("template_not_docx") from None
    return msgspec.json.decode(found, type=list[str])


async def _answered(module: str, given: bytes) -> bytes:
    try:
        return await apart(module, given=given, seconds=SECONDS)
    except ProcessFailed as error:
        if error.status != REFUSED:
            raise
        refusal = msgspec.json.decode(error.answer, type=Refusal)
    code = next(code for code in CODES if code == refusal.code)
    raise Refused(code, **refusal.params)


def kept_template(store: DocumentStore, id: str, template: OfficeTemplate) -> bytes:
    """The bytes of which the record has the hash; raises `Refused` where they are not there."""
    try:
        given = store.original(id, template.sha256).read_bytes()
    except OSError:
        given = b""
    return as_recorded(template, given)


def template_of(
    store: DocumentStore, state: Consultation, version: SignedVersion | None, server: Path | None
) -> bytes | None:
    """What the DOCX of a consultation's minutes stands in: its own template, that of `version`
    where that is signed, else the server's.
    """
    own = state.minutes.template if version is None else version.template
    return read_template(server) if own is None else kept_template(store, state.id, own)


def read_template(path: Path | None) -> bytes | None:
    """An office's template, no more than is looked at; raises `Refused` where it is not there."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError:
        raise Refused("template_not_docx") from None
