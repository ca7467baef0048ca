"""The venues that a roster sheet names: those that stand, by id, name or path, and new ones."""

import re
from collections.abc import Callable, Mapping, Sequence

from sessions.commands import ImportedVenue
from sessions.config import VENUES_MAX
from sessions.errors import Refused
from sessions.sheet_issues import Issue
from sessions.sheet_words import LEVEL_WORDS, Column, folded, meant
from sessions.state import Consultation
from sessions.types import LEVELS, Level, Venue
from sessions.venues import check_region

PATH = re.compile(r"\s*[/／>＞→\\]\s*")
CODE = re.compile(r"[0-9]{6}")
NAME_MAX = 60
"""As `types.Name`."""

Cells = Mapping[Column, str]


class Places:
    """Finds the venue of every row; `added` are the new ones, parents first."""

    def __init__(
        self,
        state: Consultation,
        new_id: Callable[[], str],
        rows: Sequence[tuple[int, Cells]],
    ) -> None:
        self.added: list[ImportedVenue] = []
        self._new_id = new_id
        self._venues: dict[str, Venue] = dict(state.venues.items())
        self._by_name: dict[str, list[str]] = {}
        for venue in self._venues.values():
            self._by_name.setdefault(folded(venue.name), []).append(venue.id)
        self._rows: dict[int, Cells] = dict(rows)
        self._planted: dict[str, int] = {}
        """The rows that describe the new venues."""
        self._faults: dict[int, list[Issue]] = {}
        """Of the rows that describe a venue which cannot be added."""
        self._plant_all([(row, cells) for row, cells in rows if _describes(cells)])

    def of_row(self, row: int) -> tuple[str | None, list[Issue]]:
        """The venue's id, and what is wrong with what the row says of it."""
        if row in self._faults:
            return None, self._faults[row]
        cells = self._rows[row]
        path = self._path(cells)
        if not path:
            return None, [Issue("venue", "venue_missing")]
        ids, word = self._matching(path), "/".join(path)[:60]
        if len(ids) == 1:
            return ids[0], self._disagreement(row, ids[0])
        if ids:
            return None, [Issue("venue", "venue_ambiguous", {"word": word, "count": len(ids)})]
        return None, [Issue("venue", "venue_unknown", {"word": word})]

    def describes(self, row: int) -> bool:
        """Whether a row says what a venue is like, and need not be about a person too."""
        return _describes(self._rows[row])

    def adds(self, row: int) -> bool:
        """Whether a new venue comes from this row."""
        return row in self._planted.values()

    def name(self, venue_id: str) -> str:
        """What people call a venue."""
        return self._venues[venue_id].name

    # --- new venues ---------------------------------------------------------------------------

    def _plant_all(self, waiting: list[tuple[int, Cells]]) -> None:
        """In rounds, for a venue may stand below one that a later row describes."""
        while waiting:
            left = [(row, cells) for row, cells in waiting if not self._plant(row, cells)]
            if len(left) == len(waiting):
                break
            waiting = left
        for row, cells in waiting:
            word = "/".join(self._path(cells)[:-1])[:60]
            self._faults[row] = [Issue("parent", "venue_parent_unknown", {"word": word})]

    def _plant(self, row: int, cells: Cells) -> bool:
        """Add what a row describes, if it is not there; False where its parent is not known yet."""
        path = self._path(cells)
        if self._matching(path) or len(path) < 2:
            return True
        parents = self._matching(path[:-1])
        if len(parents) != 1:
            return False
        parent = self._venues[parents[0]]
        level = meant(cells.get("level", ""), LEVEL_WORDS)
        code = cells.get("region_code", "")
        issues = _faults(path[-1], level, code, parent)
        if len(self._venues) >= VENUES_MAX:
            issues.append(Issue("venue", "too_many", {"limit": VENUES_MAX}))
        if issues or level is None:
            self._faults[row] = issues
            return True
        venue = Venue(self._new_id(), path[-1], level, code, parent.id)
        self._venues[venue.id] = venue
        self._by_name.setdefault(folded(venue.name), []).append(venue.id)
        self._planted[venue.id] = row
        self.added.append(ImportedVenue(row, venue))
        return True

    def _disagreement(self, row: int, venue_id: str) -> list[Issue]:
        """What a row says of a venue against what that is, or is to be by another row."""
        venue, cells = self._venues[venue_id], self._rows[row]
        level, code = cells.get("level", ""), cells.get("region_code", "")
        alike = (not level or meant(level, LEVEL_WORDS) == venue.level) and (
            not code or code == venue.region_code
        )
        if alike:
            return []
        described = self._planted.get(venue_id)
        if described is None:
            return [Issue("venue", "venue_differs", warning=True)]
        return [Issue("venue", "venue_described_twice", {"row": described})]

    # --- finding ------------------------------------------------------------------------------

    def _path(self, cells: Cells) -> tuple[str, ...]:
        """The venue as a row names it, its parents first; a name may hold a slash itself."""
        venue, parent = cells.get("venue", ""), cells.get("parent", "")
        return (*self._split(parent), *self._split(venue)) if venue else ()

    def _split(self, text: str) -> list[str]:
        if folded(text) in self._by_name:
            return [text]
        return [part for part in PATH.split(text) if part]

    def _matching(self, path: Sequence[str]) -> list[str]:
        """Venues called as `path` ends, with venues above them that are called as it begins."""
        if not path:
            return []
        named = [path[-1]] if path[-1] in self._venues else self._by_name.get(folded(path[-1]), [])
        return [id for id in named if self._lies_below(id, path[:-1])]

    def _lies_below(self, id: str, above: Sequence[str]) -> bool:
        """Whether the venues above `id` are called so, the nearest last; some may be left out."""
        at = self._venues[id].parent_id
        for word in reversed(above):
            while at is not None and at != word and folded(self._venues[at].name) != folded(word):
                at = self._venues[at].parent_id
            if at is None:
                return False
            at = self._venues[at].parent_id
        return True


def _describes(cells: Cells) -> bool:
    return bool(cells.get("venue") and (cells.get("level") or cells.get("region_code")))


def _faults(name: str, level: Level | None, code: str, parent: Venue) -> list[Issue]:
    """What stands in the way of a new venue."""
    issues = []
    if len(name) > NAME_MAX:
        issues.append(Issue("venue", "too_long", {"limit": NAME_MAX, "length": len(name)}))
    if level is None:
        issues.append(Issue("level", "level_unknown"))
    elif LEVELS.index(level) < LEVELS.index(parent.level):
        issues.append(Issue("level", "level_rises"))
    if not CODE.fullmatch(code):
        issues.append(Issue("region_code", "code_malformed"))
    elif level is not None and not issues and not _region_fits(level, code, parent):
        issues.append(Issue("region_code", "code_not_of_place"))
    return issues


def _region_fits(level: Level, code: str, parent: Venue) -> bool:
    try:
        check_region(Venue("new", "new", level, code, parent.id), parent)
    except Refused:
        return False
    return True
