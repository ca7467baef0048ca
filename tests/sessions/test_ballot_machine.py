"""Votes under random commands: nobody counts twice, totals add up, no token has an owner."""

import itertools
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions.ballot_types import BallotTerms, Majority, Paper, Quorum, Share
from sessions.consultation import replay
from sessions.electorate import keys
from sessions.errors import Refused
from sessions.state.ballots import Ballot
from tests.support.consultation import PEOPLE, opened

VOTERS = ["chair", "member", "member2"]
WHO = st.sampled_from([*VOTERS, *VOTERS, *(person.id for person in PEOPLE)])
SEAT = st.sampled_from(["zz1", "sf1", "lk1", "sf2", "nothing"])
ROOM = st.sampled_from(["room_zz", "room_zz", "room_sf", "member"])
CHOICES = st.lists(st.integers(0, 2), max_size=2, unique=True) | st.lists(st.integers(0, 4))
SHARE = st.none() | st.builds(Share, st.integers(1, 2), st.integers(3, 4), st.booleans())
METHOD: Any = st.sampled_from(["hands", "named", "secret"])
BASE: Any = st.sampled_from(["decided", "cast", "present", "entitled"])
OPTIONS = [BallotTerms("议题", "named", options=o, choices_max=n) for o, n in [
    ([], 1), ([], 1), (["甲", "乙", "丙"], 2), (["甲", "乙", "丙", "丁"], 3),
]]  # fmt: skip
TERMS = st.builds(
    replace,
    st.sampled_from(OPTIONS),
    method=METHOD,
    roles=st.sampled_from([("chair", "member"), ("member", "department")]),
    quorum=st.builds(Quorum, SHARE, st.none() | st.integers(1, 8)),
    majority=st.builds(Majority, SHARE, BASE),
    seconds=st.sampled_from([None, None, 20]),
)


class Votes(RuleBasedStateMachine):
    """A model beside the rules: what each voter did last, and which papers are in the box."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = opened()
        self.tokens = (f"{n:064x}" for n in itertools.count(0xABCDEF0123456789 << 100, 7919))
        self.last: dict[str, tuple[int, ...]] = {}
        self.hands: dict[str, tuple[int, ...]] = {}
        self.box: list[Paper] = []

    def attempt(self, who: str, command: c.AnyCommand) -> bool:
        """Whether it was done."""
        before, count = self.scene.state, len(self.scene.records)
        try:
            self.scene.act(who, command)
        except Refused:
            assert self.scene.state is before
            assert len(self.scene.records) == count
            return False
        return True

    @property
    def ballots(self) -> list[Ballot]:
        return list(self.scene.now_state.ballots.values())

    @property
    def open(self) -> Ballot | None:
        state = self.scene.now_state
        return None if state.open_ballot is None else state.ballots[state.open_ballot]

    @precondition(lambda self: not self.open)
    @rule(who=st.sampled_from(["chair", "clerk", "organizer", "member"]), terms=TERMS)
    def prepare(self, who: str, terms: BallotTerms) -> None:
        self.attempt(who, c.PrepareBallot(terms))
        self.begin("chair", 0)

    @precondition(lambda self: self.ballots)
    @rule(who=st.sampled_from(["chair", "chair", "clerk", "member"]), n=st.integers(0, 9))
    def begin(self, who: str, n: int) -> None:
        if not self.ballots:
            return
        ballot = self.ballots[-1 - n % len(self.ballots)]
        modulus = "AQAB" if ballot.terms.method == "secret" else ""
        if self.attempt(who, c.OpenBallot(ballot.ballot_id, modulus)):
            self.last, self.hands, self.box = {}, {}, []

    @precondition(lambda self: self.open)
    @rule(who=WHO, choices=CHOICES)
    def cast_own(self, who: str, choices: list[int]) -> None:
        self.cast(who, choices, None)

    @precondition(lambda self: self.open)
    @rule(who=ROOM, choices=CHOICES, seat=SEAT)
    def cast_for_a_seat(self, who: str, choices: list[int], seat: str) -> None:
        self.cast(who, choices, seat)

    def cast(self, who: str, choices: list[int], seat: str | None) -> None:
        assert self.open is not None
        if self.attempt(who, c.CastVote(self.open.ballot_id, choices, seat)):
            self.last[f"seat:{seat}" if seat else who] = tuple(sorted(choices))

    @precondition(lambda self: self.open)
    @rule(
        who=st.sampled_from(["room_zz", "room_zz", "room_sf", "chair", "member"]),
        venue=st.sampled_from(["sf", "zz", "lk", "hn"]),
        counts=st.sampled_from([[0, 0], [0, 0], [1, 0], [0, 1], [1, 1], [1, 0, 0]]),
        abstentions=st.integers(0, 1),
    )
    def count(self, who: str, venue: str, counts: list[int], abstentions: int) -> None:
        assert self.open is not None
        id = self.open.ballot_id
        if self.attempt(who, c.CountHands(id, venue, counts, abstentions)):
            self.hands[venue] = (*counts, abstentions)
            seats = {s.seat.id for s in self.scene.now_state.seats.values() if s.venue_id == venue}
            self.last = {k: v for k, v in self.last.items() if k.removeprefix("seat:") not in seats}

    @precondition(lambda self: self.open)
    @rule(who=WHO, choices=CHOICES, casts=st.booleans())
    def take_own(self, who: str, choices: list[int], casts: bool) -> None:
        self.take(who, None, choices, casts)

    @precondition(lambda self: self.open)
    @rule(who=ROOM, seat=SEAT, choices=CHOICES)
    def take_for_a_seat(self, who: str, seat: str, choices: list[int]) -> None:
        self.take(who, seat, choices, True)

    def take(self, who: str, seat: str | None, choices: list[int], casts: bool) -> None:
        """A paper, which whoever took it may put into the box."""
        assert self.open is not None
        token = next(self.tokens)
        request = c.IssueBallotPaper(self.open.ballot_id, token[::-1], seat)
        terms = self.open.terms
        if self.attempt(who, request) and casts:
            fits = [x for x in dict.fromkeys(choices) if x < len(terms.options or "ab")]
            self.box.append(Paper(token, "AAAA", fits[: terms.choices_max]))

    @precondition(lambda self: self.open)
    @rule(who=st.sampled_from(["chair", "clerk", "system", "member", "room_zz"]))
    def close(self, who: str) -> None:
        assert self.open is not None
        ballot = self.open
        papers = self.box if ballot.terms.method == "secret" else []
        if not self.attempt(who, c.CloseBallot(ballot.ballot_id, papers)):
            return
        closed = self.scene.now_state.ballots[ballot.ballot_id]
        assert closed.result is not None
        tally = closed.result.tally
        secret = ballot.terms.method == "secret"
        votes = [tuple(p.choices) for p in self.box] if secret else list(self.last.values())
        hands = list(self.hands.values())
        for option in range(len(tally.counts)):
            chosen = sum(option in choices for choices in votes)
            assert tally.counts[option] == chosen + sum(one[option] for one in hands)
        assert tally.voted == len(votes) + sum(map(sum, hands))
        assert tally.abstentions == votes.count(()) + sum(one[-1] for one in hands)
        self.totals(closed)

    def totals(self, ballot: Ballot) -> None:
        assert ballot.result is not None
        tally, method = ballot.result.tally, ballot.terms.method
        assert tally.voted <= tally.present <= tally.entitled == len(keys(ballot))
        assert sum(level.entitled for level in tally.levels) == tally.entitled
        if method == "secret":
            assert tally.voted <= tally.issued == sum(level.voted for level in tally.levels)
        else:
            assert tally.voted == sum(level.voted for level in tally.levels)
            assert tally.abstentions == sum(level.abstentions for level in tally.levels)
            assert tally.counts == [
                sum(x) for x in zip(*(v.counts for v in tally.levels), strict=True)
            ]
        if ballot.terms.choices_max == 1:
            assert sum(tally.counts) + tally.abstentions == tally.voted
        assert (ballot.result.outcome == "passed") == bool(ballot.result.adopted)

    @precondition(lambda self: self.open)
    @rule(who=st.sampled_from(["chair", "member"]))
    def cancel(self, who: str) -> None:
        assert self.open is not None
        self.attempt(who, c.CancelBallot(self.open.ballot_id, "有误"))

    @rule(who=st.sampled_from(["member", "rep", "room_zz"]), here=st.booleans())
    def come_and_go(self, who: str, here: bool) -> None:
        self.attempt("system", (c.JoinConsultation if here else c.LeaveConsultation)(who))

    @rule()
    def wait(self) -> None:
        self.scene.wait(3)

    @invariant()
    def nobody_votes_twice(self) -> None:
        for ballot in self.ballots:
            may = set(keys(ballot))
            assert set(ballot.votes) <= may
            assert set(ballot.issued) <= may
            counted = {id for id in ballot.seats if self._venue(id) in ballot.hands}
            assert not any(f"seat:{id}" in ballot.votes for id in counted)

    def _venue(self, seat_id: str) -> str:
        return self.scene.now_state.seats[seat_id].venue_id

    @invariant()
    def no_record_holds_a_token_and_its_voter(self) -> None:
        tokens = [p.token for b in self.ballots for p in b.papers] + [p.token for p in self.box]
        for record in self.scene.records[-3:]:
            if isinstance(record.event, e.PapersCounted):
                listed = [paper.token for paper in record.event.papers]
                assert listed == sorted(listed)
            else:
                text = msgspec.json.encode(record).decode()
                assert not [token for token in tokens if token in text]

    def teardown(self) -> None:
        assert replay(self.scene.records) == self.scene.state


TestVotes = Votes.TestCase
TestVotes.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
