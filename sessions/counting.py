"""Counting a vote: what each voter chose, by option and by level, each person once."""

from collections import Counter

from sessions.ballot_types import MOTION, LevelTally, Tally
from sessions.electorate import here, keys, level_of
from sessions.state import Consultation
from sessions.state.ballots import Ballot
from sessions.types import LEVELS, Level


def tally(state: Consultation, ballot: Ballot) -> Tally:
    """The votes of a ballot that has been opened, as they stand."""
    options = len(ballot.terms.options or MOTION)
    sheets = {level: _Sheet(options) for level in LEVELS}
    for voter in keys(ballot):
        sheets[level_of(state, voter)].entitled += 1
    for voter, choices in ballot.votes.items():
        sheets[level_of(state, voter)].vote(choices)
    for venue_id, counted in ballot.hands.items():
        sheets[state.venues[venue_id].level].hands(counted)
    for voter in ballot.issued:
        sheets[level_of(state, voter)].voted += 1
    secret = ballot.terms.method == "secret"
    levels = [sheet.level(level, secret) for level, sheet in sheets.items() if sheet.entitled]
    together = _Sheet(options)
    for paper in ballot.papers:
        together.vote(paper.choices)
    for sheet in () if secret else sheets.values():
        together.add(sheet)
    return Tally(
        entitled=len(ballot.participants) + len(ballot.seats),
        present=_present(state, ballot),
        voted=together.voted,
        counts=together.counts,
        abstentions=together.abstentions,
        levels=levels,
        issued=len(ballot.issued),
    )


def _present(state: Consultation, ballot: Ballot) -> int:
    """Of those entitled, who are here; whoever voted was, and so were the hands of a room."""
    present = {*here(state), *ballot.votes, *ballot.issued} & {*keys(ballot)}
    by_venue = Counter(state.seats[id].venue_id for id in ballot.seats if f"seat:{id}" in present)
    unseen = (max(0, sum(counted) - by_venue[id]) for id, counted in ballot.hands.items())
    return len(present) + sum(unseen)


class _Sheet:
    """The strokes of one level, or of all."""

    def __init__(self, options: int) -> None:
        self.entitled = 0
        self.voted = 0
        self.counts = [0] * options
        self.abstentions = 0

    def vote(self, choices: "tuple[int, ...] | list[int]") -> None:
        """One voter's."""
        self.voted += 1
        self.abstentions += not choices
        for choice in choices:
            self.counts[choice] += 1

    def hands(self, counted: tuple[int, ...]) -> None:
        """A room's, abstentions last."""
        self.voted += sum(counted)
        self.abstentions += counted[-1]
        self.counts = [a + b for a, b in zip(self.counts, counted, strict=False)]

    def add(self, other: "_Sheet") -> None:
        """Another's."""
        self.voted += other.voted
        self.abstentions += other.abstentions
        self.counts = [a + b for a, b in zip(self.counts, other.counts, strict=True)]

    def level(self, level: Level, secret: bool) -> LevelTally:
        """As a part of the result; of a secret ballot nobody knows which level chose what."""
        counts = [] if secret else self.counts
        return LevelTally(level, self.entitled, self.voted, counts, self.abstentions)
