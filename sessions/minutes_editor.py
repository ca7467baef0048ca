"""Readings of the work on the minutes: for those who edit them, and for those who were asked."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from sessions.consultation import replay
from sessions.errors import Refused
from sessions.events import Record
from sessions.export import document_json
from sessions.export.blocks import Block, Paragraph
from sessions.export.document import Document, compose
from sessions.export.edited import arranged
from sessions.minutes_blocks import is_added
from sessions.minutes_drafting import build
from sessions.minutes_types import (
    Approval,
    Circulation,
    Correction,
    Edit,
    MinutesStage,
    OfficeTemplate,
    SignedVersion,
)
from sessions.minutes_versions import as_signed
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.types import Actor


class EditorBlock(msgspec.Struct, frozen=True):
    """A block as drafted, and what was made of it. Of an added paragraph nothing was drafted."""

    key: str
    """Empty: a fact that cannot be edited."""
    drafted: Block | None
    revision: int = 0
    text: str | None = None
    """Other words; None: as drafted."""
    removed: bool = False
    by: Actor | None = None
    at: int | None = None
    drafted_then: str | None = None
    """What the log said when it was edited, where that has changed since."""


class MinutesEditor(msgspec.Struct, frozen=True):
    """The draft before those who edit it, as of record `seq`."""

    stage: MinutesStage
    version: int
    seq: int
    mark: str
    title: str
    blocks: list[EditorBlock]
    circulation: Circulation | None
    corrections: list[Correction]
    approval: Approval | None
    signed: list[SignedVersion]
    template: OfficeTemplate | None
    """Of this version's DOCX."""


class CirculatedMinutes(msgspec.Struct, frozen=True):
    """The minutes before somebody who was asked for corrections, and what they proposed."""

    stage: MinutesStage
    version: int
    due_at: int
    """Until when corrections are taken, Unix ms."""
    document: Document
    corrections: list[Correction]


def minutes_editor(records: Sequence[Record]) -> MinutesEditor:
    """The desk's reading of the log `records`."""
    work = replay(records).minutes
    minutes = build(records)
    drafted = compose(replace(minutes, changes=[]))
    blocks = arranged(drafted.blocks, minutes.changes)
    return MinutesEditor(
        stage=work.stage,
        version=work.version,
        seq=drafted.seq,
        mark=drafted.mark,
        title=drafted.title,
        blocks=[
            _block(block, edit)
            for block in blocks
            for edit in (work.edits.get(block.key),)
            if not (edit and edit.removed and is_added(block.key))
        ],
        circulation=work.circulation,
        corrections=list(work.corrections.values()),
        approval=work.approval,
        signed=list(work.signed),
        template=work.template,
    )


def _block(block: Block, edit: Edit | None) -> EditorBlock:
    drafted = None if is_added(block.key) else block
    if edit is None:
        return EditorBlock(block.key, drafted)
    return EditorBlock(
        key=block.key,
        drafted=drafted,
        revision=edit.revision,
        text=edit.text,
        removed=edit.removed,
        by=edit.by,
        at=edit.at,
        drafted_then=_drafted_then(drafted, edit),
    )


def _drafted_then(drafted: Block | None, edit: Edit) -> str | None:
    """None too where nobody said what it was."""
    if not isinstance(drafted, Paragraph) or edit.text is None or not edit.drafted:
        return None
    return None if edit.drafted == drafted.text else edit.drafted


def require_asked(state: Consultation, actor: Actor) -> None:
    """Raise `Refused` unless the minutes were sent to the actor, or are theirs to edit."""
    circulation = state.minutes.circulation
    asked = circulation is not None and actor.participant_id in circulation.to
    if not asked and not is_staff(actor):
        raise Refused("not_asked_to_correct")


def last_signed(state: Consultation) -> SignedVersion | None:
    """What those who were asked read once it is signed, until another version is out."""
    work = state.minutes
    out = work.stage in (MinutesStage.CIRCULATED, MinutesStage.APPROVED)
    return None if out or not work.signed else work.signed[-1]


def circulated_minutes(
    records: Sequence[Record], actor: Actor, signed: bytes | None = None
) -> CirculatedMinutes:
    """What somebody who was asked may read: the version that is out, or the last one signed.

    `signed` is the document of `last_signed` where it was kept.
    """
    state = replay(records)
    work = state.minutes
    require_asked(state, actor)
    circulation = work.circulation
    if circulation is None or (work.stage is MinutesStage.DRAFT and not work.signed):
        raise Refused("minutes_not_circulated")
    if work.stage is MinutesStage.DRAFT:
        records = as_signed(state, records, work.signed[-1].signature.version)
    mine = [c for c in work.corrections.values() if c.participant_id == actor.participant_id]
    document = compose(build(records)) if signed is None else document_json.read(signed)
    return CirculatedMinutes(work.stage, work.version, circulation.due_at, document, mine)
