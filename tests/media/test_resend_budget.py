"""How much may be sent again, and how soon."""

from media.resend_budget import (
    MAX_RESENT,
    MIN_RESEND_SPACING,
    RESEND_BURST,
    RESENDS_PER_SECOND,
    ResendBudget,
)


def _spend_all(budget: ResendBudget, now: float) -> int:
    count = 0
    while not budget.spent:
        budget.spend(count, 1, now)
        count += 1
    return count


def test_it_grows_with_time_up_to_a_burst() -> None:
    budget = ResendBudget()
    budget.renew(0.0, 100.0)
    assert _spend_all(budget, 100.0) == RESEND_BURST
    budget.renew(0.0, 100.25)
    assert _spend_all(budget, 100.25) == RESENDS_PER_SECOND // 4
    budget.renew(0.0, 200.0)
    assert _spend_all(budget, 200.0) == RESEND_BURST


def test_what_goes_out_twice_costs_twice() -> None:
    budget = ResendBudget()
    budget.renew(0.0, 1.0)
    for sequence in range(RESEND_BURST // 2):
        assert not budget.spent
        budget.spend(sequence, 2, 1.0)
    assert budget.spent


def test_one_packet_goes_out_once_a_round_trip() -> None:
    budget = ResendBudget()
    budget.renew(0.25, 1.0)
    assert budget.allows(7, 1.0)
    budget.spend(7, 1, 1.0)
    assert not budget.allows(7, 1.125)
    assert budget.allows(8, 1.125)
    assert budget.allows(7, 1.25)
    budget.renew(0.0, 1.125)
    assert budget.allows(7, 1.125)
    assert not budget.allows(7, 1.0 + MIN_RESEND_SPACING / 2)


def test_the_oldest_are_forgotten() -> None:
    budget = ResendBudget()
    for sequence in range(MAX_RESENT + 1):
        budget.spend(sequence, 0, 1.0 + sequence / 1024)
    budget.renew(10.0, 2.0)
    assert len(budget._resent_at) == MAX_RESENT // 2 + 1
    assert budget.allows(MAX_RESENT // 2 - 1, 2.0)
    assert not budget.allows(MAX_RESENT // 2, 2.0)
