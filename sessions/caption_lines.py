"""The captions of a whole log: as they read in the end, and under which speech and item each was
said.
"""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from sessions.events import (
    CaptionAdded,
    CaptionCorrected,
    FloorRevoked,
    FloorYielded,
    ItemClosed,
    ItemStarted,
    Record,
    SpeechStarted,
)


class Said(msgspec.Struct, frozen=True, gc=False):
    """One finished caption, as corrected. Times are Unix ms."""

    seq: int
    """Of the record that added it."""
    language: str
    text: str
    started_at: int
    ended_at: int
    speaker: str | None
    """The participant whom its author named, or whose speech it was written for."""
    speech_id: str | None
    """The speech that it was written for, or that was being held; of two the one begun later."""
    item_id: str | None
    """The item that ran."""


class CaptionFold:
    """Reads a log record by record, from its first, and keeps its captions."""

    def __init__(self) -> None:
        self.captions: dict[str, CaptionAdded] = {}
        """By id, in the order of the log, each as it reads now."""
        self.seqs: dict[str, int] = {}
        """The record that added each."""
        self.languages: dict[str, list[str]] = {}
        """Ids by language, in the order in which each was first used."""
        self.changes = 0
        """How many records changed them."""

    def see(self, record: Record) -> None:
        """One record more."""
        match record.event:
            case CaptionAdded(caption_id=id):
                self.captions[id] = record.event
                self.seqs[id] = record.seq
                self.languages.setdefault(record.event.language, []).append(id)
            case CaptionCorrected(caption_id=id, text=text):
                self.captions[id] = replace(self.captions[id], text=text)
            case _:
                return
        self.changes += 1


def caption_lines(records: Sequence[Record]) -> list[Said]:
    """All captions of the log `records`, complete from its first record, by when they began."""
    fold, course = CaptionFold(), _Course()
    for record in records:
        fold.see(record)
        course.see(record)
    said = [_said(fold.seqs[id], one, course) for id, one in fold.captions.items()]
    return sorted(said, key=lambda one: one.started_at)  # stable: then as they came


def _said(seq: int, caption: CaptionAdded, course: "_Course") -> Said:
    speech_id, item_id = course.at((caption.started_at + caption.ended_at) // 2)
    if caption.speech_id in course.held:
        speech_id = caption.speech_id
    return Said(
        seq=seq,
        language=caption.language,
        text=caption.text,
        started_at=caption.started_at,
        ended_at=caption.ended_at,
        speaker=caption.participant_id,
        speech_id=speech_id,
        item_id=item_id,
    )


Moment = tuple[str | None, str | None]
"""The speech being held and the item running."""


class _Course:
    """What was going on when. Records come in the order of time."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        """Speeches that began."""
        self._times: list[int] = []
        self._moments: list[Moment] = []
        self._speaking: list[str] = []
        self._item: str | None = None

    def see(self, record: Record) -> None:
        """One record more."""
        match record.event:
            case SpeechStarted(speech_id=id):
                self.held.add(id)
                self._speaking.append(id)
            case FloorYielded(speech_id=id) | FloorRevoked(speech_id=id):
                self._speaking = [one for one in self._speaking if one != id]
            case ItemStarted(item_id=id):
                self._item = id
            case ItemClosed():
                self._item = None
            case _:
                return
        self._times.append(record.at)
        self._moments.append((self._speaking[-1] if self._speaking else None, self._item))

    def at(self, moment: int) -> Moment:
        """What was going on at `moment` (Unix ms)."""
        place = bisect_right(self._times, moment)
        return self._moments[place - 1] if place else (None, None)
