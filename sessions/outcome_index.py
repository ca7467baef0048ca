"""When the clock next acts on outcomes of each consultation, by their own records alone.

Every deadline is in the record that set it, so no whole log has to be replayed to know.
"""

from collections.abc import Iterable

from sessions.events import OUTCOME_LIFE, OutcomeRecorded, Record, tag
from sessions.outcome_steps import outcome_changed
from sessions.outcomes import outcome_recorded
from sessions.state import Consultation

OUTCOME_KINDS = (OutcomeRecorded, *OUTCOME_LIFE)
OUTCOME_TAGS = tuple(tag(kind) for kind in OUTCOME_KINDS)
"""What `outcomes_after` is to be given of each log."""


def outcomes_after(state: Consultation | None, id: str, record: Record) -> Consultation:
    """After one more record: a consultation of which nothing is known but its outcomes."""
    before = state or Consultation(id=id, title="", scheduled_at=0)
    event = record.event
    if isinstance(event, OutcomeRecorded):
        return outcome_recorded(before, event, record.seq, record.at)
    assert isinstance(event, OUTCOME_LIFE), event
    return outcome_changed(before, record, event)


def next_acts(records: Iterable[tuple[str, Record]]) -> dict[str, int]:
    """Unix ms by consultation, of those of which anything is due ever."""
    states: dict[str, Consultation] = {}
    for id, record in records:
        states[id] = outcomes_after(states.get(id), id, record)
    return {id: one.outcome_due for id, one in states.items() if one.outcome_due is not None}
