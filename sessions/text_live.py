"""Text-and-picture live 图文直播 as a reading of the log: what happened for everybody to see, and
the clerk's notes, each with its time.

Nothing of it is recorded a second time: an entry says of which record it is, and its words follow
from the state (`text_live_words.py`), so that a name or a correction reads everywhere as it is now.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from sessions import events as e
from sessions.audience import shown_to
from sessions.events import Record

EntryKind = Literal[
    "note",
    "consultation_opened",
    "consultation_adjourned",
    "consultation_resumed",
    "consultation_closed",
    "item_started",
    "item_closed",
    "chair_taken",
    "speech_started",
    "question_put",
    "reply_filed",
    "document_presented",
    "ballot_opened",
    "ballot_closed",
    "ballot_cancelled",
    "outcome_recorded",
]
"""All but `note` come by themselves."""


class TextEntry(msgspec.Struct, frozen=True, gc=False):
    """One entry. `at` is Unix ms; `about` the id of what it is about, empty of the sitting."""

    seq: int
    at: int
    kind: EntryKind
    about: str = ""
    words: str = ""
    """A reason that was given in public."""


class TextFold:
    """Reads a log record by record, from its first, and keeps its entries in order."""

    def __init__(self) -> None:
        self.entries: list[TextEntry] = []
        self._hidden: set[str] = set()
        """Documents that the public is not shown."""
        self._shown: str | None = None
        """What is being presented: turning its pages or handing it on is no news."""
        self._opened: set[str] = set()
        """Ballots that were opened: one cancelled before was nobody's to know."""

    def see(self, records: Iterable[Record]) -> None:
        """Some records more."""
        for record in records:
            if shown_to("public", record.event):
                self._see(record)

    def _see(self, record: Record) -> None:
        found = self._sitting(record.event) or self._doing(record.event)
        if found is not None:
            kind, about, words = found
            self.entries.append(TextEntry(record.seq, record.at, kind, about, words))

    def _sitting(self, event: e.AnyEvent) -> tuple[EntryKind, str, str] | None:
        match event:
            case e.ConsultationOpened():
                return "consultation_opened", "", ""
            case e.ConsultationAdjourned(reason=reason):
                return "consultation_adjourned", "", reason
            case e.ConsultationResumed():
                return "consultation_resumed", "", ""
            case e.ConsultationClosed():
                return "consultation_closed", "", ""
            case e.ItemStarted(item_id=id):
                return "item_started", id, ""
            case e.ItemClosed(item_id=id):
                return "item_closed", id, ""
            case e.ChairTaken(participant_id=id):
                return "chair_taken", id, ""
            case _:
                return None

    def _doing(self, event: e.AnyEvent) -> tuple[EntryKind, str, str] | None:
        match event:
            case e.LiveNotePosted(note_id=id):
                return "note", id, ""
            case e.SpeechStarted(speech_id=id):
                return "speech_started", id, ""
            case e.QuestionPut(question_id=id):
                return "question_put", id, ""
            case e.ReplyFiled(participant_id=id):
                return "reply_filed", id, ""
            case e.OutcomeRecorded(outcome_id=id):
                return "outcome_recorded", id, ""
            case e.BallotOpened() | e.BallotClosed() | e.BallotCancelled():
                return self._ballot(event)
            case _:
                return self._document(event)

    def _ballot(
        self, event: e.BallotOpened | e.BallotClosed | e.BallotCancelled
    ) -> tuple[EntryKind, str, str] | None:
        match event:
            case e.BallotOpened(ballot_id=id):
                self._opened.add(id)
                return "ballot_opened", id, ""
            case e.BallotClosed(ballot_id=id):
                return "ballot_closed", id, ""
            case e.BallotCancelled(ballot_id=id, reason=reason) if id in self._opened:
                return "ballot_cancelled", id, reason
            case _:
                return None

    def _document(self, event: e.AnyEvent) -> tuple[EntryKind, str, str] | None:
        match event:
            case e.DocumentAttached(document_id=id, public=False):
                self._hidden.add(id)
            case e.DocumentPresented(document_id=id):
                before, self._shown = self._shown, id
                if id != before and id not in self._hidden:
                    return "document_presented", id, ""
            case e.PresentationStopped():
                self._shown = None
            case _:
                pass
        return None


def text_entries(records: Iterable[Record]) -> list[TextEntry]:
    """The entries of the log `records`, complete from its first record, oldest first."""
    fold = TextFold()
    fold.see(records)
    return fold.entries
