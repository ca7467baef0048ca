"""Attachments 附件 of replies and joint opinions: who attaches them, and who reads which.

The record holds what each is and the hash of its bytes; the bytes lie with the documents'.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from sessions import events as e
from sessions.config import OUTCOME_DOCUMENTS_MAX, OUTCOMES_DOCUMENTS_MAX
from sessions.errors import Refused
from sessions.outcome_life import acts_for, joint_for
from sessions.outcome_types import OutcomeDocument
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.outcomes import Outcome
from sessions.types import Actor

# --- decided ----------------------------------------------------------------------------------


def attach(
    state: Consultation, outcome: Outcome, actor: Actor, document: OutcomeDocument
) -> e.AnyEvent:
    """To the reply of the lead, or the opinion of the joint unit that is named."""
    unit, own = _unit(outcome, actor, document.unit)
    check_room(state, outcome)
    if any(one.document_id == document.document_id for one in ever(state)):
        raise Refused("id_taken", id=document.document_id)
    attached = replace(document, unit=unit, removed=False)
    return e.OutcomeDocumentAttached(outcome.outcome_id, attached, on_behalf=not own)


def check_room(state: Consultation, outcome: Outcome) -> None:
    """Raise `Refused` where there is none for another, before its bytes are sent."""
    if len(outcome.documents) >= OUTCOME_DOCUMENTS_MAX:
        raise Refused("too_many", limit=OUTCOME_DOCUMENTS_MAX)
    if sum(1 for _ in ever(state)) >= OUTCOMES_DOCUMENTS_MAX:
        raise Refused("too_many", limit=OUTCOMES_DOCUMENTS_MAX)


def _unit(outcome: Outcome, actor: Actor, unit: int | None) -> tuple[int | None, bool]:
    """The joint unit's place, None: the lead; and whether the actor is that unit."""
    lead = None if outcome.lead is None else outcome.lead.participant_id
    is_lead = lead is not None and lead == actor.participant_id
    if unit is not None or not (is_lead or is_staff(actor)):
        return joint_for(outcome, actor, unit)
    return None, acts_for(outcome, actor)


def detach(outcome: Outcome, actor: Actor, document_id: str) -> e.AnyEvent:
    """By the unit whose it is, or by staff."""
    for one in present(outcome):
        if one.document_id == document_id:
            if one.unit is None:
                own = acts_for(outcome, actor)
            else:
                _, own = joint_for(outcome, actor, one.unit)
            return e.OutcomeDocumentRemoved(outcome.outcome_id, document_id, on_behalf=not own)
    raise Refused("no_such_document")


# --- readings ---------------------------------------------------------------------------------


def present(outcome: Outcome) -> list[OutcomeDocument]:
    """Those that were not taken back."""
    return [one for one in outcome.documents if not one.removed]


def ever(state: Consultation) -> Iterator[OutcomeDocument]:
    """All of a consultation; the record rests on the bytes of each."""
    return (one for outcome in state.outcomes.values() for one in outcome.documents)


def readable(
    outcome: Outcome, document_id: str, *, inside: bool, proposed: bool = False
) -> OutcomeDocument:
    """The attachment, where it may be read; raises `Refused("no_such_document")`.

    `inside`: by the units and staff, who read them all; `proposed`: by whoever proposed it, who
    reads what the reply was given with. Everybody else reads that where the outcome is public.
    """
    replied = () if outcome.reply is None else outcome.reply.documents
    open_to_them = replied if proposed or outcome.public else ()
    for one in (*open_to_them, *(outcome.documents if inside else ())):
        if one.document_id == document_id:
            return one
    raise Refused("no_such_document")
