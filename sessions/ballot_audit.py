"""Whether the votes of a log were counted as they were cast: for anybody who holds the log.

Every signature, every sum and every bound is computed again from the records alone.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from sessions.blind import verifies
from sessions.consultation import apply
from sessions.counting import tally
from sessions.events import BallotClosed, Record
from sessions.majority import decided
from sessions.state import Consultation
from sessions.state.ballots import Ballot

BallotFaultKind = Literal["forged", "doubled", "stuffed", "miscounted"]
"""What may be wrong with a vote.

- `forged`: a paper's signature is not the ballot's.
- `doubled`: a token counts more than once.
- `stuffed`: more papers were cast than given out.
- `miscounted`: the result is not what the votes amount to.
"""


class BallotFault(msgspec.Struct, frozen=True):
    """What is wrong, at the record that closed the ballot."""

    seq: int
    ballot_id: str
    kind: BallotFaultKind


def audit(records: Iterable[Record]) -> list[BallotFault]:
    """Everything wrong with the votes of a log, complete from its first record."""
    state: Consultation | None = None
    faults: list[BallotFault] = []
    for record in records:
        if state is not None and isinstance(record.event, BallotClosed):
            faults += _faults(state, record, record.event)
        state = apply(state, record)
    return faults


def _faults(state: Consultation, record: Record, closed: BallotClosed) -> list[BallotFault]:
    ballot = state.ballots[closed.ballot_id]
    kinds: list[BallotFaultKind] = [*_paper_faults(ballot)]
    # Who was present is what was found at that moment; all the rest follows from the votes.
    counted = replace(tally(state, ballot), present=closed.result.tally.present)
    if decided(ballot.terms, counted) != closed.result:
        kinds.append("miscounted")
    return [BallotFault(record.seq, ballot.ballot_id, kind) for kind in kinds]


def _paper_faults(ballot: Ballot) -> Iterable[BallotFaultKind]:
    tokens = [paper.token for paper in ballot.papers]
    signed = ((bytes.fromhex(paper.token), paper.signature) for paper in ballot.papers)
    if not all(verifies(ballot.modulus, token, signature) for token, signature in signed):
        yield "forged"
    if len(set(tokens)) < len(tokens):
        yield "doubled"
    if len(tokens) > len(ballot.issued):
        yield "stuffed"
