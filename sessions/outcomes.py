"""Outcomes 成果: what was agreed, which unit is responsible, by when, and what it came from."""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from sessions.commands import RecordOutcome
from sessions.config import OUTCOMES_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, OutcomeRecorded
from sessions.jurisdiction import Jurisdiction
from sessions.outcome_steps import with_outcome
from sessions.state import Consultation
from sessions.state.outcomes import Outcome
from sessions.status import require_opened
from sessions.types import Source


def record_outcome(
    state: Consultation,
    command: RecordOutcome,
    now_ms: int,
    new_id: Callable[[], str],
    rules: Jurisdiction,
) -> list[AnyEvent]:
    """Once the consultation has opened, after its close too; from here on it is reviewed."""
    require_opened(state)
    _check_source(state, command.source)
    _check_date(command.due)
    if len(state.outcomes) >= OUTCOMES_MAX:
        raise Refused("too_many", limit=OUTCOMES_MAX)
    return [
        OutcomeRecorded(
            outcome_id=new_id(),
            text=command.text,
            unit=command.unit,
            due=command.due,
            source=command.source,
            deadline=rules.deadline(now_ms, rules.deadlines.review),
        )
    ]


def _check_source(state: Consultation, source: Source) -> None:
    match source.kind:
        case "item":
            known = source.id in state.agenda
        case "speech":
            known = source.id in state.speeches
        case "opinion":
            known = source.id in state.opinions
        case _:
            assert_never(source.kind)
    if not known:
        raise Refused("no_such_source")


def _check_date(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise Refused("no_such_date", date=text) from None


def outcome_recorded(
    state: Consultation, event: OutcomeRecorded, seq: int, at: int
) -> Consultation:
    """One outcome more."""
    outcome = Outcome(
        outcome_id=event.outcome_id,
        text=event.text,
        unit=event.unit,
        due=event.due,
        source=event.source,
        recorded_at=at,
        deadline=event.deadline,
        seq=seq,
    )
    return with_outcome(state, outcome, seq)
