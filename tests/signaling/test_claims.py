"""Claims: who looks at which opinion, for as long as they say so."""

from sessions.types import Actor
from signaling.claims import CONSULTATIONS_MAX, LASTS, WINDOWS_MAX, Claims

CLERK, CHAIR = Actor("clerk", "clerk", name="记录员"), Actor("chair", "chair", name="主持人")


def test_others_are_told_who_came_first() -> None:
    claims = Claims()
    (own,) = claims.take("c", "w1", CLERK, "o1", 0)
    assert own.own
    first, second = claims.take("c", "w2", CHAIR, "o1", 1)
    assert (first.by, first.own, second.own) == (CLERK, False, True)
    assert claims.screeners("c", 1) == 2
    assert claims.take("d", "w9", CLERK, None, 1) == []


def test_a_claim_ends_with_another_or_with_silence() -> None:
    claims = Claims()
    claims.take("c", "w1", CLERK, "o1", 0)
    claims.take("c", "w1", CLERK, "o2", 1)
    assert [one.opinion_id for one in claims.take("c", "w2", CHAIR, None, 2)] == ["o2"]
    assert claims.take("c", "w2", CHAIR, None, 1 + LASTS) == []


def test_bounded() -> None:
    claims = Claims()
    for n in range(WINDOWS_MAX + 10):
        found = claims.take("c", f"w{n}", CLERK, f"o{n}", 0)
    assert len(found) == WINDOWS_MAX
    for n in range(CONSULTATIONS_MAX + 10):
        claims.take(f"c{n}", "w", CLERK, "o", 0)
    assert claims.screeners("c", 0) == 0
