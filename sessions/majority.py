"""Quorum and majority as arithmetic: whole numbers, no rounding by halves, every case in a table.

A share is reached by count/of ≥ numerator/denominator, or >, compared by multiplication: two
thirds of 7 are 5 votes, more than half of 7 are 4, more than half of 8 are 5.
"""

from typing import assert_never

from sessions.ballot_types import BallotTerms, Majority, Quorum, Result, Share, Tally


def needed(share: Share, of: int) -> int:
    """The least number that reaches a share of `of`; nobody carries nothing, so at least 1."""
    product = share.numerator * of
    if share.more_than:
        return product // share.denominator + 1
    return max(1, -(-product // share.denominator))


def possible(share: Share) -> bool:
    """Whether all together can reach it."""
    if share.more_than:
        return share.numerator < share.denominator
    return share.numerator <= share.denominator


def quorum_needed(quorum: Quorum, entitled: int) -> int:
    """How many of those entitled must be there; 0 where no quorum is asked for."""
    by_share = 0 if quorum.share is None else needed(quorum.share, entitled)
    return max(by_share, quorum.number or 0)


def base(majority: Majority, tally: Tally) -> int:
    """Of how many a majority is counted."""
    match majority.of:
        case "decided":
            return tally.voted - tally.abstentions
        case "cast":
            return tally.voted
        case "present":
            return tally.present
        case "entitled":
            return tally.entitled
        case _:
            assert_never(majority.of)


def adopted(majority: Majority, tally: Tally) -> list[int]:
    """The options that are carried.

    Without a share the one with the most votes, and none in a tie for them: the vote is then held
    again or the chair's to settle, not ours.
    """
    if majority.share is not None:
        votes = needed(majority.share, base(majority, tally))
        return [index for index, count in enumerate(tally.counts) if count >= votes]
    most = max(tally.counts)
    first = [index for index, count in enumerate(tally.counts) if count == most]
    return first if most > 0 and len(first) == 1 else []


def decided(terms: BallotTerms, tally: Tally) -> Result:
    """How a counted vote comes out.

    A motion passes where 赞成 is carried; that 反对 has a majority rejects it and adopts nothing.
    """
    majority = terms.majority
    quorum = quorum_needed(terms.quorum, tally.entitled)
    carried = [] if tally.present < quorum else adopted(majority, tally)
    if not terms.options:
        carried = [index for index in carried if index == 0]
    of = base(majority, tally)
    return Result(
        outcome="no_quorum" if tally.present < quorum else "passed" if carried else "rejected",
        adopted=carried,
        quorum_needed=quorum,
        majority_needed=None if majority.share is None else needed(majority.share, of),
        majority_of=of,
        tally=tally,
    )
