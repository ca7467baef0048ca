"""The sitting, its items, who presides, and what was waived."""

from sessions.events.base import Event


class ConsultationOpened(Event, frozen=True, tag="consultation_opened"):
    """开会."""


class ConsultationAdjourned(Event, frozen=True, tag="consultation_adjourned"):
    """休会."""

    reason: str


class ConsultationResumed(Event, frozen=True, tag="consultation_resumed"):
    """复会."""


class ConsultationClosed(Event, frozen=True, tag="consultation_closed"):
    """闭会."""


class ItemStarted(Event, frozen=True, tag="item_started"):
    """An agenda item begins."""

    item_id: str


class ItemClosed(Event, frozen=True, tag="item_closed"):
    """An agenda item ends."""

    item_id: str


class DeputiesNamed(Event, frozen=True, tag="deputies_named"):
    """Who stands in for the chair, in this order."""

    participant_ids: list[str]


class PresidingInterrupted(Event, frozen=True, tag="presiding_interrupted"):
    """Whoever presided is gone and nobody does: clocks stand, the stream shows the slate."""

    participant_id: str


class PresidingContinued(Event, frozen=True, tag="presiding_continued"):
    """Somebody presides again; nobody did from `since` (Unix ms) until this record."""

    since: int


class ChairTaken(Event, frozen=True, tag="chair_taken"):
    """A participant presides from here on: a deputy, or the chair again."""

    participant_id: str


class QuorumWaived(Event, frozen=True, tag="quorum_waived"):
    """The sitting begins or goes on with fewer than `needed`, for a reason."""

    needed: int
    present: int
    entitled: int
    reason: str


class AnswersWaived(Event, frozen=True, tag="answers_waived"):
    """The item closes although `missing` departments have not answered, for the chair's reason."""

    item_id: str
    missing: list[str]
    reason: str
