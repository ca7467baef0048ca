"""Roster sheets: what rows add and what is wrong with them; a clean preview can be imported."""

import itertools
import string
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import config, roster_sheet
from sessions.commands import ImportRoster
from sessions.errors import Refused
from sessions.roster_sheet import Reading, read
from sessions.sheet_issues import ISSUES, Issue
from sessions.sheet_words import CAPACITY_WORDS, LEVEL_WORDS, ROLE_WORDS, clean
from sessions.types import Participant, Seat, Venue
from tests.support.consultation import ORGANIZER, Scene

HEAD = ["姓名", "身份", "会场"]
FULL = ["姓名", "身份", "会场", "上级会场", "级别", "区划代码", "职务", "单位", "简称", "参加方式"]


def reading(table: Sequence[Sequence[str]], scene: Scene | None = None) -> Reading:
    ids = (f"new{n}" for n in itertools.count(1))
    return read(table, (scene or Scene()).now_state, lambda: next(ids))


def problems(found: Reading) -> list[tuple[int, str | None, str]]:
    """Every issue as (row, column, code); row 0 is the sheet."""
    return [
        *((0, issue.column, issue.code) for issue in found.issues),
        *((row.row, issue.column, issue.code) for row in found.rows for issue in row.issues),
    ]


def test_a_good_sheet() -> None:
    found = reading(
        [
            ["参会名单（7月16日）"],  # a title above the heading
            FULL,
            ["王一", "委员", "湖南省会场", "", "", "", "环境界", "省政协", "王一", "列席"],
            [],
            ["李二", "Expert", "sf", "", "", "", "", "", "", "attending"],
            ["赵三", "席位", "石峰区会场", "", "", "", "镇长", "", "", ""],
            ["钱四", "会场操作员", "天元区会场", "株洲市会场", "县", "430211", "", "", "", ""],
            ["孙五", "席位", "天元区会场", "", "", "", "", "", "", ""],
        ]
    )
    assert problems(found) == []
    assert [(row.row, row.action) for row in found.rows] == [
        (3, "participant"),
        (5, "participant"),
        (6, "seat"),
        (7, "participant"),
        (8, "seat"),
    ]
    command = found.command
    assert command is not None
    assert [(one.row, one.venue) for one in command.venues] == [
        (7, Venue("new1", "天元区会场", "county", "430211", "zz"))
    ]
    assert [one.participant for one in command.participants] == [
        Participant("new2", "王一", "member", "hn", "王一", "环境界", "省政协", "observing"),
        Participant("new3", "李二", "expert", "sf"),
        Participant("new5", "钱四", "venue", "new1"),
    ]
    assert [(one.venue_id, one.seat) for one in command.seats] == [
        ("sf", Seat("new4", "赵三", "镇长")),
        ("new1", Seat("new6", "孙五")),
    ]


def test_imported_in_one_go() -> None:
    scene = Scene()
    command = reading([HEAD, ["王一", "委员", "hn"], ["李二", "席位", "lk"]], scene).command
    assert command is not None
    events = scene.act("clerk", command)
    assert [event.__struct_config__.tag for event in events] == [
        "participant_registered",
        "seat_named",
    ]
    assert [seat.name for seat in scene.now_state.venues["lk"].seats] == ["渌口席位一", "李二"]
    assert scene.now_state.seats["new2"].venue_id == "lk"


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        (["", "委员", "hn"], ("name", "name_missing")),
        (["王一", "", "hn"], ("role", "role_missing")),
        (["王一", "-", "hn"], ("role", "role_missing")),
        (["王一", "局长", "hn"], ("role", "role_unknown")),
        (["王一", "组织者", "hn"], ("role", "role_not_on_roster")),
        (["王一", "主持人", "hn"], ("role", "second_chair")),
        (["王一", "委员", ""], ("venue", "venue_missing")),
        (["王一", "委员", "北京会场"], ("venue", "venue_unknown")),
        (["王一", "委员", "湖南省会场/石峰区会场/株洲市会场"], ("venue", "venue_unknown")),
        (["王" * 61, "委员", "hn"], ("name", "too_long")),
        (["=HYPERLINK(1)", "委员", "hn"], ("name", "formula")),
        (["＝1+1", "委员", "hn"], ("name", "formula")),
        (["@SUM(A1)", "委员", "hn"], ("name", "formula")),
    ],
)
def test_what_is_wrong_with_a_row(row: list[str], issue: tuple[str, str]) -> None:
    found = reading([HEAD, ["好人", "委员", "hn"], row])
    assert problems(found) == [(3, *issue)]
    assert found.rows[1].action == "none"
    assert found.command is None  # nothing at all, though another row is good


@pytest.mark.parametrize(
    ("cells", "issues"),
    [
        (["新会场", "株洲市会场", "省", "430299"], [("level", "level_rises")]),
        (["新会场", "株洲市会场", "乡", "430299"], [("level", "level_unknown")]),
        (["新会场", "株洲市会场", "", "430299"], [("level", "level_unknown")]),
        (["新会场", "株洲市会场", "县", "43029"], [("region_code", "code_malformed")]),
        (["新会场", "株洲市会场", "县", "４３０２９９"], [("region_code", "code_malformed")]),
        (["新会场", "株洲市会场", "县", "440299"], [("region_code", "code_not_of_place")]),
        (["新会场", "株洲市会场", "市", "430299"], [("region_code", "code_not_of_place")]),
        (["新会场", "某市会场", "县", "430299"], [("parent", "venue_parent_unknown")]),
        (["新会场", "", "县", "430299"], [("venue", "venue_unknown")]),
        (["新" * 61, "zz", "县", "430299"], [("venue", "too_long")]),
        (["石峰区会场", "", "市", "430204"], [("venue", "venue_differs")]),
        (["株洲市会场/新会场", "", "县", "430299"], []),
        (["湖南省会场 > 株洲市会场 > 新会场", "", "县", "430299"], []),
    ],
)
def test_new_venues(cells: list[str], issues: list[tuple[str, str]]) -> None:
    found = reading([FULL, ["王一", "委员", *cells]])
    assert [(column, code) for _, column, code in problems(found)] == issues
    warned = all(issue.warning for row in found.rows for issue in row.issues)
    assert (found.command is not None) is warned


def test_venues_below_new_ones_in_any_order() -> None:
    found = reading(
        [
            FULL,
            ["王一", "委员", "乙镇会场", "甲区会场", "县", "430221"],
            ["", "", "甲区会场", "株洲市会场", "区", "430221"],
            ["李二", "委员", "乙镇会场"],
            ["赵三", "委员", "甲区会场", "", "县", "430221"],
        ]
    )
    assert problems(found) == []
    assert [row.action for row in found.rows] == [
        "participant",
        "venue",
        "participant",
        "participant",
    ]
    assert found.command is not None
    assert [(v.row, v.venue.name) for v in found.command.venues] == [
        (3, "甲区会场"),
        (2, "乙镇会场"),
    ]
    Scene().act("organizer", found.command)


def test_venues_in_a_circle() -> None:
    found = reading(
        [
            FULL,
            ["王一", "委员", "甲会场", "乙会场", "县", "430222"],
            ["李二", "委员", "乙会场", "甲会场", "县", "430221"],
        ]
    )
    assert [code for *_, code in problems(found)] == ["venue_parent_unknown"] * 2


def test_two_rows_that_describe_a_venue_otherwise() -> None:
    found = reading(
        [
            FULL,
            ["王一", "委员", "新会场", "zz", "县", "430222"],
            ["李二", "委员", "新会场", "zz", "县", "430223"],
        ]
    )
    assert problems(found) == [(3, "venue", "venue_described_twice")]
    assert found.rows[1].issues[0].params == {"row": 2}


def test_venues_of_the_same_name() -> None:
    table = [
        FULL,
        ["", "", "主会场", "sf", "县", "430204"],
        ["", "", "主会场", "lk", "县", "430212"],
        ["王一", "委员", "主会场"],
        ["李二", "委员", "石峰区会场/主会场"],
        ["赵三", "委员", "主会场", "渌口区会场"],
    ]
    found = reading(table)
    assert problems(found) == [(4, "venue", "venue_ambiguous")]
    command = reading([*table[:3], *table[4:]]).command
    assert command is not None
    assert [one.participant.venue_id for one in command.participants] == ["new1", "new2"]


def test_the_same_people() -> None:
    found = reading(
        [
            HEAD,
            ["区委员", "委员", "sf"],  # on the roster
            ["渌口席位一", "席位", "lk"],
            ["王一", "委员", "hn"],
            ["王 一", "专家", "湖南省会场"],  # in the sheet
            ["王一", "委员", "zz"],  # of the same name
            ["省委员", "委员", "sf"],  # of the same name, on the roster
            ["王一", "席位", "hn"],  # a seat is another thing than a participant
        ]
    )
    assert problems(found) == [
        (2, "name", "already_on_roster"),
        (3, "name", "already_on_roster"),
        (5, "name", "duplicate_row"),
        (6, "name", "same_name"),
        (7, "name", "same_name"),
    ]
    assert [row.action for row in found.rows[:2]] == ["skip", "skip"]


def test_two_chairs() -> None:
    scene = Scene()
    state = scene.now_state
    people = [one for one in state.participants.values() if one.role != "chair"]
    participants = type(state.participants)()
    for one in people:
        participants = participants.set(one.id, one)
    import msgspec

    chairless = msgspec.structs.replace(state, participants=participants)
    table = [HEAD, ["甲", "主持人", "cn"], ["乙", "chair", "cn"]]
    found = read(table, chairless, lambda: "new")
    assert problems(found) == [(3, "role", "second_chair")]
    assert found.rows[1].issues[0].params == {"name": "甲"}


@pytest.mark.parametrize(
    ("table", "code", "importable"),
    [
        ([], "no_heading", False),
        ([["王一", "委员", "hn"]], "no_heading", False),
        ([["姓名", "身份"]], "no_heading", False),
        ([[*HEAD, "姓名"], ["王一", "委员", "hn"]], "column_twice", False),
        ([[*HEAD, "手机"], ["王一", "委员", "hn", "139"]], "column_unknown", True),
        ([HEAD], "nothing_to_add", False),
        ([HEAD, ["区委员", "委员", "sf"]], "nothing_to_add", False),
    ],
)
def test_the_sheet_as_a_whole(table: list[list[str]], code: str, importable: bool) -> None:
    found = reading(table)
    assert [issue.code for issue in found.issues] == [code]
    assert (found.command is not None) is importable


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    state = Scene().now_state
    monkeypatch.setattr(roster_sheet, "PARTICIPANTS_MAX", len(state.participants) + 1)
    monkeypatch.setattr(roster_sheet, "VENUE_SEATS_MAX", 2)
    found = reading(
        [
            HEAD,
            ["甲", "委员", "hn"],
            ["乙", "委员", "hn"],
            ["丙", "席位", "lk"],
            ["丁", "席位", "lk"],
        ]
    )
    assert problems(found) == [(3, None, "too_many"), (5, None, "too_many")]
    assert config.PARTICIPANTS_MAX == 2_000


def test_what_changed_since_the_preview() -> None:
    scene = Scene()
    table = [HEAD, ["王一", "委员", "hn"], ["李二", "委员", "hn"], ["赵三", "席位", "lk"]]
    command = reading(table, scene).command
    assert command is not None
    scene.act("clerk", ImportRoster(participants=command.participants[1:]))
    before = scene.state
    with pytest.raises(Refused) as refused:
        scene.act("clerk", command)
    assert (refused.value.code, refused.value.params) == ("import_outdated", {"rows": "3"})
    assert "3" in refused.value.message("en")
    assert scene.state is before


def test_every_issue_has_its_sentences() -> None:
    for code, texts in ISSUES.items():
        zh, en = texts["zh-CN"], texts["en"]
        assert zh.endswith("。")
        assert en.endswith(".")
        places = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)
        ]
        assert places[0] == places[1], code
    issue = Issue("name", "too_long", {"limit": 60, "length": 61})
    assert issue.message("zh-CN") == "最多 60 个字，现在有 61 个。"


def test_cells_are_cleaned() -> None:
    assert clean("﻿ 王\u200b一\t\n先生\x00 ") == "王一 先生"
    assert [clean(one) for one in ("-", " — ", "无", "/")] == [""] * 4


# --- a clean preview can be imported ----------------------------------------------------------

NAMES = st.sampled_from(["甲", "乙", "丙", "丁", "区委员", "渌口席位一", "", "=1", "戊" * 61])
VENUES = st.sampled_from(
    ["cn", "hn", "石峰区会场", "渌口区会场", "新一", "新二", "新一/新三", "zz/新二", "没有", ""]
)
ROLES = st.sampled_from([said[0] for said in ROLE_WORDS.values()] + ["局长", ""])
ROWS = st.tuples(
    NAMES,
    ROLES,
    VENUES,
    st.sampled_from(["", "", "株洲市会场", "新一", "新二", "hn"]),
    st.sampled_from(["", "", *(said[0] for said in LEVEL_WORDS.values()), "乡"]),
    st.sampled_from(["", "", "430299", "43"]),
    st.sampled_from(["", "职务"]),
    st.just(""),
    st.sampled_from(["", "简称", "长" * 13]),
    st.sampled_from(["", *(said[0] for said in CAPACITY_WORDS.values())]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(ROWS, max_size=8))
def test_a_preview_without_errors_can_be_imported(rows: list[tuple[str, ...]]) -> None:
    scene = Scene()
    before = scene.now_state
    found = reading([FULL, *rows], scene)
    assert scene.state is before
    clean_rows = all(row.is_good for row in found.rows)
    if found.command is None:
        assert not clean_rows or all(row.action == "skip" for row in found.rows)
        return
    assert clean_rows
    events = scene.act("organizer", found.command)
    added = [row for row in found.rows if row.action in ("participant", "seat")]
    assert len(events) == len(added) + len(found.command.venues)
    again = reading([FULL, *rows], scene)
    assert {row.action for row in again.rows} <= {"skip"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=6))
def test_any_table_is_read(rows: list[list[str]]) -> None:
    reading([HEAD, *rows])
    reading(rows)


@pytest.mark.parametrize(
    ("role", "word", "language", "issues"),
    [
        ("译员", "英语", "en", []),
        ("译员", "English", "en", []),
        ("Interpreter", "藏文", "bo", []),
        ("译员", "mn-mong-cn", "mn-Mong-CN", []),
        ("译员", "", None, [(2, "interprets_into", "language_missing")]),
        ("译员", "鸟语", None, [(2, "interprets_into", "language_unknown")]),
        ("委员", "英语", None, [(2, "interprets_into", "language_not_interpreter")]),
        ("席位", "英语", None, [(2, "interprets_into", "language_not_interpreter")]),
        ("委员", "", None, []),
    ],
)
def test_interpreters_come_with_their_language(
    role: str, word: str, language: str | None, issues: list[tuple[int, str, str]]
) -> None:
    scene = Scene()
    found = reading([[*HEAD, "传译语言"], ["高一", role, "石峰区会场", word]], scene)
    assert problems(found) == issues
    if found.command is None:
        assert issues
        return
    scene.do(ORGANIZER, found.command)
    assert [one.participant.interprets_into for one in found.command.participants] == (
        [] if role == "席位" else [language]
    )
