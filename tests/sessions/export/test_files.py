"""Every file of a real meeting: the same names, times and numbers, the same bytes, nothing active.

Whatever happens in a meeting, each can be made.
"""

import csv
import io
import re
from collections.abc import Callable
from random import Random
from xml.etree import ElementTree as ET

import msgspec
import pytest
from msgspec.structs import replace

from sessions import commands as c
from sessions.chain import Head
from sessions.events import Record
from sessions.export import screening_csv
from sessions.export.akoma_meta import AKN, OWN
from sessions.export.common_words import opinion_counts
from sessions.export.forms import FILES, File, Order, latest, make
from sessions.export.words import clock, named
from sessions.heads import HeadSigner
from sessions.minutes import Minutes
from sessions.minutes_drafting import build
from sessions.record_lines import MeetingRecord
from sessions.types import Source, SupportCount
from tests.sessions.test_state_machine import COMMANDS, Meeting
from tests.support.consultation import PEOPLE, VENUES, started
from tests.support.forms import READERS, squeezed
from tests.support.held import held

HOSTILE = "=1+1 <b>粗</b> | ]]> \u202e反\u202c\x07 &amp; `c` $x$ #v"
Row = tuple[int, str, str, int | None]
"""A speech: its number, speaker, start and seconds."""


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return held().records


def order(records: list[Record], file: File) -> Order:
    head = HeadSigner(bytes(32)).sign("id1", Head(records[-1].seq, records[-1].hash), 0)
    return Order(file, records, records[-1].at, head)


def speeches(minutes: Minutes) -> list[Row]:
    held = [s for item in minutes.items for s in item.speeches] + minutes.other_speeches
    return [(s.number, s.speaker.name, clock(s.started_at, seconds=True), s.duration) for s in held]


def seconds(text: str) -> int:
    """Of a duration as documents write it."""
    units = {"小时": 3600, "分": 60, "秒": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)(小时|分|秒)", text))


def drawn(form: str) -> Callable[[bytes], list[Row]]:
    """The speeches as a person reads them on pages."""
    places = "|".join(venue.name for venue in VENUES)
    line = re.compile(
        r"(\d\d:\d\d:\d\d)\|?([^\d|:]+?)(?:" + places + r")（..）\|?第(\d+)次发言（..+?），"
        r"限时.+?，用时((?:\d+小时)?(?:\d+分)?(?:\d+秒)?)"
    )

    def read(made: bytes) -> list[Row]:
        text = squeezed(READERS[form](made))
        return [
            (int(number), name, start, seconds(used))
            for start, name, number, used in line.findall(text)
        ]

    return read


def in_json(made: bytes) -> list[Row]:
    return speeches(msgspec.json.decode(made, type=Minutes))


def in_record_json(made: bytes) -> list[Row]:
    return speeches(msgspec.json.decode(made, type=MeetingRecord).meeting)


def in_xml(made: bytes) -> list[Row]:
    root = ET.fromstring(made)
    names = {
        one.get("eId"): one.get(f"{{{OWN}}}name", "") for one in root.iter(f"{{{AKN}}}TLCPerson")
    }
    held = (one for one in root.iter() if one.get("eId", "").startswith("speech_"))
    return [
        (
            int(one.get("eId", "").partition("_")[2]),
            names[one.get("by", "")[1:]],
            one.get("startTime", "")[11:19],
            int(one.get(f"{{{OWN}}}seconds", "-1")),
        )
        for one in held
    ]


def in_csv(made: bytes) -> list[Row]:
    rows = csv.DictReader(io.StringIO(made.decode("utf-8-sig")))
    return [
        (int(row["序号"]), row["姓名"], row["开始"][11:], int(row["秒数"]))
        for row in rows
        if row.get("类别", "发言") == "发言"
    ]


SPOKEN: dict[File, Callable[[bytes], list[Row]]] = {
    "minutes.json": in_json,
    "minutes.xml": in_xml,
    "minutes.csv": in_csv,
    "record.json": in_record_json,
    "record.document.json": drawn("document.json"),
    "record.md": drawn("md"),
    "record.docx": drawn("docx"),
    "record.pdf": drawn("pdf"),
    "record.xml": in_xml,
    "speeches.csv": in_csv,
}
"""The files that tell of each speech."""


@pytest.mark.parametrize("file", SPOKEN)
def test_speeches_are_the_same_in_each(file: File, records: list[Record]) -> None:
    expected = speeches(build(records))
    assert len(expected) == 4
    assert sorted(SPOKEN[file](make(order(records, file)))) == expected


def readable(file: File, made: bytes) -> str:
    """The text of any file, without white space."""
    form = file.partition(".")[2]
    if form in ("xml", "csv", "json"):
        return squeezed(made.decode("utf-8-sig"))
    return squeezed(READERS[form](made))


@pytest.mark.parametrize("file", [f for f in FILES if f.startswith(("minutes", "record"))])
def test_names_outcomes_counts_and_proof_are_in_each(file: File, records: list[Record]) -> None:
    m = build(records)
    text = readable(file, make(order(records, file)))
    (outcome,) = m.outcomes
    facts = [outcome.text, outcome.unit, m.attendance.present[0].person.name]
    facts += [named(s.speaker) for item in m.items for s in item.speeches]
    if file == "minutes.csv":
        facts = [outcome.text, *(s.speaker.name for item in m.items for s in item.speeches)]
    else:
        facts += [m.title, m.proof.hash[:8]]
    assert [fact for fact in facts if squeezed(fact) not in text] == []


@pytest.mark.parametrize("file", FILES)
def test_the_same_order_makes_the_same_bytes(file: File, records: list[Record]) -> None:
    assert make(order(records, file)) == make(order(records, file))


# --- nothing that people write does anything --------------------------------------------------


@pytest.fixture(scope="module")
def hostile() -> list[Record]:
    """A meeting whose people write what programs might take for something to do."""
    scene = started()
    scene.act("public", c.SubmitOpinion("o1", "r1", HOSTILE, "=王", "@石峰区"))
    scene.act("clerk", c.PublishOpinion("o1"))
    scene.act("clerk", c.RecordOutcome(HOSTILE, "+单位", "2026-12-31", Source("opinion", "o1")))
    scene.act("chair", c.GrantFloor(participant_id="dept"))
    scene.act("dept", c.StartSpeech(scene.speech))
    said = c.AddCaption(HOSTILE, scene.now, scene.now, speech_id=scene.speech)
    scene.act("clerk", said)
    scene.act("chair", c.RevokeFloor(scene.speech, HOSTILE))
    return scene.records


@pytest.mark.parametrize("file", FILES)
def test_nothing_hidden_or_active_is_in_any(file: File, hostile: list[Record]) -> None:
    made = make(order(hostile, file))
    if file.endswith(".json") and "document" not in file:
        return  # data, which escapes what it holds and hides nothing from a program
    form = file.partition(".")[2]
    text = READERS[form](made) if form in READERS else made.decode("utf-8-sig")
    assert not {"\u202e", "\u202c", "\x07"} & set(text)
    if form == "xml":
        assert not list(ET.fromstring(made).iter("b"))
    if form == "md":
        assert "<b>" not in text
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert text.count("\r\n") == text.count("\n")


def test_lists_are_in_the_readers_language(records: list[Record]) -> None:
    for file in FILES:
        if file.endswith(".csv"):
            english = make(replace(order(records, file), language="en")).decode("utf-8-sig")
            assert english.splitlines()[0].isascii()
            assert english != make(order(records, file)).decode("utf-8-sig")


def test_the_one_list_has_the_rows_of_all(records: list[Record]) -> None:
    text = make(order(records, "minutes.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    m = build(records)
    sheet = m.attendance
    people = [*sheet.present, *sheet.observing, *sheet.excused, *sheet.absent]
    sorts = [row["类别"] for row in rows]
    assert sorts.count("出席") == len(people)
    assert (sorts.count("发言"), sorts.count("意见"), sorts.count("成果")) == (4, 2, 1)
    assert {len(row) for row in csv.reader(io.StringIO(text))} == {21}


def test_lists_and_minutes_say_how_many_support_an_opinion() -> None:
    scene = started()
    for id in ("o1", "o2"):
        scene.act("public", c.SubmitOpinion(id, f"r-{id}", "修路"))
    scene.act("clerk", c.MergeOpinions("o1", ["o2"]))
    scene.act("clerk", c.PublishOpinion("o1"))
    scene.act("system", c.RecordSupports([SupportCount("o1", 31)]))
    table = make(order(scene.records, "opinions.csv")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["并入"], row["赞同"]) == ("1", "31")
    screened = screening_csv.render(scene.records, "zh-CN").decode("utf-8-sig")
    assert {one["赞同"] for one in csv.DictReader(io.StringIO(screened))} == {"31", "0"}
    assert opinion_counts(build(scene.records)) == (
        "会议期间共收到公众意见 2 条，公布 1 条（另并入相近的 1 条），未公布 0 条，待筛选 0 条。"
        "公布的意见共获赞同 31 次。"
    )


# --- whatever happens -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_every_file_of_any_meeting_can_be_made(seed: int) -> None:
    random, meeting = Random(seed), Meeting()
    for person in PEOPLE:
        meeting.scene.act("system", c.JoinConsultation(person.id))
    meeting.scene.act("chair", c.OpenConsultation())
    kinds = [kind for kind in COMMANDS if kind is not c.CloseConsultation]
    for _ in range(250):
        meeting.act(random, random.choice(kinds), 10)
    records = meeting.scene.records
    for file in FILES:
        assert make(order(records, file))


def test_the_head_is_the_latest_that_the_records_reach(records: list[Record]) -> None:
    signer = HeadSigner(bytes(32))
    heads = [signer.sign("id1", Head(seq, records[seq - 1].hash), 0) for seq in (3, 9)]
    assert latest(heads, records) == heads[1]
    assert latest(heads, records[:5]) == heads[0]
    assert latest(heads, records[:2]) is None
    assert latest([], records) is None
