"""Random lives of outcomes: no step outside the table, each reminder once, every log replays."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sessions import commands as c
from sessions.consultation import due, next_due, replay
from sessions.errors import Refused
from sessions.events import OutcomeEscalated, OutcomeUrged
from sessions.outcome_life import LIFE
from sessions.types import SYSTEM, Source
from tests.support.outcome import Ledger, acts, recorded

WHO = st.sampled_from(["clerk", "dept", "dept2", "member", "public"])
KINDS = st.sampled_from(sorted(LIFE, key=lambda kind: kind.__name__))
BAD: dict[type[c.Command], dict[str, Any]] = {
    c.ReviewOutcome: {"decision": "decline", "reason": "不属职责"},
    c.AppraiseReply: {"appraisal": "dissatisfied", "comment": "没有办"},
    c.FollowUpOutcome: {"solved": False, "note": "没有落实"},
}
"""The other way that an act may go."""


class Lives(RuleBasedStateMachine):
    """Three outcomes, of a speech, an opinion and an item."""

    scene: Ledger

    def __init__(self) -> None:
        super().__init__()
        self.done: set[tuple[str, str, int, int]] = set()

    @initialize()
    def begin(self) -> None:
        self.scene = recorded()
        for source in (Source("opinion", "o1"), Source("item", "statements")):
            self.scene.act("clerk", c.RecordOutcome("另一项", "市财政局", "2026-08-20", source))

    @rule(who=WHO, kind=KINDS, number=st.integers(0, 2), other=st.booleans())
    def anything(self, who: str, kind: type[c.Command], number: int, other: bool) -> None:
        """By anybody."""
        self.act(who, kind, number, other)

    def act(self, who: str, kind: type[c.Command], number: int, other: bool) -> None:
        """Done as the table says, or refused and nothing has happened."""
        id = list(self.scene.now_state.outcomes)[number]
        command: Any = acts(id)[kind][1]
        if other and kind in BAD:
            command = kind(outcome_id=id, **BAD[kind])
        before, state = self.scene.now_state.outcomes[id], self.scene.state
        try:
            self.scene.act(who, command)
        except Refused:
            assert self.scene.state is state
            return
        after = self.scene.now_state.outcomes[id]
        assert before.stage in LIFE[kind].at
        assert after.stage in (LIFE[kind].to or (before.stage,))

    @rule(number=st.integers(0, 2), choice=st.integers(0, 14), other=st.booleans())
    def proceed(self, number: int, choice: int, other: bool) -> None:
        """What may follow, by whoever does it, so that lives come to their end."""
        outcome = list(self.scene.now_state.outcomes.values())[number]
        kinds = [kind for kind in LIFE if outcome.stage in LIFE[kind].at]
        if kinds:
            kind = kinds[choice % len(kinds)]
            self.act(acts(outcome.outcome_id)[kind][0], kind, number, other)

    @rule(days=st.integers(-5, 40))
    def wait(self, days: int) -> None:
        """Days pass, or the clock is set back."""
        self.scene.wait(days * 24 * 3600)

    @rule()
    def tick(self) -> None:
        for command in due(self.scene.now_state, self.scene.now):
            for record in self.scene.do(SYSTEM, command):
                event = record.event
                assert isinstance(event, OutcomeUrged | OutcomeEscalated)
                self._once(event)
        assert due(self.scene.now_state, self.scene.now) == []
        at = next_due(self.scene.now_state)
        assert at is None or at > self.scene.now

    def _once(self, event: OutcomeUrged | OutcomeEscalated) -> None:
        outcome = self.scene.now_state.outcomes[event.outcome_id]
        assert outcome.deadline is not None
        kind = "urge" if isinstance(event, OutcomeUrged) else "escalate"
        assert outcome.deadline.acts[event.acts - 1].kind == kind
        set_at = sum(
            getattr(step.event, "deadline", None) is not None for step in outcome.steps
        )  # which of its deadlines this is
        key = (event.outcome_id, outcome.stage, set_at, event.acts)
        assert key not in self.done
        self.done.add(key)

    @rule()
    def restart(self) -> None:
        self.scene.state = replay(self.scene.records)

    @invariant()
    def the_next_act_is_known(self) -> None:
        state = self.scene.now_state
        times = [
            outcome.deadline.acts[outcome.acts_done].at
            for outcome in state.outcomes.values()
            if outcome.deadline is not None and outcome.acts_done < len(outcome.deadline.acts)
        ]
        assert state.outcome_due == min(times, default=None)

    def teardown(self) -> None:
        assert replay(self.scene.records) == self.scene.state


Lives.TestCase.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)
TestLives = Lives.TestCase
