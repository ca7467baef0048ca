"""A consultation as pure functions: `decide` what happens, `apply` what happened, `due` what the
clock asks for.

`decide(state, actor, command, now_ms, new_id)` answers the events that a command leads to, or
raises `Refused` and nothing has happened. `apply(state, record)` is the state after one more
record. Each concept decides and applies in its own file; `deciding.py` and `applying.py` are who
goes where.
"""

from sessions import (
    ballots,
    clock,
    outcome_acts,
    rehearsal,
    roll_call,
)
from sessions import commands as c
from sessions.applying import apply, replay
from sessions.deciding import decide
from sessions.speaking import chair, held, holders
from sessions.state import Consultation

__all__ = [
    "Consultation",
    "apply",
    "chair",
    "decide",
    "due",
    "held",
    "holders",
    "next_due",
    "replay",
]


def due(state: Consultation, now_ms: int) -> list[c.AnyCommand]:
    """What the clock asks for by `now_ms`, to be executed as `SYSTEM`."""
    return [
        *clock.due(state, now_ms),
        *roll_call.due_ends(state, now_ms),
        *ballots.due_closes(state, now_ms),
        *rehearsal.due_end(state, now_ms),
        *outcome_acts.due_acts(state, now_ms),
    ]


def next_due(state: Consultation) -> int | None:
    """When the clock next asks for something, Unix ms; None while it asks for nothing."""
    times = (
        clock.next_due(state),
        roll_call.next_due(state),
        ballots.next_close(state),
        rehearsal.next_due(state),
        state.outcome_due,
    )
    return min((at for at in times if at is not None), default=None)
