"""A roster read from a sheet."""

from typing import Literal

import msgspec

from sessions.commands import ImportRoster
from sessions.roster_sheet import Action
from sessions.sheet_words import Column


class RosterIssue(msgspec.Struct, frozen=True):
    """Something about a row, or with `column` None about all of it; warnings do not stop it."""

    column: Column | None
    severity: Literal["error", "warning"]
    code: str
    message: str


class PreviewedRow(msgspec.Struct, frozen=True):
    """A row under the number that it has in the sheet, and what it would add.

    `skip`: it is there already; `none`: it has errors.
    """

    row: int
    cells: dict[Column, str]
    action: Action
    issues: list[RosterIssue]


class RosterPreview(msgspec.Struct, frozen=True):
    """`POST /{id}/roster/preview` with a CSV or XLSX file as body; nothing is written.

    `command`, None where there are errors or nothing is to be added, goes to `POST /{id}/roster`
    as it is. It is refused whole with `import_outdated` where things changed since record `seq`.
    """

    format: Literal["csv", "xlsx"]
    encoding: str
    seq: int
    columns: list[Column]
    issues: list[RosterIssue]
    rows: list[PreviewedRow]
    command: ImportRoster | None
