"""The small records that outcomes are made of: units, deadlines, stages."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sessions.types import DocumentType, Id, IsoDate, Milliseconds, Sha256, Title

OutcomeStage = Literal[
    "proposed",
    "merged",
    "declined",
    "filed",
    "assigned",
    "handling",
    "replied",
    "appraised",
    "settled",
]
"""提出, 并案, 不立案, 立案（待交办）, 交办（待签收）, 办理, 答复（待评议）, 评议, 办结."""

ReviewDecision = Literal["file", "merge", "decline"]
"""立案, 并案, 不立案."""

ReplyClass = Literal["A", "B", "C", "D"]
"""Solved; in progress or planned; held back by what is given; taken as reference."""

Appraisal = Literal["satisfied", "mostly_satisfied", "dissatisfied"]
"""满意, 基本满意, 不满意."""

DueKind = Literal["urge", "escalate"]
"""催办, 督办."""


class UnitRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to handle an outcome: a department of the roster, or by name one that was not there,
    for which staff then act.
    """

    participant_id: Id | None = None
    name: Annotated[str, Meta(max_length=120)] = ""


class Unit(msgspec.Struct, frozen=True):
    """A responsible unit; `participant_id` None: not on the roster."""

    name: str
    participant_id: str | None = None


JointIndex = Annotated[int, Meta(ge=0, le=9)]
"""Place among the joint units."""


OfficeType = Literal[
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]
"""DOCX and XLSX, which are kept and given out, and never drawn."""


class OutcomeDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attachment 附件 of a unit's reply or joint opinion; `sha256` proves which bytes."""

    document_id: Id
    name: Title
    media_type: DocumentType | OfficeType
    pages: Annotated[int, Meta(ge=0, le=200)]
    """As `PageNumber`; 0 where none are drawn."""
    bytes: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    unit: JointIndex | None = None
    """Of a joint unit; None: of the lead."""
    removed: bool = False
    """Taken back before a reply was given with it; its bytes stay with the record."""


class DueAct(msgspec.Struct, frozen=True):
    """What the clock does about a deadline, and when (Unix ms)."""

    kind: DueKind
    at: Milliseconds


class Deadline(msgspec.Struct, frozen=True):
    """By when a step is to be done, as computed when it began: later rules do not change it."""

    date: IsoDate
    days: int
    """Working days that there were."""
    acts: list[DueAct] = []
    """In order of time."""
    assumed: bool = False
    """Counted through a year whose holidays nobody had entered."""
