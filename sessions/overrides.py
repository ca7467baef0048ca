"""Overrides: acting outside one's own venue or over an operator's decision, never without a reason.

Each is an event of its own before the act, so that the record says who was overridden and why.
"""

from sessions.errors import Refused
from sessions.events import AuthorityOverridden
from sessions.roles import STAFF, is_staff, standing
from sessions.state import Consultation
from sessions.state.attendance import Decision
from sessions.subjects import Relation, relation
from sessions.types import Actor
from sessions.venues import rooms_here, within


def overridden(
    state: Consultation,
    actor: Actor,
    action: str,
    reason: str,
    *,
    venue_id: str,
    participant_id: str | None = None,
    seat_id: str | None = None,
    before: Decision | None = None,
    overruling: bool = False,
) -> list[AuthorityOverridden]:
    """The event of an override, none where the act is none; raises `override_needs_reason`.

    `before` is what the act undoes; `overruling`: what they did themselves is, which only they and
    their operator undo without a reason.
    """
    at = relation(state, actor, participant_id, venue_id)
    undone = before is not None and _is_override(state, actor, before)
    undone = undone or (overruling and standing(state, actor) in STAFF)
    if at is Relation.SELF or (at is Relation.OWN and not undone):
        return []
    if not reason.strip():
        raise Refused("override_needs_reason")
    operators = [
        p.id for p in state.participants.values() if p.role == "venue" and p.venue_id == venue_id
    ]
    if before is not None and undone and before.by.participant_id not in (None, *operators):
        operators.append(before.by.participant_id or "")
    return [
        AuthorityOverridden(
            action=action,
            venue_id=venue_id,
            participant_id=participant_id,
            seat_id=seat_id,
            overridden=[id for id in operators if id != actor.participant_id],
            reason=reason.strip(),
        )
    ]


def spoken_for(
    state: Consultation,
    actor: Actor,
    action: str,
    reason: str,
    *,
    participant_id: str | None = None,
    seat_id: str | None = None,
) -> list[AuthorityOverridden]:
    """The same for saying who is here: staff who say it before the opening, or for a venue none of
    whose operators is connected, keep their own list and override nobody.
    """
    venue_id = (
        state.participants[participant_id].venue_id
        if participant_id is not None
        else state.seats[seat_id or ""].venue_id
    )
    attended = state.opened_at is not None and venue_id in rooms_here(state)
    if standing(state, actor) in STAFF and not attended:
        return []
    return overridden(
        state,
        actor,
        action,
        reason,
        venue_id=venue_id,
        participant_id=participant_id,
        seat_id=seat_id,
    )


def _is_override(state: Consultation, actor: Actor, before: Decision) -> bool:
    """Whether the decision was an operator's who stands below the actor."""
    if before.by.role != "venue":
        return False
    return is_staff(actor) or before.by.venue_id != actor.venue_id


def check_not_above(state: Consultation, actor: Actor, before: Decision | None) -> None:
    """An operator undoes nothing that staff or an operator above decided."""
    if before is None or is_staff(actor):
        return
    by = before.by
    below = by.role == "venue" and within(state, by.venue_id or "", actor.venue_id or "")
    if not below:
        raise Refused("decided_above", name=by.name or by.role)
