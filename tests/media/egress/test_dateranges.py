"""Titles as tags of the playlist: one at a time, from their moment on, and harmless."""

import m3u8

from media.egress.dateranges import CLASS, MAX_RANGES, DateRanges
from media.egress.scene import Titles

LI = Titles(name="李梅", title="委员", venue="长沙市会场", level="市", item="第 2 项 提问")


def test_each_holds_from_its_moment_until_the_next() -> None:
    ranges = DateRanges("t")
    ranges.mark(1000.0, LI, "passthrough")
    ranges.mark(1003.0, LI, "passthrough")
    ranges.mark(1005.5, Titles(name="王建国"), "passthrough")
    first, second = ranges.lines(990.0)
    assert first == (
        f'#EXT-X-DATERANGE:ID="t-0",CLASS="{CLASS}",START-DATE="1970-01-01T00:16:40.000Z",'
        'X-MODE="passthrough",X-SPEAKER="李梅",X-TITLE="委员",X-VENUE="长沙市会场",X-LEVEL="市",'
        'X-ITEM="第 2 项 提问",END-ON-NEXT=YES'
    )
    assert 'X-SPEAKER="王建国"' in second
    assert ranges.lines(1005.4) == [first, second]
    assert ranges.lines(1005.5) == [second]
    assert ranges.lines(2000.0) == [second]


def test_no_titles_are_said_only_after_some() -> None:
    ranges = DateRanges("t")
    ranges.mark(1.0, Titles(), "passthrough")
    assert ranges.lines(0.0) == []
    ranges.mark(2.0, LI, "passthrough")
    ranges.mark(3.0, Titles(), "passthrough")
    assert len(ranges.lines(0.0)) == 2


def test_a_text_cannot_leave_its_quotes_or_line() -> None:
    ranges = DateRanges("t")
    ranges.mark(1.0, Titles(name='a",X="b\n#EXT-X-ENDLIST\r\x00' + "长" * 500), "passthrough")
    (line,) = ranges.lines(0.0)
    text = f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n{line}\n#EXTINF:2,\nseg.m4s\n"
    listed = m3u8.loads(text)
    assert not listed.is_endlist
    (found,) = listed.segments[0].dateranges
    assert dict(found.x_client_attrs)["x_speaker"].startswith('"a”,X=”b #EXT-X-ENDLIST  长')
    assert line.count('"') == 18
    assert len(line) < 400


def test_they_are_bounded() -> None:
    ranges = DateRanges("t")
    for number in range(3 * MAX_RANGES):
        ranges.mark(float(number), Titles(name=str(number)), "passthrough")
    assert len(ranges.lines(0.0)) == MAX_RANGES
