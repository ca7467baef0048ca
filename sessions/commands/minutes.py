"""The minutes: editing, circulation, approval, signing, and the template they stand in.

`base_revision` is that of the block which the editor had before it: whoever saved in between is not
overwritten (`stale_revision`).
"""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.minutes_types import (
    BlockKey,
    DraftedText,
    IssueNumber,
    MinutesText,
    OfficeTemplate,
    Revision,
)
from sessions.types import Id, IsoDate, Milliseconds, Name, Note, Reason, Sha256


class EditMinutes(Command, frozen=True, tag="edit_minutes"):
    """Other words for a paragraph. `drafted` is what the log said of it, as the editor saw it."""

    block: BlockKey
    text: MinutesText
    base_revision: Revision
    drafted: DraftedText = ""


class AddMinutesParagraph(Command, frozen=True, tag="add_minutes_paragraph"):
    """A paragraph of one's own below another block."""

    after: BlockKey
    text: MinutesText


class RemoveMinutesBlock(Command, frozen=True, tag="remove_minutes_block"):
    """Leave a block out; what was drafted can be reset."""

    block: BlockKey
    base_revision: Revision


class ResetMinutesBlock(Command, frozen=True, tag="reset_minutes_block"):
    """As drafted from the log again."""

    block: BlockKey
    base_revision: Revision


class CirculateMinutes(Command, frozen=True, tag="circulate_minutes"):
    """送征求意见: ask participants for corrections until `due_at` (Unix ms); again to ask others,
    or for longer.
    """

    participant_ids: Annotated[list[Id], Meta(min_length=1, max_length=200)]
    due_at: Milliseconds


class ProposeCorrection(Command, frozen=True, tag="propose_correction"):
    """By somebody who was asked, in time: how a paragraph should read, and why."""

    block: BlockKey
    text: MinutesText
    reason: Note = ""


class SettleCorrection(Command, frozen=True, tag="settle_correction"):
    """采纳 or 不采纳, the latter with a reason. Accepted, the paragraph reads as proposed."""

    correction_id: Id
    accept: bool
    reason: Note = ""
    base_revision: Revision = 0
    drafted: DraftedText = ""


class ApproveMinutes(Command, frozen=True, tag="approve_minutes"):
    """定稿, by whoever presides; before the deadline only with a reason."""

    before_deadline: Reason | None = None


class SignMinutes(Command, frozen=True, tag="sign_minutes"):
    """签发 what was approved, with number, date and signer.

    All but these is the service's own: hash and length of the document that is signed and of the
    data that it was composed of, and the record of the approval that both were made of.
    """

    number: IssueNumber
    date: IsoDate
    signer: Name
    sha256: Sha256 | None = None
    approved_seq: Revision = 0
    bytes: Annotated[int, Meta(ge=0)] = 0
    data_sha256: Sha256 | None = None
    data_bytes: Annotated[int, Meta(ge=0)] = 0


class ReopenMinutes(Command, frozen=True, tag="reopen_minutes"):
    """Back to a draft: of the same version, or of the next one where this one was signed."""

    reason: Reason


class SetMinutesTemplate(Command, frozen=True, tag="set_minutes_template"):
    """Issued by the service once the bytes are kept and minutes were placed in them."""

    template: OfficeTemplate


class RemoveMinutesTemplate(Command, frozen=True, tag="remove_minutes_template"):
    """The DOCX stands in the server's template again, or in none; what was signed stays."""


MinutesCommand = (
    EditMinutes
    | AddMinutesParagraph
    | RemoveMinutesBlock
    | ResetMinutesBlock
    | CirculateMinutes
    | ProposeCorrection
    | SettleCorrection
    | ApproveMinutes
    | SignMinutes
    | ReopenMinutes
    | SetMinutesTemplate
    | RemoveMinutesTemplate
)
"""What may be done to the minutes."""
