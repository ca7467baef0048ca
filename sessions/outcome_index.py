"""When the clock next acts on outcomes of a consultation, by their own records alone.

Every deadline is in the record that set it, so no whole log has to be replayed to know.
"""

from collections.abc import Iterable

from sessions.events import OUTCOME_LIFE, OutcomeRecorded, Record, tag
from sessions.outcome_steps import outcome_changed
from sessions.outcomes import outcome_recorded
from sessions.state import Consultation

OUTCOME_KINDS = (OutcomeRecorded, *OUTCOME_LIFE)
OUTCOME_TAGS = tuple(tag(kind) for kind in OUTCOME_KINDS)
"""What `next_act` is to be given of a log."""


def next_act(records: Iterable[Record]) -> int | None:
    """Unix ms, by all records about outcomes of one consultation; None where nothing is due."""
    state = Consultation(id="", title="", scheduled_at=0)  # nothing else of it matters here
    for record in records:
        event = record.event
        if isinstance(event, OutcomeRecorded):
            state = outcome_recorded(state, event, record.seq, record.at)
        else:
            assert isinstance(event, OUTCOME_LIFE), event
            state = outcome_changed(state, record, event)
    return state.outcome_due
