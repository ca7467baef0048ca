"""Speaking time: by the item, by role, and within what a venue or a level has in all."""

from collections.abc import Iterator

from msgspec.structs import replace

from sessions.clock import elapsed_ms
from sessions.commands import SetFloorRules
from sessions.errors import Refused
from sessions.events import AnyEvent, FloorRulesSet
from sessions.state import Consultation
from sessions.status import require_unclosed
from sessions.types import Participant, Quota, RequestKind
from sessions.venues import within

DEFAULT_SECONDS = 300
"""Speaking time where no item runs; as an item's own default."""
COUNTED: frozenset[RequestKind] = frozenset({"statement", "question", "answer"})
"""What a quota pays for. An interposed question and a point of order are nobody's turn."""


def usual_seconds(state: Consultation, participant: Participant) -> int:
    """Speaking time by default: the role's, else the running item's."""
    for one in state.floor_rules.by_role:
        if one.role == participant.role:
            return one.seconds
    if state.running_item is None:
        return DEFAULT_SECONDS
    return state.agenda[state.running_item].item.speech_seconds


def remaining_seconds(state: Consultation, participant: Participant, now_ms: int) -> int | None:
    """What the tightest quota leaves of whole seconds; None where no quota applies."""
    return min(
        (
            max(0, quota.seconds - used_ms(state, quota, now_ms) // 1000)
            for quota in _applying(state, participant)
        ),
        default=None,
    )


def granted_seconds(
    state: Consultation, participant: Participant, kind: RequestKind, wanted: int, now_ms: int
) -> int:
    """`wanted` cut to what the quotas leave; raises `Refused` where that is nothing."""
    left = remaining_seconds(state, participant, now_ms) if kind in COUNTED else None
    if left is None:
        return wanted
    if left == 0:
        raise Refused("quota_used_up", name=participant.name)
    return min(wanted, left)


def used_ms(state: Consultation, quota: Quota, now_ms: int) -> int:
    """Milliseconds that were spoken on a quota."""
    return sum(
        elapsed_ms(speech, now_ms)
        for speech in state.speeches.values()
        if speech.kind in COUNTED
        and (quota.per == "meeting" or speech.item_id == state.running_item)
        and _covers(state, quota, state.participants[speech.participant_id])
    )


def _applying(state: Consultation, participant: Participant) -> Iterator[Quota]:
    return (q for q in state.floor_rules.quotas if _covers(state, q, participant))


def _covers(state: Consultation, quota: Quota, participant: Participant) -> bool:
    if quota.venue_id is not None:
        return within(state, participant.venue_id, quota.venue_id)
    return state.venues[participant.venue_id].level == quota.level


def set_floor_rules(state: Consultation, command: SetFloorRules) -> list[AnyEvent]:
    """Until the consultation closes; nothing happens where they are so already."""
    require_unclosed(state)
    for quota in command.rules.quotas:
        if (quota.venue_id is None) == (quota.level is None):
            raise Refused("no_such_level_or_venue")
        if quota.venue_id is not None and quota.venue_id not in state.venues:
            raise Refused("no_such_venue")
    return [] if command.rules == state.floor_rules else [FloorRulesSet(rules=command.rules)]


def floor_rules_set(state: Consultation, event: FloorRulesSet) -> Consultation:
    """From the next grant on; whether the clock cuts, at once."""
    return replace(state, floor_rules=event.rules)
