"""What commands from outside may be: some are the service's own, and ids and receipts are ours."""

import secrets
from collections.abc import Iterable

from msgspec.structs import replace

from sessions.commands import (
    AddLivePicture,
    AnyCommand,
    AttachDocument,
    AttachToOutcome,
    IssueBallotPaper,
    JoinConsultation,
    LeaveConsultation,
    SetMinutesTemplate,
    SubmitOpinion,
    UseInvitation,
)
from sessions.events import OpinionSubmitted, Record
from signaling.errors import NotAllowed

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, O, 1, I, L: people copy receipts from a screen by hand."""
RECEIPT_GROUPS = 3
"""Of four: 59 bits, so that nobody finds another's opinion by trying."""


def admitted(command: AnyCommand) -> AnyCommand:
    """The command as it goes to the session; raises `NotAllowed`.

    Joining and leaving follow from connections, so that attendance cannot be made up; a document,
    template or picture from the upload of its bytes, so that the record names none that nobody has;
    a ballot paper has a door of its own, where its signature is answered.
    """
    made_here = (
        JoinConsultation
        | LeaveConsultation
        | AddLivePicture
        | AttachDocument
        | AttachToOutcome
        | IssueBallotPaper
        | SetMinutesTemplate
        | UseInvitation
    )
    if isinstance(command, made_here):
        raise NotAllowed(type(command).__name__)
    if isinstance(command, SubmitOpinion):
        return replace(command, opinion_id=secrets.token_hex(8), receipt=new_receipt())
    return command


def new_receipt() -> str:
    """As `7KQ2-M9XD-4TRA`."""
    groups = range(RECEIPT_GROUPS)
    return "-".join("".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(4)) for _ in groups)


def receipt_of(records: Iterable[Record]) -> str | None:
    """The receipt of the opinion that was submitted, also where it was submitted before."""
    events = (record.event for record in records)
    return next((event.receipt for event in events if isinstance(event, OpinionSubmitted)), None)
