"""The work on the minutes as values: its stages, and who changed, corrected, approved and signed
what.
"""

from enum import Enum
from typing import Annotated

import msgspec
from immutables import Map
from msgspec import Meta

from sessions.ordered import Ordered
from sessions.types import Actor, Sha256, Title

BlockKey = Annotated[str, Meta(max_length=60, pattern=r"^[a-z_]+(:[A-Za-z0-9_-]{1,40})?$")]
"""Which block of the drafted document, as `minutes_blocks.py` names them: `opening`, `item:ID`."""
MinutesText = Annotated[str, Meta(min_length=1, max_length=5000)]
"""One paragraph: more than a page of GB/T 9704 holds ten times over is no paragraph."""
DraftedText = Annotated[str, Meta(max_length=10_000)]
"""What the log said when somebody changed it; a drafted paragraph quotes at most a reply."""
Revision = Annotated[int, Meta(ge=0)]
"""How often a block was changed; 0 as drafted."""
TemplateField = Annotated[str, Meta(min_length=1, max_length=40)]
IssueNumber = Annotated[str, Meta(min_length=1, max_length=60)]
"""文号, as 第 6 号 or 协商〔2026〕6 号."""


class OfficeTemplate(msgspec.Struct, frozen=True):
    """An office's own DOCX for one consultation's minutes; its bytes are kept by their hash."""

    name: Title
    bytes: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    fields: Annotated[list[TemplateField], Meta(max_length=20)]
    """Which it has, without their braces; 纪要 is where the minutes go."""


class MinutesStage(Enum):
    """Where the present version stands; `minutes_stages.py` has the ways from one to the next."""

    DRAFT = "draft"
    """拟稿: those who run the meeting edit it."""
    CIRCULATED = "circulated"
    """征求意见: named participants read it and propose corrections."""
    APPROVED = "approved"
    """定稿: as it will be signed; nothing in it changes any more."""
    SIGNED = "signed"
    """签发: with number and date; the next change begins another version."""


class Signature(msgspec.Struct, frozen=True):
    """What makes a version official: number 文号, date (ISO), signer 签发人."""

    version: int
    number: str
    date: str
    signer: str


class Edit(msgspec.Struct, frozen=True):
    """What somebody made of a block."""

    text: str | None
    """None: as drafted, after it was reset."""
    drafted: str
    """What the log said of it then, to tell whether that has changed since."""
    revision: int
    by: Actor
    at: int
    removed: bool = False


class AddedParagraph(msgspec.Struct, frozen=True):
    """A paragraph of the clerk's own, below the block `after`."""

    block: str
    after: str


class Circulation(msgspec.Struct, frozen=True):
    """Who is asked for corrections, and until when (Unix ms)."""

    to: tuple[str, ...]
    due_at: int
    at: int


class Correction(msgspec.Struct, frozen=True):
    """Other words for a block, proposed by somebody who was asked."""

    correction_id: str
    block: str
    text: str
    reason: str
    participant_id: str
    at: int
    accepted: bool | None = None
    """None while nobody has settled it."""
    answer: str = ""
    settled_at: int | None = None


class Approval(msgspec.Struct, frozen=True):
    """The record by which it was approved: the version rests on the log as far as that."""

    seq: int
    at: int
    by: Actor


class SignedVersion(msgspec.Struct, frozen=True):
    """A version that was signed. Its documents are made from the log up to record `seq`."""

    signature: Signature
    sha256: str
    """Of its composed document as JSON (`minutes.document.json`)."""
    approved_seq: int
    seq: int
    at: int
    by: Actor
    bytes: int = 0
    """Of that document as it is kept; 0: it is made from the log again."""
    data_sha256: str = ""
    """Of its data as JSON (`minutes.json`)."""
    data_bytes: int = 0
    """Likewise."""
    template: OfficeTemplate | None = None
    """What its DOCX stands in for good; None: the server's, or none."""


class BlockChange(msgspec.Struct, frozen=True):
    """How the document differs from the draft: other words, left out, or a paragraph more."""

    block: str
    text: str | None = None
    removed: bool = False
    after: str | None = None
    """Of a paragraph more: below which block."""


class MinutesWork(msgspec.Struct, frozen=True):
    """All work on one consultation's minutes."""

    stage: MinutesStage = MinutesStage.DRAFT
    version: int = 1
    edits: Map[str, Edit] = Map()
    """By block, also those that are as drafted again."""
    added: tuple[AddedParagraph, ...] = ()
    """In the order in which they were added, removed ones included."""
    changes: int = 0
    """How many were ever made; bounds what autosaving writes."""
    circulation: Circulation | None = None
    """The latest; whoever was asked may go on reading what was signed."""
    corrections: Ordered[Correction] = msgspec.field(default_factory=Ordered)
    """Of the present version."""
    approval: Approval | None = None
    signed: tuple[SignedVersion, ...] = ()
    template: OfficeTemplate | None = None
    """Of the present version, until it is signed."""
    templates: tuple[OfficeTemplate, ...] = ()
    """All that there ever were."""
    seq: int = 0
    """The last record of this work."""


def block_changes(work: MinutesWork) -> list[BlockChange]:
    """In an order of their own, by block; then the paragraphs added, as they were added.

    One that was taken back is still the place of those that follow it.
    """
    added = {one.block for one in work.added}
    changes = [
        BlockChange(block, work.edits[block].text, work.edits[block].removed)
        for block in sorted(work.edits)
        if block not in added
    ]
    return [
        *(one for one in changes if one.removed or one.text is not None),
        *(
            BlockChange(one.block, edit.text, edit.removed, one.after)
            for one in work.added
            for edit in (work.edits[one.block],)
        ),
    ]
