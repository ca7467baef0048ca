"""The record of the meeting (会议记录) as data: every speech and every ruling, in time order.

It stands beside the minutes, which say what came of it: both are readings of one log, and a speech
has the same number in each.
"""

from collections.abc import Sequence

import msgspec

from sessions.consultation import replay
from sessions.events import ItemClosed, ItemStarted, Record, SpeechStarted
from sessions.heads import SignedHead
from sessions.minutes import Minutes
from sessions.minutes_drafting import minutes_of
from sessions.minutes_speeches import (
    CaptionLine,
    SpeechLine,
    acted_by,
    captions,
    item_number,
    speech_lines,
    timecode,
)
from sessions.notes import NoteOf, note_lines
from sessions.record_acts import Act, Acts, Said
from sessions.screening_lines import ScreenedLine, screening_lines
from sessions.state import Consultation
from sessions.types import RequestKind


class SpokenLine(msgspec.Struct, frozen=True, tag="speech"):
    """A speech, where it began. `at` is Unix ms, `timecode` seconds from the opening."""

    seq: int
    at: int
    timecode: int
    item: int | None
    """Number of the agenda item that ran."""
    speech: SpeechLine


class SaidLine(msgspec.Struct, frozen=True, tag="said"):
    """What was said without a speech, as by the chair; from a caption."""

    seq: int
    at: int
    timecode: int
    item: int | None
    by: str
    caption: CaptionLine


class ActLine(msgspec.Struct, frozen=True, tag="act"):
    """A ruling or another act of the meeting. Which of the last fields it has, `act` says."""

    seq: int
    at: int
    timecode: int
    item: int | None
    by: str
    """Who did it: a name, or the role where nobody is named; `system` where the clock did."""
    act: Act
    about: list[str] = []
    """Names of those whom it is about, or the title of what."""
    words: str = ""
    """The reason, question, reply or wording given; by rule a `RevokeCode`, `PauseCode` or
    `DeletionCode`; the mode that was chosen; the opinion, while it is public.
    """
    kind: RequestKind | None = None
    """Of the speech that is asked for or granted."""
    seconds: int | None = None
    """Granted, added, or passed."""
    number: int | None = None
    """Of the item, speech, roll call, ballot, override, outcome, page or public opinion; the place
    on the list; how many were present without a quorum, days are kept, words set, bytes erased."""
    called: bool = False
    """点名: the floor was given to somebody who had not asked."""


class NoteLine(msgspec.Struct, frozen=True, tag="note"):
    """What the clerk noted about a moment, under the speech that was held then."""

    seq: int
    at: int
    timecode: int
    item: int | None
    by: str
    text: str


RecordLine = SpokenLine | SaidLine | ActLine | NoteLine | ScreenedLine


class MeetingRecord(msgspec.Struct, frozen=True):
    """One consultation's record: what the minutes are made from, and every line."""

    meeting: Minutes
    lines: list[RecordLine]


def build_record(records: Sequence[Record], head: SignedHead | None = None) -> MeetingRecord:
    """The record of the log `records`, complete from its first; `head` as for the minutes."""
    state = replay(records)
    return MeetingRecord(minutes_of(state, records, head), record_lines(state, records))


def record_lines(state: Consultation, records: Sequence[Record]) -> list[RecordLine]:
    """Every line of the log in time order; `state` is what `records` amount to."""
    speeches = speech_lines(state, records)
    acts = Acts(state, speeches)
    lines: list[RecordLine] = []
    item: int | None = None
    for record in records:
        match record.event:
            case ItemStarted(item_id=id):
                item = item_number(state, id)
            case SpeechStarted(speech_id=id):
                at = speeches[id].timecode
                lines.append(SpokenLine(record.seq, record.at, at, item, speeches[id]))
            case _:
                pass
        act = acts.of(record)
        if act is not None:
            lines.append(_line(state, record, item, act))
        if isinstance(record.event, ItemClosed):
            item = None
    lines += [_said(state, one) for one in captions(state, records).get(None, [])]
    lines += [_noted(state, one) for one in note_lines(state, records)]
    lines += screening_lines(state, records)
    return sorted(lines, key=lambda line: (line.at, line.seq))


def _line(state: Consultation, record: Record, item: int | None, act: Said) -> ActLine:
    return ActLine(
        seq=record.seq,
        at=record.at,
        timecode=timecode(state, record.at),
        item=item,
        by=acted_by(state, record.actor),
        act=act.act,
        about=act.about,
        words=act.words,
        kind=act.kind,
        seconds=act.seconds,
        number=act.number,
        called=act.called,
    )


def _noted(state: Consultation, one: NoteOf) -> NoteLine:
    at = one.note.noted_at
    return NoteLine(one.seq, at, timecode(state, at), _ran(state, at), one.by, one.note.text)


def _said(state: Consultation, caption: CaptionLine) -> SaidLine:
    at, by = caption.timecode, caption.speaker
    return SaidLine(caption.seq, caption.at, at, _ran(state, caption.at), by, caption)


def _ran(state: Consultation, at: int) -> int | None:
    """The item that ran at a moment."""
    ran = (
        number
        for number, one in enumerate(state.agenda.values(), start=1)
        if one.started_at is not None
        and one.started_at <= at
        and (one.closed_at is None or at < one.closed_at)
    )
    return next(ran, None)
