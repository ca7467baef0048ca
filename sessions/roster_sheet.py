"""A roster sheet read against a consultation: what each row would add, and what is wrong with it.

Nothing is changed by reading. Where no row has an error, `Reading.command` is what imports it all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from sessions.commands import ImportedParticipant, ImportedSeat, ImportRoster
from sessions.config import PARTICIPANTS_MAX, SEATS_MAX, VENUE_SEATS_MAX
from sessions.interpretation import canonical
from sessions.languages import LANGUAGE_WORDS
from sessions.sheet_issues import Issue
from sessions.sheet_venues import Places
from sessions.sheet_words import (
    CAPACITY_WORDS,
    COLUMNS,
    HEADINGS,
    ROLE_WORDS,
    Column,
    SheetRole,
    clean,
    folded,
    meant,
)
from sessions.state import Consultation
from sessions.types import Capacity, LanguageTag, Participant, Seat

HEADING_WITHIN = 10
"""Rows among which the heading is looked for: titles and remarks may stand above it."""
LIMITS: Mapping[Column, int] = {
    "name": 60,
    "venue": 400,
    "title": 200,
    "organization": 200,
    "short_name": 12,
    "sector": 200,
    "number": 40,
    "parent": 400,
}
"""Characters, as `types` has them; a venue may be named by its path."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, in either width."""

Action = Literal["participant", "seat", "venue", "skip", "none"]
"""What a row adds; `skip`: it is there already, `none`: it has errors."""


class SheetRow(msgspec.Struct, frozen=True):
    """A row as it was understood."""

    row: int
    cells: dict[Column, str]
    action: Action
    issues: list[Issue]

    @property
    def is_good(self) -> bool:
        """No error, though there may be warnings."""
        return all(issue.warning for issue in self.issues)


class Reading(msgspec.Struct, frozen=True):
    """A sheet as it was understood."""

    issues: list[Issue]
    """About the sheet as a whole."""
    columns: list[Column]
    rows: list[SheetRow]
    command: ImportRoster | None
    """None where anything is wrong, or nothing is to be added."""


def read(table: Sequence[Sequence[str]], state: Consultation, new_id: Callable[[], str]) -> Reading:
    """`table` is the sheet from its first row; cells are as typed."""
    found = _heading(table)
    if found is None:
        return Reading([Issue(None, "no_heading")], [], [], None)
    at, columns, issues = found
    numbered = [
        (number, {name: clean(line[i]) for i, name in columns.items() if i < len(line)})
        for number, line in enumerate(table[at + 1 :], start=at + 2)
    ]
    rows = [(number, cells) for number, cells in numbered if any(cells.values())]
    reader = _Reader(state, new_id, rows)
    read_rows = [reader.row(number, cells) for number, cells in rows]
    command = reader.command
    good = not _bad(issues) and all(row.is_good for row in read_rows)
    adds = bool(command.venues or command.participants or command.seats)
    if good and not adds:
        issues.append(Issue(None, "nothing_to_add", warning=True))
    present = [name for name in COLUMNS if name in columns.values()]
    return Reading(issues, present, read_rows, command if good and adds else None)


def _heading(
    table: Sequence[Sequence[str]],
) -> tuple[int, dict[int, Column], list[Issue]] | None:
    """Where the heading stands, which column is what, and what is wrong with it."""
    for at, line in enumerate(table[:HEADING_WITHIN]):
        columns: dict[int, Column] = {}
        issues: list[Issue] = []
        for index, cell in enumerate(line):
            heading = clean(cell)
            column = meant(heading, HEADINGS) if heading else None
            shown = {"heading": heading[:40]}
            if column is None and heading:
                issues.append(Issue(None, "column_unknown", {**shown}, warning=True))
            elif column is not None and column in columns.values():
                issues.append(Issue(column, "column_twice", {**shown}))
            elif column is not None:
                columns[index] = column
        if {"name", "role", "venue"} <= set(columns.values()):
            return at, columns, issues
    return None


class _Reader:
    """Reads the rows in order, each against the roster and the rows before it."""

    def __init__(
        self,
        state: Consultation,
        new_id: Callable[[], str],
        rows: Sequence[tuple[int, Mapping[Column, str]]],
    ) -> None:
        self._new_id = new_id
        self._places = Places(state, new_id, rows)
        people, seats = list(state.participants.values()), list(state.seats.values())
        self._standing = {(one.venue_id, folded(one.name), False) for one in people} | {
            (one.venue_id, folded(one.seat.name), True) for one in seats
        }
        self._first: dict[tuple[str, str, bool], int] = {}
        """The row that adds somebody, by venue, name, and whether it is a seat."""
        self._homes: dict[str, str] = {}
        """A venue of everybody by name, for those who are called alike."""
        for person in people:
            self._homes.setdefault(folded(person.name), person.venue_id)
        self._chair = next((one.name for one in people if one.role == "chair"), None)
        self._people = len(state.participants)
        self._seats = len(state.seats)
        self._seats_of = {venue.id: len(venue.seats) for venue in state.venues.values()}
        self._participants: list[ImportedParticipant] = []
        self._seated: list[ImportedSeat] = []

    @property
    def command(self) -> ImportRoster:
        """What the rows without errors add."""
        return ImportRoster(self._places.added, self._participants, self._seated)

    def row(self, number: int, cells: dict[Column, str]) -> SheetRow:
        """One row; what is good of it is added."""
        issues = [*_check_cells(cells)]
        venue_id, about_venue = self._places.of_row(number)
        issues += about_venue
        if not cells.get("name") and not cells.get("role") and self._places.describes(number):
            action: Action = "venue" if self._places.adds(number) else "skip"
            return SheetRow(number, cells, "none" if _bad(issues) else action, issues)
        role = self._role(cells, issues)
        capacity = self._capacity(cells, issues)
        _check_language(cells, role, issues)
        if not cells.get("name"):
            issues.append(Issue("name", "name_missing"))
        if _bad(issues) or venue_id is None or role is None:
            return SheetRow(number, cells, "none", issues)
        return SheetRow(
            number, cells, self._add(number, cells, venue_id, role, capacity, issues), issues
        )

    def _role(self, cells: Mapping[Column, str], issues: list[Issue]) -> SheetRole | None:
        word = cells.get("role", "")
        role = meant(word, ROLE_WORDS) if word else None
        if not word:
            issues.append(Issue("role", "role_missing"))
        elif role is None:
            words = "、".join(said[0] for one, said in ROLE_WORDS.items() if one != "organizer")
            issues.append(Issue("role", "role_unknown", {"word": word[:40], "words": words}))
        elif role == "organizer":
            issues.append(Issue("role", "role_not_on_roster"))
        return role

    def _capacity(self, cells: Mapping[Column, str], issues: list[Issue]) -> Capacity:
        word = cells.get("capacity", "")
        capacity = meant(word, CAPACITY_WORDS) if word else "attending"
        if capacity is None:
            issues.append(Issue("capacity", "capacity_unknown"))
        return capacity or "attending"

    def _add(
        self,
        number: int,
        cells: Mapping[Column, str],
        venue_id: str,
        role: SheetRole,
        capacity: Capacity,
        issues: list[Issue],
    ) -> Action:
        who = (venue_id, folded(cells["name"]), role == "seat")
        if who in self._standing:
            issues.append(Issue("name", "already_on_roster", warning=True))
            return "skip"
        if who in self._first:
            issues.append(Issue("name", "duplicate_row", {"row": self._first[who]}))
            return "none"
        full = self._full(venue_id, role)
        if role == "chair" and self._chair is not None:
            issues.append(Issue("role", "second_chair", {"name": self._chair}))
        elif full is not None:
            issues.append(Issue(None, "too_many", {"limit": full}))
        if _bad(issues):
            return "none"
        self._first[who] = number
        self._note_namesake(cells["name"], venue_id, issues)
        if role == "seat":
            self._seat(number, cells, venue_id, capacity)
            return "seat"
        self._participant(number, cells, venue_id, role, capacity)
        return "participant"

    def _full(self, venue_id: str, role: SheetRole) -> int | None:
        """The limit that has been reached."""
        if role != "seat":
            return PARTICIPANTS_MAX if self._people >= PARTICIPANTS_MAX else None
        if self._seats_of.get(venue_id, 0) >= VENUE_SEATS_MAX:
            return VENUE_SEATS_MAX
        return SEATS_MAX if self._seats >= SEATS_MAX else None

    def _note_namesake(self, name: str, venue_id: str, issues: list[Issue]) -> None:
        home = self._homes.setdefault(folded(name), venue_id)
        if home != venue_id:
            params: dict[str, str | int] = {"name": name, "place": self._places.name(home)}
            issues.append(Issue("name", "same_name", params, warning=True))

    def _seat(
        self, number: int, cells: Mapping[Column, str], venue_id: str, capacity: Capacity
    ) -> None:
        seat = Seat(
            id=self._new_id(),
            name=cells["name"],
            title=cells.get("title", ""),
            organization=cells.get("organization", ""),
            capacity=capacity,
        )
        self._seats += 1
        self._seats_of[venue_id] = self._seats_of.get(venue_id, 0) + 1
        self._seated.append(ImportedSeat(number, venue_id, seat))

    def _participant(
        self,
        number: int,
        cells: Mapping[Column, str],
        venue_id: str,
        role: SheetRole,
        capacity: Capacity,
    ) -> None:
        assert role != "seat"
        participant = Participant(
            id=self._new_id(),
            name=cells["name"],
            role=role,
            venue_id=venue_id,
            short_name=cells.get("short_name", ""),
            title=cells.get("title", ""),
            organization=cells.get("organization", ""),
            capacity=capacity,
            interprets_into=_language(cells) if role == "interpreter" else None,
            sector=cells.get("sector", ""),
            number=cells.get("number", ""),
        )
        self._people += 1
        if role == "chair":
            self._chair = participant.name
        self._participants.append(ImportedParticipant(number, participant))


def _language(cells: Mapping[Column, str]) -> str | None:
    """By its name or its tag; None where it is neither."""
    word = cells.get("interprets_into", "")
    named = meant(word, LANGUAGE_WORDS)
    if named is not None:
        return named
    try:
        return canonical(msgspec.convert(word, LanguageTag))
    except msgspec.ValidationError:
        return None


def _check_language(
    cells: Mapping[Column, str], role: SheetRole | None, issues: list[Issue]
) -> None:
    word = cells.get("interprets_into", "")
    if role != "interpreter":
        if word:
            issues.append(Issue("interprets_into", "language_not_interpreter", warning=True))
    elif not word:
        issues.append(Issue("interprets_into", "language_missing"))
    elif _language(cells) is None:
        issues.append(Issue("interprets_into", "language_unknown", {"word": word[:40]}))


def _bad(issues: Sequence[Issue]) -> bool:
    return any(not issue.warning for issue in issues)


def _check_cells(cells: Mapping[Column, str]) -> list[Issue]:
    """What is wrong with cells by themselves."""
    issues = []
    for column, text in cells.items():
        limit = LIMITS.get(column, 400)
        if text.startswith(FORMULA):
            issues.append(Issue(column, "formula"))
        elif len(text) > limit:
            issues.append(Issue(column, "too_long", {"limit": limit, "length": len(text)}))
    return issues
