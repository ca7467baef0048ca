"""A jurisdiction's rules for outcomes 地方规则: its calendar, deadlines, reminders and escalations.

They differ from place to place and are configuration; what stands here holds where nobody chose.
`docs/outcomes.md` describes the file.
"""

import tomllib
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sessions.outcome_types import Deadline, DueAct
from sessions.working_days import Calendar, Year

Days = Annotated[int, Meta(ge=1, le=500)]
Offsets = Annotated[tuple[Annotated[int, Meta(ge=0, le=100)], ...], Meta(max_length=10)]
Offset = Annotated[str, Meta(pattern=r"^[+-]\d{2}:\d{2}$")]


class BadJurisdiction(ValueError):
    """A file that is no jurisdiction; the message says which line of it, and why."""


class Deadlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many working days each step has."""

    review: Days = 10
    sign: Days = 5
    """To sign for an outcome or return it."""
    joint: Days = 20
    """For a joint unit's opinion, from the signing on."""
    reply: Days = 60
    redo: Days = 20
    """For another reply, after one that did not satisfy or did not hold."""
    appraise: Days = 10
    follow_up: Days = 120
    extension: Days = 20
    """By how much a department may extend its reply, once."""


class Jurisdiction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of one place."""

    name: str = ""
    utc_offset: Offset = "+08:00"
    """When a day begins there."""
    meet_first: bool = True
    """Whether a reply to somebody's speech is filed only after they were met 面商."""
    deadlines: Deadlines = Deadlines()
    remind: Offsets = (3, 0)
    """Working days before a deadline on which it is urged 催办; 0 is the day itself."""
    escalate: Offsets = (1, 10)
    """Working days after it on which it is escalated 督办."""
    years: dict[str, Year] = {}

    @property
    def calendar(self) -> Calendar:
        """Its working days."""
        return Calendar({int(year): found for year, found in self.years.items()})

    def today(self, now_ms: int) -> date:
        """Which day it is there at `now_ms` (Unix)."""
        return datetime.fromtimestamp(now_ms / 1000, self._zone()).date()

    def begins(self, day: date) -> int:
        """When a day begins there, Unix ms."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone())
        return round(midnight.timestamp() * 1000)

    def _zone(self) -> timezone:
        sign = -1 if self.utc_offset[0] == "-" else 1
        hours, minutes = int(self.utc_offset[1:3]), int(self.utc_offset[4:6])
        return timezone(sign * timedelta(hours=hours, minutes=minutes))

    def deadline(self, now_ms: int, days: int, *, at_most: date | None = None) -> Deadline:
        """`days` working days after today; `at_most` where somebody agreed to an earlier one.

        A day that has come already binds nobody.
        """
        today = self.today(now_ms)
        by = self.calendar.after(today, days)
        if at_most is not None and today < at_most < by:
            by = at_most
        return self.until(now_ms, by)

    def until(self, now_ms: int, by: date) -> Deadline:
        """A deadline on the day `by`, with all that the clock does about it from now on."""
        calendar, today = self.calendar, self.today(now_ms)
        left = calendar.left(today, by)
        nearer = [n for n in self.remind if n < left]  # of the others there is nothing to remind
        acts = [DueAct("urge", self.begins(calendar.before(by, n))) for n in nearer]
        acts += [DueAct("escalate", self.begins(calendar.after(by, n))) for n in self.escalate]
        return Deadline(
            date=by.isoformat(),
            days=left,
            acts=sorted(acts, key=lambda act: act.at),
            assumed=calendar.assumes(today, by),
        )


DEFAULT = Jurisdiction()


def read(text: str) -> Jurisdiction:
    """A jurisdiction's TOML; raises `BadJurisdiction`."""
    try:
        raw = tomllib.loads(text)
        found = msgspec.convert(_dated(raw), Jurisdiction)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadJurisdiction(str(error)) from error
    for name, year in found.years.items():
        _check_year(name, year)
    hours, minutes = int(found.utc_offset[1:3]), int(found.utc_offset[4:6])
    if hours > 14 or minutes > 59:
        raise BadJurisdiction(f"utc_offset {found.utc_offset} is nowhere's; China's is +08:00")
    if 0 in found.escalate:
        raise BadJurisdiction("escalate counts working days after the deadline, from 1 on")
    return found


def _dated(value: Any) -> Any:
    """TOML's dates as msgspec takes them, whether they stand in quotes or not."""
    if isinstance(value, dict):
        return {key: _dated(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dated(one) for one in value]
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if is_day else value


def _check_year(name: str, year: Year) -> None:
    if not (name.isascii() and name.isdigit() and len(name) == 4):
        raise BadJurisdiction(f"years.{name}: a year has four digits")
    for day in (*year.holidays, *year.workdays):
        if day.year != int(name):
            raise BadJurisdiction(f"years.{name}: {day} is of another year")
    for day in sorted(set(year.holidays) & set(year.workdays)):
        raise BadJurisdiction(f"years.{name}: {day} is both a holiday and a working day")
    for day in year.workdays:
        if day.weekday() < 5:
            raise BadJurisdiction(f"years.{name}: {day} is a weekday and is worked on anyway")
