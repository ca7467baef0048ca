"""Votes counted again from the log: whole ones pass, every kind of fraud shows."""

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from sessions import events as e
from sessions.ballot_audit import audit
from sessions.ballot_types import BallotTerms, Paper
from sessions.blind import blind_sign, modulus_of, new_key
from sessions.chain import seal
from sessions.commands import CastVote, CloseBallot, IssueBallotPaper, OpenBallot, PrepareBallot
from sessions.events import AnyEvent, Record
from sessions.state import NO_HASH
from tests.support.consultation import Scene, opened
from tests.support.voter import Voter

KEY = new_key()


def paper(*choices: int) -> Paper:
    voter = Voter.of(modulus_of(KEY))
    return voter.paper(blind_sign(KEY, voter.blinded), *choices)


def scene() -> Scene:
    """A secret ballot of three papers, then a named one."""
    made = opened()
    for method in ("secret", "named"):
        (prepared,) = made.act("chair", PrepareBallot(BallotTerms("议题", method)))
        assert isinstance(prepared, e.BallotPrepared)
        id = prepared.ballot_id
        made.act("chair", OpenBallot(id, modulus_of(KEY) if method == "secret" else ""))
        papers = []
        for number, who in enumerate(("chair", "member", "member2")):
            if method == "secret":
                made.act(who, IssueBallotPaper(id, f"{number}" * 64))
                papers.append(paper(number % 2))
            else:
                made.act(who, CastVote(id, [number % 2]))
        made.act("chair", CloseBallot(id, papers))
    return made


def rewritten(records: Sequence[Record], change: Callable[[AnyEvent], AnyEvent]) -> list[Record]:
    """A log whose chain is whole and whose events somebody has changed."""
    made: list[Record] = []
    for record in records:
        before = made[-1].hash if made else NO_HASH
        sealed, _ = seal(before, record.seq, record.at, record.actor, change(record.event))
        made.append(sealed)
    return made


def test_what_was_counted_as_cast_passes() -> None:
    assert audit(scene().records) == []


def papers_of(change: Callable[[list[Paper]], list[Paper]]) -> Callable[[AnyEvent], AnyEvent]:
    def changed(event: AnyEvent) -> AnyEvent:
        if isinstance(event, e.PapersCounted):
            return replace(event, papers=change(event.papers))
        return event

    return changed


def another_winner(event: AnyEvent) -> AnyEvent:
    if isinstance(event, e.BallotClosed):
        return replace(event, result=replace(event.result, outcome="rejected", adopted=[]))
    return event


def votes_turned(event: AnyEvent) -> AnyEvent:
    if isinstance(event, e.VoteCast):
        return replace(event, choices=[1])
    return event


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (papers_of(lambda all: [replace(all[0], token="0" * 64), *all[1:]]), {"forged"}),
        (papers_of(lambda all: all[:-1]), {"miscounted"}),
        (papers_of(lambda all: [*all[:-1], all[0]]), {"doubled"}),
        (papers_of(lambda all: [*all, paper(0)]), {"stuffed", "miscounted"}),
        (papers_of(lambda all: [replace(one, choices=[]) for one in all]), {"miscounted"}),
        (another_winner, {"miscounted"}),
        (votes_turned, {"miscounted"}),
    ],
)
def test_fraud_shows(change: Callable[[AnyEvent], AnyEvent], kinds: set[str]) -> None:
    found = {fault.kind for fault in audit(rewritten(scene().records, change))}
    assert kinds <= found
