"""Quorum and majority: each rule and each rounding as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.ballot_types import (
    HALF,
    BallotTerms,
    Base,
    LevelTally,
    Majority,
    Outcome,
    Quorum,
    Share,
    Tally,
)
from sessions.majority import adopted, base, decided, needed, possible, quorum_needed

TWO_THIRDS = Share(2, 3)
MORE_THAN_TWO_THIRDS = Share(2, 3, more_than=True)
THREE_QUARTERS = Share(3, 4)
ALL = Share(1, 1)


@pytest.mark.parametrize(
    ("share", "of", "votes"),
    [
        (HALF, 0, 1), (HALF, 1, 1), (HALF, 2, 2), (HALF, 3, 2), (HALF, 7, 4), (HALF, 8, 5),
        (HALF, 99, 50), (HALF, 100, 51), (HALF, 101, 51),
        (Share(1, 2), 0, 1), (Share(1, 2), 7, 4), (Share(1, 2), 8, 4),
        (TWO_THIRDS, 0, 1), (TWO_THIRDS, 1, 1), (TWO_THIRDS, 2, 2), (TWO_THIRDS, 3, 2),
        (TWO_THIRDS, 7, 5), (TWO_THIRDS, 8, 6), (TWO_THIRDS, 9, 6), (TWO_THIRDS, 100, 67),
        (MORE_THAN_TWO_THIRDS, 9, 7), (MORE_THAN_TWO_THIRDS, 8, 6), (MORE_THAN_TWO_THIRDS, 3, 3),
        (THREE_QUARTERS, 10, 8), (THREE_QUARTERS, 12, 9), (THREE_QUARTERS, 13, 10),
        (Share(1, 3), 10, 4), (Share(1, 3, more_than=True), 9, 4), (Share(1, 5), 4, 1),
        (ALL, 0, 1), (ALL, 5, 5),
    ],
)  # fmt: skip
def test_votes_that_reach_a_share(share: Share, of: int, votes: int) -> None:
    assert needed(share, of) == votes


SHARES = st.builds(Share, st.integers(1, 100), st.integers(1, 100), st.booleans())


@given(SHARES, st.integers(1, 7_000))
def test_the_least_number_that_reaches_it(share: Share, of: int) -> None:
    def reached(count: int) -> bool:
        left, right = count * share.denominator, share.numerator * of
        return left > right if share.more_than else left >= right

    votes = needed(share, of)
    assert reached(votes)
    assert votes == 1 or not reached(votes - 1)
    if possible(share):
        assert votes <= of
    elif of > 1:
        assert not reached(of)


@pytest.mark.parametrize(
    ("share", "is_possible"),
    [
        (ALL, True), (Share(1, 1, more_than=True), False), (Share(3, 2), False),
        (Share(99, 100, more_than=True), True), (Share(100, 1), False),
    ],
)  # fmt: skip
def test_shares_that_all_together_reach(share: Share, is_possible: bool) -> None:
    assert possible(share) is is_possible


@pytest.mark.parametrize(
    ("quorum", "entitled", "people"),
    [
        (Quorum(), 30, 0),
        (Quorum(), 0, 0),
        (Quorum(HALF), 30, 16),
        (Quorum(HALF), 31, 16),
        (Quorum(TWO_THIRDS), 31, 21),
        (Quorum(number=12), 30, 12),
        (Quorum(number=12), 5, 12),
        (Quorum(HALF, 12), 30, 16),
        (Quorum(HALF, 12), 20, 12),
        (Quorum(HALF), 0, 1),
    ],
)
def test_a_quorum_of_those_entitled(quorum: Quorum, entitled: int, people: int) -> None:
    assert quorum_needed(quorum, entitled) == people


def counted(
    *counts: int, abstentions: int = 0, entitled: int = 30, present: int = 25, voted: int = -1
) -> Tally:
    levels = list[LevelTally]()
    voted = sum(counts) + abstentions if voted < 0 else voted
    return Tally(entitled, present, voted, list(counts), abstentions, levels)


@pytest.mark.parametrize(
    ("of", "number"), [("decided", 15), ("cast", 20), ("present", 25), ("entitled", 30)]
)
def test_of_how_many(of: Base, number: int) -> None:
    assert base(Majority(of=of), counted(9, 6, abstentions=5)) == number


@pytest.mark.parametrize(
    ("majority", "tally", "outcome"),
    [
        # For, against, abstentions, of 30 entitled of whom 25 are here.
        (Majority(), counted(1, 0), "passed"),
        (Majority(), counted(0, 0), "rejected"),
        (Majority(), counted(0, 0, abstentions=20), "rejected"),
        (Majority(), counted(8, 7, abstentions=9), "passed"),
        (Majority(), counted(8, 8), "rejected"),  # a tie carries nothing
        (Majority(), counted(7, 8), "rejected"),
        (Majority(of="cast"), counted(8, 7, abstentions=1), "rejected"),
        (Majority(of="cast"), counted(8, 7), "passed"),
        (Majority(of="cast"), counted(9, 7, abstentions=1), "passed"),
        (Majority(of="present"), counted(12, 0), "rejected"),
        (Majority(of="present"), counted(13, 12), "passed"),
        (Majority(of="entitled"), counted(15, 0), "rejected"),
        (Majority(of="entitled"), counted(16, 9), "passed"),
        (Majority(TWO_THIRDS), counted(10, 5), "passed"),
        (Majority(TWO_THIRDS), counted(9, 5), "rejected"),
        (Majority(TWO_THIRDS, "cast"), counted(10, 4, abstentions=2), "rejected"),
        (Majority(TWO_THIRDS, "present"), counted(16, 0), "rejected"),
        (Majority(TWO_THIRDS, "present"), counted(17, 8), "passed"),
        (Majority(MORE_THAN_TWO_THIRDS, "entitled"), counted(20, 0), "rejected"),
        (Majority(MORE_THAN_TWO_THIRDS, "entitled"), counted(21, 0), "passed"),
        (Majority(ALL), counted(20, 0, abstentions=5), "passed"),
        (Majority(ALL), counted(20, 1), "rejected"),
        (Majority(None), counted(8, 7), "passed"),
        (Majority(None), counted(7, 8), "rejected"),  # 反对 has the most: nothing is adopted
        (Majority(None), counted(8, 8), "rejected"),
    ],
)
def test_a_motion(majority: Majority, tally: Tally, outcome: Outcome) -> None:
    result = decided(BallotTerms("议题", "named", majority=majority), tally)
    assert result.outcome == outcome
    assert result.adopted == ([0] if outcome == "passed" else [])


@pytest.mark.parametrize(
    ("majority", "tally", "carried"),
    [
        (Majority(None), counted(5, 9, 3), [1]),
        (Majority(None), counted(9, 9, 3), []),
        (Majority(None), counted(0, 0, 0), []),
        (Majority(), counted(5, 9, 3), [1]),
        (Majority(), counted(5, 8, 3), []),
        # Several choices: 20 voters, each for up to two.
        (Majority(), counted(15, 11, 10, voted=20), [0, 1]),
        (Majority(TWO_THIRDS), counted(15, 11, 10, voted=20), [0]),
    ],
)
def test_options_of_one_s_own(majority: Majority, tally: Tally, carried: list[int]) -> None:
    assert adopted(majority, tally) == carried
    terms = BallotTerms("选址", "named", options=["甲", "乙", "丙"], majority=majority)
    assert decided(terms, tally).outcome == ("passed" if carried else "rejected")


@pytest.mark.parametrize(
    ("present", "outcome"), [(19, "no_quorum"), (20, "passed"), (21, "passed")]
)
def test_without_a_quorum_nothing_is_carried(present: int, outcome: Outcome) -> None:
    terms = BallotTerms("议题", "named", quorum=Quorum(TWO_THIRDS))
    result = decided(terms, counted(15, 0, present=present))
    assert (result.outcome, result.quorum_needed) == (outcome, 20)
    assert result.adopted == ([] if outcome == "no_quorum" else [0])


def test_the_numbers_are_shown() -> None:
    result = decided(
        BallotTerms("议题", "named", majority=Majority(TWO_THIRDS, "present")), counted(17, 8)
    )
    assert (result.majority_needed, result.majority_of) == (17, 25)
    assert decided(BallotTerms("选", "named", majority=Majority(None)), counted(2, 1)) == (
        decided(BallotTerms("选", "named", majority=Majority(None)), counted(2, 1))
    )
    plural = decided(BallotTerms("选", "named", majority=Majority(None)), counted(2, 1))
    assert plural.majority_needed is None
