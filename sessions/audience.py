"""Who may see what: those who run a meeting, those in it, and those who watch."""

from typing import Literal, assert_never

from sessions import events as e
from sessions.roles import is_staff
from sessions.types import Actor

STAFF_ONLY = (
    e.InvitationIssued,
    e.InvitationRevoked,
    e.InvitationUsed,
    e.CaptionPortIssued,
    e.LivePictureAdded,
    e.OpinionSubmitted,
    e.OpinionWithheld,
    e.OpinionReopened,
    e.OpinionsMerged,
    e.OpinionsUnmerged,
    e.OpinionWithdrawn,
    e.SensitiveWordsSet,
    e.PapersCounted,
    *e.OUTCOME_LIFE,
    e.MinutesEdited,
    e.MinutesParagraphAdded,
    e.MinutesBlockRemoved,
    e.MinutesBlockReset,
    e.MinutesTemplateSet,
    e.MinutesTemplateRemoved,
    e.CorrectionProposed,
    e.CorrectionSettled,
    e.NoteWritten,
    e.NoteCorrected,
)
"""Seen by organizer, chair and clerk alone."""

AtTheDoor = e.ParticipantWaiting | e.WaitingEnded | e.ParticipantAdmitted | e.ParticipantTurnedAway
"""Seen by them and by the operators of the venues that the event names."""

MEETING_ONLY = (
    e.VoteCast,
    e.HandsCounted,
    e.BallotPaperIssued,
    e.StanceTaken,
    e.MinutesCirculated,
    e.MinutesApproved,
    e.MinutesSigned,
    e.MinutesReopened,
)
"""Seen by everybody in the meeting, and not by viewers: who voted what, and how minutes that are
not public come about, is not theirs to know.
"""


def visible(record: e.Record, actor: Actor) -> bool:
    """Whether the actor may see a record at all."""
    if isinstance(record.event, AtTheDoor) and not is_staff(actor):
        return actor.role == "venue" and actor.venue_id in record.event.venues
    return shown_to(audience(actor), record.event)


Audience = Literal["staff", "meeting", "public"]
"""Those who run the meeting, those in it, and those who watch, or write captions."""


def audience(actor: Actor) -> Audience:
    """To whom an actor belongs."""
    if is_staff(actor):
        return "staff"
    return "public" if actor.role in ("viewer", "captioner") else "meeting"


def shown_to(audience: Audience, event: e.Event) -> bool:
    """Whether an event is for all of an audience."""
    match audience:
        case "staff":
            return True
        case "meeting":
            return not isinstance(event, STAFF_ONLY)
        case "public":
            return not isinstance(event, STAFF_ONLY + MEETING_ONLY)
        case _:
            assert_never(audience)
