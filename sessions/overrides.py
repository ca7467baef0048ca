"""Overrides: acting outside one's own venue or over an operator's decision, never without a reason.

Each is an event of its own before the act, so that the record says who was overridden and why.
"""

from sessions.errors import Refused
from sessions.events import AuthorityOverridden
from sessions.roles import Relation, is_staff, relation
from sessions.state import Consultation, Decision
from sessions.types import Actor
from sessions.venues import within


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
) -> list[AuthorityOverridden]:
    """The event of an override, none where the act is none; raises `override_needs_reason`.

    `before` is what the act undoes.
    """
    at = relation(state, actor, participant_id, venue_id)
    undone = before is not None and _is_override(state, actor, before)
    if at in (Relation.SELF, Relation.OWN) and not undone:
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
