"""Contributions as CSV: every person with every number, nothing a formula."""

import csv
import io

from sessions.contributions import Contribution
from sessions.export.contributions_csv import COLUMNS, render

ONE = Contribution(
    "=1", "王委员", "委员", "一中", "教育界", "county", "member", 3, 2, 5400, 4, 61_500, 1, 5, 2, 0
)


def test_rows() -> None:
    made = render([ONE], "zh-CN")
    assert made.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(made.decode("utf-8-sig")))
    assert len(head) == len(row) == len(COLUMNS)
    assert row[:6] == ["'=1", "王委员", "委员", "一中", "教育界", "县级"]
    assert row[6:] == ["3", "2", "5400", "4", "62", "1", "5", "2", "0"]


def test_in_english() -> None:
    _, row = csv.reader(io.StringIO(render([ONE], "en").decode("utf-8-sig")))
    assert row[5] == "county"
