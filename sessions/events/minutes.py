"""The minutes: editing, circulation, approval, signing, and the template they stand in. What the
log said before stays as it is.
"""

from sessions.events.base import Event
from sessions.minutes_types import OfficeTemplate


class MinutesEdited(Event, frozen=True, tag="minutes_edited"):
    """A paragraph reads otherwise."""

    block: str
    text: str
    revision: int
    drafted: str
    """What the log said of it, as the editor saw it."""
    correction_id: str | None = None
    """The correction that was accepted."""


class MinutesParagraphAdded(Event, frozen=True, tag="minutes_paragraph_added"):
    """A paragraph more."""

    block: str
    after: str
    text: str


class MinutesBlockRemoved(Event, frozen=True, tag="minutes_block_removed"):
    """A block is left out."""

    block: str
    revision: int


class MinutesBlockReset(Event, frozen=True, tag="minutes_block_reset"):
    """A block is as drafted from the log again."""

    block: str
    revision: int


class MinutesCirculated(Event, frozen=True, tag="minutes_circulated"):
    """Participants are asked for corrections until `due_at` (Unix ms)."""

    version: int
    participant_ids: list[str]
    due_at: int


class CorrectionProposed(Event, frozen=True, tag="correction_proposed"):
    """Somebody who was asked would have a paragraph read otherwise."""

    correction_id: str
    block: str
    text: str
    reason: str
    participant_id: str


class CorrectionSettled(Event, frozen=True, tag="correction_settled"):
    """It was accepted, and the edit follows; or not."""

    correction_id: str
    accepted: bool
    reason: str


class MinutesApproved(Event, frozen=True, tag="minutes_approved"):
    """The version is as the log makes it up to this record."""

    version: int
    before_deadline: str | None
    """Why the deadline was not waited for; None where it had passed."""


class MinutesSigned(Event, frozen=True, tag="minutes_signed"):
    """A version is official and changes no more."""

    version: int
    number: str
    date: str
    signer: str
    sha256: str
    """Of its composed document as JSON."""
    approved_seq: int
    """The record of its approval: the version rests on the log as far as that."""
    bytes: int = 0
    """Length of that document, which is kept beside the record; 0 in logs of before that."""
    data_sha256: str = ""
    """Of its data as JSON, which are kept likewise; empty where they were not, being too long."""
    data_bytes: int = 0


class MinutesReopened(Event, frozen=True, tag="minutes_reopened"):
    """It is a draft again, of `version`."""

    version: int
    reason: str


class MinutesTemplateSet(Event, frozen=True, tag="minutes_template_set"):
    """The DOCX of the minutes stands in this, in place of the one before. Staff only."""

    template: OfficeTemplate


class MinutesTemplateRemoved(Event, frozen=True, tag="minutes_template_removed"):
    """It does so no more. Staff only."""


MinutesEvent = (
    MinutesEdited
    | MinutesParagraphAdded
    | MinutesBlockRemoved
    | MinutesBlockReset
    | MinutesCirculated
    | CorrectionProposed
    | CorrectionSettled
    | MinutesApproved
    | MinutesSigned
    | MinutesReopened
    | MinutesTemplateSet
    | MinutesTemplateRemoved
)
"""What happens to the minutes."""
