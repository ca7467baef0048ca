"""Votes: who may, once each, changed until the close, counted by option and by level."""

from typing import Any

import pytest

from sessions import commands as c
from sessions import events as e
from sessions.ballot_types import BallotTerms, LevelTally, Majority, Method, Paper, Quorum, Share
from sessions.consultation import due, next_due
from sessions.state.ballots import Ballot
from tests.support.consultation import Scene, joined, opened

MEMBERS = ("chair", "member", "member2")
"""Of the people of the scene those who vote by default; and the seats zz1, sf1, lk1."""


def terms(method: Method = "named", **given: Any) -> BallotTerms:
    return BallotTerms("同意搬迁方案", method, **given)


class Vote:
    """A vote in a scene."""

    def __init__(self, scene: Scene, what: BallotTerms, open: bool = True) -> None:
        self.scene = scene
        (prepared,) = scene.act("chair", c.PrepareBallot(what))
        assert isinstance(prepared, e.BallotPrepared)
        self.id = prepared.ballot_id
        if open:
            self.open()

    def open(self) -> None:
        secret = self.now.terms.method == "secret"
        self.scene.act("chair", c.OpenBallot(self.id, "AQAB" if secret else ""))

    @property
    def now(self) -> Ballot:
        return self.scene.now_state.ballots[self.id]

    def cast(self, who: str, *choices: int, seat: str | None = None) -> list[Any]:
        return self.scene.act(who, c.CastVote(self.id, list(choices), seat))

    def refused(self, who: str, *choices: int, seat: str | None = None) -> str:
        return self.scene.refused(who, c.CastVote(self.id, list(choices), seat))

    def close(self, *papers: Paper) -> e.BallotClosed:
        closed = self.scene.act("chair", c.CloseBallot(self.id, list(papers)))[-1]
        assert isinstance(closed, e.BallotClosed)
        return closed


# --- preparing and opening --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"options": ["甲"]}, "options_must_differ"),
        ({"options": ["甲", "乙", "甲"]}, "options_must_differ"),
        ({"choices_max": 2}, "too_many_choices"),
        ({"options": ["甲", "乙"], "choices_max": 3}, "too_many_choices"),
        ({"quorum": Quorum(Share(3, 2))}, "share_impossible"),
        ({"majority": Majority(Share(1, 1, more_than=True))}, "share_impossible"),
        ({"roles": ("member", "viewer")}, "role_has_no_vote"),
        ({"roles": ("venue",)}, "role_has_no_vote"),
        ({"item_id": "nothing"}, "no_such_item"),
    ],
)
def test_terms_that_cannot_be(given: dict[str, Any], code: str) -> None:
    assert opened().refused("chair", c.PrepareBallot(terms(**given))) == code


def test_who_may_vote_is_fixed_at_the_opening() -> None:
    scene = opened()
    vote = Vote(scene, terms())
    assert vote.now.participants == MEMBERS
    assert vote.now.seats == ("zz1", "sf1", "lk1")  # sf2 is 列席
    from sessions.types import Participant

    scene.act("organizer", c.RegisterParticipant(Participant("late", "后来的", "member", "hn")))
    assert vote.refused("late", 0) == "no_right_to_vote"


@pytest.mark.parametrize(
    ("roles", "seats", "voters"),
    [
        (("member",), False, ("member", "member2")),
        (("expert",), True, ()),  # the expert is 列席
        (("department", "public_rep"), False, ("dept", "rep")),
    ],
)
def test_roles_and_capacity(roles: Any, seats: bool, voters: tuple[str, ...]) -> None:
    vote = Vote(opened(), terms(roles=roles, seats=seats))
    assert vote.now.participants == voters


def test_nobody_may_vote() -> None:
    vote = Vote(opened(), terms(roles=("expert",), seats=False), open=False)
    assert vote.scene.refused("chair", c.OpenBallot(vote.id)) == "nobody_may_vote"


def test_one_at_a_time_and_each_once() -> None:
    vote = Vote(opened(), terms())
    second = Vote(vote.scene, terms(), open=False)
    assert vote.scene.refused("chair", c.OpenBallot(second.id)) == "ballot_is_open"
    assert vote.scene.refused("chair", c.OpenBallot(vote.id)) == "ballot_is_over"
    assert vote.scene.refused("chair", c.OpenBallot("nothing")) == "no_such_ballot"
    vote.close()
    second.open()
    assert vote.scene.now_state.open_ballot == second.id


def test_only_while_the_consultation_sits() -> None:
    vote = Vote(joined(), terms(), open=False)
    assert vote.scene.refused("chair", c.OpenBallot(vote.id)) == "consultation_not_open"
    vote.scene.act("chair", c.OpenConsultation())
    vote.open()
    assert vote.scene.refused("chair", c.AdjournConsultation()) == "ballot_is_open"
    assert vote.scene.refused("chair", c.CloseConsultation()) == "ballot_is_open"
    vote.close()
    vote.scene.act("chair", c.CloseConsultation())
    assert vote.scene.refused("chair", c.PrepareBallot(terms())) == "consultation_closed"


# --- casting ----------------------------------------------------------------------------------


def test_a_vote_counts_once_and_may_be_changed() -> None:
    vote = Vote(opened(), terms())
    assert len(vote.cast("member", 0)) == 1
    assert vote.cast("member", 0) == []  # sent again
    vote.cast("member", 1)
    vote.cast("member2")
    tally = vote.close().result.tally
    assert (tally.counts, tally.abstentions, tally.voted) == ([0, 1], 1, 2)
    assert vote.refused("member", 0) == "ballot_not_open"


def test_a_vote_outlives_a_lost_connection() -> None:
    vote = Vote(opened(), terms())
    vote.cast("member", 0)
    vote.scene.act("system", c.LeaveConsultation("member"))
    vote.scene.act("system", c.JoinConsultation("member"))
    tally = vote.close().result.tally
    assert (tally.voted, tally.counts) == (1, [1, 0])


@pytest.mark.parametrize("who", ["clerk", "dept", "rep", "expert", "room_zz"])
def test_who_has_no_vote(who: str) -> None:
    assert Vote(opened(), terms()).refused(who, 0) == "no_right_to_vote"


@pytest.mark.parametrize(
    ("choices", "code"),
    [((2,), "no_such_option"), ((0, 1), "too_many_choices"), ((9,), "no_such_option")],
)
def test_choices_of_a_motion(choices: tuple[int, ...], code: str) -> None:
    assert Vote(opened(), terms()).refused("member", *choices) == code


def test_several_choices() -> None:
    vote = Vote(opened(), terms(options=["甲", "乙", "丙"], choices_max=2))
    assert vote.refused("member", 0, 1, 2) == "too_many_choices"
    assert vote.refused("member", 0, 0) == "no_such_option"
    vote.cast("member", 2, 0)
    vote.cast("member2", 2)
    vote.cast("chair")
    tally = vote.close().result.tally
    assert (tally.counts, tally.voted, tally.abstentions) == ([1, 0, 2], 3, 1)


def test_an_operator_votes_for_the_seats_of_the_room() -> None:
    vote = Vote(opened(), terms())
    vote.cast("room_zz", 0, seat="zz1")
    assert vote.refused("room_zz", 1, seat="sf1") == "room_has_operator"
    vote.scene.act("system", c.LeaveConsultation("room_sf", for_good=True))
    vote.cast("room_zz", 1, seat="sf1")  # below, and nobody else's to cast
    assert vote.refused("room_sf", 0, seat="zz1") == "not_authorized"
    assert vote.refused("member", 0, seat="sf1") == "not_authorized"
    assert vote.refused("room_sf", 0, seat="sf2") == "no_right_to_vote"
    assert vote.refused("room_sf", 0, seat="nothing") == "no_right_to_vote"
    assert vote.close().result.tally.counts == [1, 1]


def test_by_level() -> None:
    vote = Vote(opened(), terms())
    vote.cast("chair", 0)
    vote.cast("member2", 1)
    vote.cast("room_zz", 0, seat="zz1")
    vote.cast("member")
    tally = vote.close().result.tally
    assert tally.levels == [
        LevelTally("national", 1, 1, [1, 0], 0),
        LevelTally("provincial", 1, 1, [0, 1], 0),
        LevelTally("municipal", 1, 1, [1, 0], 0),
        LevelTally("county", 3, 1, [0, 0], 1),
    ]
    assert sum(level.entitled for level in tally.levels) == tally.entitled == 6


# --- hands of a room --------------------------------------------------------------------------


def count(vote: Vote, *counts: int, venue: str = "sf", abstentions: int = 0) -> c.CountHands:
    return c.CountHands(vote.id, venue, list(counts), abstentions)


def test_hands_are_counted_in_a_room() -> None:
    vote = Vote(opened(), terms("hands"))
    vote.cast("room_sf", 0, seat="sf1")
    vote.scene.act("room_sf", count(vote, 0, 1))
    assert vote.now.votes.get("seat:sf1") is None  # the count is in its place
    assert vote.refused("room_sf", 0, seat="sf1") == "hands_were_counted"
    assert vote.scene.act("room_sf", count(vote, 0, 1)) == []
    vote.cast("member", 0)
    tally = vote.close().result.tally
    assert (tally.counts, tally.voted) == ([1, 1], 2)
    assert tally.levels[-1] == LevelTally("county", 3, 2, [1, 1], 0)


def test_abstentions_of_a_room_are_votes() -> None:
    vote = Vote(opened(), terms("hands"))
    vote.scene.act("room_sf", count(vote, 0, 0, abstentions=1))
    tally = vote.close().result.tally
    assert (tally.voted, tally.counts, tally.abstentions) == (1, [0, 0], 1)


def test_noughts_take_a_count_back() -> None:
    vote = Vote(opened(), terms("hands"))
    vote.scene.act("room_sf", count(vote, 1, 0))
    vote.scene.act("room_sf", count(vote, 0, 0))
    vote.cast("room_sf", 1, seat="sf1")
    assert vote.close().result.tally.counts == [0, 1]


@pytest.mark.parametrize(
    ("who", "counted", "code"),
    [
        ("room_sf", {"counts": [1, 1]}, "too_many_hands"),
        ("room_sf", {"counts": [0, 1], "abstentions": 1}, "too_many_hands"),
        ("room_sf", {"counts": [1]}, "no_such_option"),
        ("room_sf", {"counts": [1, 0], "venue_id": "zz"}, "not_authorized"),
        ("member", {"counts": [1, 0]}, "not_authorized"),
        ("chair", {"counts": [1, 0], "venue_id": "nothing"}, "no_such_venue"),
        ("chair", {"counts": [1, 0], "venue_id": "hn"}, "too_many_hands"),
    ],
)
def test_hands_that_do_not_count(who: str, counted: dict[str, Any], code: str) -> None:
    vote = Vote(opened(), terms("hands"))
    command = c.CountHands(**{"ballot_id": vote.id, "venue_id": "sf", **counted})
    assert vote.scene.refused(who, command) == code


@pytest.mark.parametrize(
    "what", [terms("named"), terms("hands", options=["甲", "乙"], choices_max=2)]
)
def test_only_a_plain_show_of_hands_is_counted(what: BallotTerms) -> None:
    vote = Vote(opened(), what)
    assert vote.scene.refused("room_sf", count(vote, 1, 0)) == "hands_cannot_be_counted"


# --- quorum -----------------------------------------------------------------------------------


def test_the_quorum_is_of_those_who_are_here() -> None:
    scene = opened()
    for seat in ("zz1", "sf1"):
        scene.act("clerk", c.TakeSeat(seat, reason="看画面"))
    vote = Vote(scene, terms(quorum=Quorum(Share(1, 2, more_than=True))))
    # All three members and the seats in which somebody sits: nobody does in lk1.
    assert vote.close().result.tally.present == 5
    vote = Vote(scene, terms(quorum=Quorum(Share(1, 1))))
    vote.cast("member", 0)
    assert vote.close().result.outcome == "no_quorum"
    scene.act("clerk", c.TakeSeat("lk1"))
    vote = Vote(scene, terms(quorum=Quorum(Share(1, 1))))
    vote.cast("member", 0)
    assert vote.close().result.outcome == "passed"


def test_whoever_votes_is_here() -> None:
    scene = opened()
    scene.act("clerk", c.TakeSeat("zz1", reason="看画面"))
    vote = Vote(scene, terms("hands"))
    scene.act("room_sf", count(vote, 1, 0))
    assert vote.close().result.tally.present == 5  # the hand was raised in an empty seat


# --- the end ----------------------------------------------------------------------------------


def test_the_clock_closes() -> None:
    scene = opened()
    vote = Vote(scene, terms(seconds=60))
    closes_at = vote.now.closes_at
    assert closes_at == scene.now + 60_000
    assert next_due(scene.now_state) == closes_at
    vote.cast("member", 0)
    assert due(scene.now_state, closes_at - 1) == []
    scene.wait(60)
    assert vote.refused("member2", 0) == "ballot_not_open"  # also where the clock is late
    assert due(scene.now_state, closes_at) == [c.CloseBallot(vote.id)]
    (closed,) = scene.act("system", c.CloseBallot(vote.id))
    assert isinstance(closed, e.BallotClosed)
    assert closed.by_clock
    assert next_due(scene.now_state) is None


def test_cancelled_with_a_reason() -> None:
    vote = Vote(opened(), terms())
    vote.cast("member", 0)
    vote.scene.act("chair", c.CancelBallot(vote.id, "措辞有误"))
    assert (vote.now.status, vote.now.reason, vote.now.result) == ("cancelled", "措辞有误", None)
    assert vote.refused("member", 1) == "ballot_not_open"
    assert vote.scene.refused("chair", c.CloseBallot(vote.id)) == "ballot_not_open"
    assert vote.scene.refused("chair", c.CancelBallot(vote.id, "再来")) == "ballot_is_over"
    Vote(vote.scene, terms())


def test_a_prepared_one_is_cancelled_beside_an_open_one() -> None:
    vote = Vote(opened(), terms())
    other = Vote(vote.scene, terms(), open=False)
    vote.scene.act("chair", c.CancelBallot(other.id, "不用了"))
    assert vote.scene.now_state.open_ballot == vote.id


# --- secret -----------------------------------------------------------------------------------


def paper(token: str, *choices: int) -> Paper:
    return Paper(token * 64, "AAAA", list(choices))


def test_papers_are_given_out_once_each() -> None:
    vote = Vote(opened(), terms("secret"))
    ask = c.IssueBallotPaper(vote.id, "a" * 64)
    assert len(vote.scene.act("member", ask)) == 1
    assert vote.scene.act("member", ask) == []  # the answer got lost
    other = c.IssueBallotPaper(vote.id, "b" * 64)
    assert vote.scene.refused("member", other) == "paper_already_issued"
    assert vote.scene.refused("dept", other) == "no_right_to_vote"
    seat = c.IssueBallotPaper(vote.id, "c" * 64, "zz1")
    assert vote.scene.refused("room_sf", seat) == "not_authorized"
    vote.scene.act("room_zz", seat)
    assert vote.refused("member", 0) == "vote_is_secret"
    result = vote.close(paper("f", 0), paper("e")).result
    assert (result.tally.issued, result.tally.voted, result.outcome) == (2, 2, "passed")
    assert [level.voted for level in result.tally.levels] == [0, 0, 1, 1]
    assert all(level.counts == [] for level in result.tally.levels)
    assert [one.token[0] for one in vote.now.papers] == ["e", "f"]  # by token, not as they came


def test_no_paper_for_an_open_vote() -> None:
    vote = Vote(opened(), terms())
    assert vote.scene.refused("member", c.IssueBallotPaper(vote.id, "a" * 64)) == "vote_is_open"


def test_more_papers_than_were_given_out_are_not_counted() -> None:
    vote = Vote(opened(), terms("secret"))
    refused = vote.scene.refused("chair", c.CloseBallot(vote.id, [paper("f", 0)]))
    assert refused == "too_many_papers"
    vote.scene.act("chair", c.CancelBallot(vote.id, "票箱有问题"))
