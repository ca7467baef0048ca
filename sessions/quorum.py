"""The quorum 法定人数: who is entitled to be counted, who of them is present now, and is it enough.

Entitled is whoever deliberates and is on the list as attending 出席: participants, and the people
in the seats of a room. Those who only serve the meeting (clerk, venue operator, interpreter),
viewers and observers 列席 are not. The attendance list supposes that an unmarked seat was there as
its room was; a quorum supposes nothing, and counts a seat where somebody said who sits in it.
"""

import msgspec

from sessions.seating import people_seated
from sessions.state import Consultation
from sessions.types import QuorumRule, Role, Voter

DELIBERATING: frozenset[Role] = frozenset({"chair", "member", "expert", "department", "public_rep"})
"""Roles that take part in the matter; the others serve the meeting or watch it."""


class Quorum(msgspec.Struct, frozen=True):
    """How many must be present, how many are, of how many; `needed` 0 where no rule is set."""

    needed: int
    present: int
    entitled: int

    @property
    def met(self) -> bool:
        """Whether enough are present."""
        return self.present >= self.needed


def entitled(state: Consultation) -> frozenset[Voter]:
    """Everybody who counts for the quorum when present. A seat is its person on the list."""
    return frozenset(
        [
            *(
                Voter("participant", p.id)
                for p in state.participants.values()
                if p.role in DELIBERATING and p.capacity == "attending"
            ),
            *(
                Voter("seat", at.seat.id)
                for at in state.seats.values()
                if at.seat.capacity == "attending"
            ),
        ]
    )


def counted(state: Consultation) -> frozenset[Voter]:
    """Those entitled who are present now: connected, or by somebody's word."""
    return entitled(state) & here(state)


def here(state: Consultation) -> frozenset[Voter]:
    """Everybody who is present now, whether they count or not."""
    marks = state.participant_marks
    joined = (id for id in state.joined if marks.get(id, "present") == "present")
    marked = (id for id, mark in marks.items() if mark == "present")
    return frozenset(
        [
            *(Voter("participant", id) for id in (*joined, *marked)),
            *(Voter("seat", id) for id in people_seated(state)),
        ]
    )


def quorum(state: Consultation) -> Quorum:
    """How the quorum stands now."""
    everybody = entitled(state)
    return Quorum(
        needed=needed(state.attendance_rules.quorum, len(everybody)),
        present=len(everybody & here(state)),
        entitled=len(everybody),
    )


def needed(rule: QuorumRule, of: int) -> int:
    """How many of `of` the rule asks for; a share is rounded up."""
    match rule.kind:
        case "none":
            return 0
        case "number":
            return rule.amount
        case "share":
            return -(-of * rule.amount // 100)
