"""Working days by a real year's holidays and make-up days; deadlines; files that are refused."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.jurisdiction import DEFAULT, BadJurisdiction, Jurisdiction, read
from sessions.outcome_types import DueAct
from sessions.working_days import DAY, Calendar
from tests.support.consultation import NOW

EXAMPLE = read(
    (Path(__file__).parents[2] / "docs/jurisdiction.example.toml").read_text(encoding="utf-8")
)
CHINA = EXAMPLE.calendar
PLAIN = Calendar()


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("01-02", False),  # Friday, New Year
        ("01-04", True),  # Sunday that makes up for it
        ("02-14", True),  # Saturday before the Spring Festival
        ("02-16", False),
        ("02-24", True),
        ("02-28", True),  # Saturday after it
        ("03-01", False),
        ("09-20", True),  # Sunday
        ("09-25", False),  # Friday, Mid-Autumn
        ("10-08", True),
        ("10-10", True),  # Saturday
        ("10-11", False),
    ],
)
def test_the_year_2026(text: str, works: bool) -> None:
    assert CHINA.works(day(text)) is works


def test_the_whole_year_has_its_days() -> None:
    days = [date(2026, 1, 1) + n * DAY for n in range(365)]
    # 261 weekdays; 19 of the holidays fall on weekdays, and 6 weekend days are worked
    weekdays = sum(one.weekday() < 5 for one in days)
    holidays = EXAMPLE.years["2026"].holidays
    free = sum(one.weekday() < 5 for one in holidays)
    assert (weekdays, free) == (261, 19)
    assert sum(map(CHINA.works, days)) == 261 - 19 + 6


@pytest.mark.parametrize(
    ("calendar", "start", "days", "by"),
    [
        (PLAIN, "07-16", 1, "07-17"),
        (PLAIN, "07-16", 2, "07-20"),
        (PLAIN, "07-18", 1, "07-20"),  # from a Saturday
        (CHINA, "09-24", 1, "09-28"),  # Mid-Autumn
        (CHINA, "09-30", 1, "10-08"),
        (CHINA, "09-30", 3, "10-10"),  # the third is a Saturday
        (CHINA, "09-30", 4, "10-12"),
        (CHINA, "02-13", 1, "02-14"),
        (CHINA, "02-14", 1, "02-24"),
        (PLAIN, "02-13", 1, "02-16"),  # nobody entered the holidays
    ],
)
def test_the_days_after(calendar: Calendar, start: str, days: int, by: str) -> None:
    assert calendar.after(day(start), days) == day(by)
    assert calendar.left(day(start), day(by)) == days


@pytest.mark.parametrize(
    ("today", "end", "left"),
    [
        ("09-30", "09-30", 0),
        ("09-29", "09-30", 1),
        ("10-01", "09-30", 0),  # a holiday after it: late, by no working day yet
        ("10-07", "09-30", 0),
        ("10-08", "09-30", -1),
        ("10-10", "09-30", -3),
        ("10-11", "09-30", -3),
    ],
)
def test_left_and_over(today: str, end: str, left: int) -> None:
    assert CHINA.left(day(today), day(end)) == left


@given(st.dates(date(2025, 12, 1), date(2027, 2, 1)), st.integers(0, 60))
def test_before_is_the_first_day_so_near(end: date, days: int) -> None:
    first = CHINA.before(end, days)
    assert CHINA.left(first, end) <= days
    assert CHINA.left(first - DAY, end) == days + 1


@given(st.dates(date(2025, 12, 1), date(2027, 2, 1)), st.integers(1, 90))
def test_after_is_a_working_day_and_counts_back(start: date, days: int) -> None:
    by = CHINA.after(start, days)
    assert CHINA.works(by)
    assert CHINA.left(start, by) == days


# --- deadlines --------------------------------------------------------------------------------


def at(rules: Jurisdiction, *acts: tuple[str, str]) -> list[DueAct]:
    return [DueAct("urge" if k == "urge" else "escalate", rules.begins(day(d))) for k, d in acts]


def test_a_deadline_with_its_acts() -> None:
    made = EXAMPLE.deadline(NOW, 5)  # 2026-07-16, a Thursday
    assert (made.date, made.days, made.assumed) == ("2026-07-23", 5, False)
    assert made.acts == at(
        EXAMPLE,
        ("urge", "07-20"),
        ("urge", "07-23"),
        ("escalate", "07-24"),
        ("escalate", "08-06"),
    )
    assert DEFAULT.deadline(NOW, 5).assumed


def test_what_is_near_from_the_beginning_is_not_reminded_of() -> None:
    assert [act.kind for act in EXAMPLE.deadline(NOW, 3).acts] == ["urge", "escalate", "escalate"]


@pytest.mark.parametrize(
    ("agreed", "by"),
    [
        (day("07-20"), "2026-07-20"),
        (day("07-24"), "2026-07-23"),
        (day("07-16"), "2026-07-23"),  # today and the past bind nobody
        (day("01-01"), "2026-07-23"),
        (None, "2026-07-23"),
    ],
)
def test_an_earlier_day_that_was_agreed(agreed: date | None, by: str) -> None:
    assert EXAMPLE.deadline(NOW, 5, at_most=agreed).date == by


def test_a_year_that_nobody_entered_is_said() -> None:
    assert EXAMPLE.deadline(NOW, 100).assumed is False
    assert EXAMPLE.deadline(NOW, 200).assumed is True  # reaches into 2027


def test_the_day_begins_where_it_begins() -> None:
    late = EXAMPLE.begins(day("07-17")) - 1
    assert EXAMPLE.today(late) == day("07-16")
    assert EXAMPLE.today(late + 1) == day("07-17")
    assert Jurisdiction(utc_offset="+06:00").today(late + 1) == day("07-16")


# --- files ------------------------------------------------------------------------------------


def test_an_empty_file_is_the_default() -> None:
    assert read("") == DEFAULT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "="),
        ("deadline = 3", "deadline"),
        ("[deadlines]\nreply = 0", "deadlines.reply"),
        ("[deadlines]\nreply = 'x'", "deadlines.reply"),
        ("remind = [-1]", "remind"),
        ("escalate = [0]", "from 1 on"),
        ("utc_offset = '8'", "utc_offset"),
        ("utc_offset = '+20:00'", "nowhere"),
        ("[years.26]\n", "four digits"),
        ("[years.2026]\nholidays = ['2026-02-30']", "holidays"),
        ("[years.2026]\nholidays = [2025-01-01]", "another year"),
        ("[years.2026]\nworkdays = [2026-01-05]", "weekday"),
        ("[years.2026]\nholidays = [2026-01-04]\nworkdays = [2026-01-04]", "both"),
    ],
)
def test_a_bad_file_says_where(text: str, said: str) -> None:
    with pytest.raises(BadJurisdiction, match=said):
        read(text)
