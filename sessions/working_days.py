"""Working days 工作日: which days count, how many lie between two, and when a deadline falls.

A year whose holidays nobody has entered is counted Monday to Friday, and whatever is counted
through it says so (`assumed`).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

DAY = timedelta(days=1)
SATURDAY = 5


class Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What differs from Monday to Friday in one year."""

    holidays: tuple[date, ...] = ()
    """Weekdays, or any days, on which nobody works 放假."""
    workdays: tuple[date, ...] = ()
    """Weekend days on which people work 调休上班."""


class Calendar(msgspec.Struct, frozen=True):
    """The working days of one jurisdiction, by year."""

    years: Mapping[int, Year] = {}

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        year = self.years.get(day.year, Year())
        if day in year.workdays:
            return True
        return day.weekday() < SATURDAY and day not in year.holidays

    def after(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`, which itself does not count."""
        day = start
        while days > 0:
            day += DAY
            days -= self.works(day)
        return day

    def before(self, end: date, days: int) -> date:
        """The first day from which no more than `days` working days are left until `end`."""
        day, left = end, 0
        while left + self.works(day) <= days:
            left += self.works(day)
            day -= DAY
        return day

    def left(self, today: date, end: date) -> int:
        """Working days after `today` up to and with `end`; once it has passed, how many over, < 0.

        0 on the day itself, and on free days right after it.
        """
        if today <= end:
            return sum(self.works(day) for day in _between(today, end))
        return -sum(self.works(day) for day in _between(end, today))

    def assumes(self, start: date, end: date) -> bool:
        """Whether days between the two are of a year that nobody entered."""
        return not all(year in self.years for year in range(start.year, end.year + 1))


def _between(after: date, until: date) -> Iterator[date]:
    while after < until:
        after += DAY
        yield after
