"""Additive and multiplicative increase, multiplicative decrease."""

import pytest

from media.delay import Usage
from media.rate_control import DECREASE, HEADROOM, MARGIN, RISE, RateControl


def updated(control: RateControl, usage: Usage, acknowledged: int, seconds: float) -> None:
    """Feedback each 100 ms for so long, from the last time on."""
    start = control._updated_at or 0.0
    for step in range(1, round(seconds * 10) + 1):
        control.update(usage, acknowledged, acknowledged, 0.1, start + step / 10)


@pytest.mark.parametrize(
    ("usage", "acknowledged", "expected"),
    [
        (Usage.NORMAL, 1_000_000, 1_000_000 * (1 + RISE / 10) ** 10),
        (Usage.NORMAL, 700_000, HEADROOM * 700_000 + MARGIN),  # not beyond what was filled
        (Usage.NORMAL, 100_000, 1_000_000),  # but no fall for want of media either
        (Usage.NORMAL, 0, 1_000_000),
        (Usage.UNDER, 1_000_000, 1_000_000),  # the queue drains first
        (Usage.OVER, 900_000, DECREASE * 900_000),
        (Usage.OVER, 2_000_000, 1_000_000),
    ],
)
def test_a_second(usage: Usage, acknowledged: int, expected: float) -> None:
    control = RateControl(1_000_000)
    control.update(Usage.UNDER, acknowledged, acknowledged, 0.1, 0.0)
    updated(control, usage, acknowledged, 1.0)
    assert control.bitrate == pytest.approx(expected)


def test_near_the_last_congestion_the_rise_is_additive() -> None:
    control = RateControl(3_000_000)
    control.update(Usage.OVER, 3_000_000, 3_000_000, 0.1, 0.0)
    before = control.bitrate
    updated(control, Usage.NORMAL, 2_600_000, 1.0)
    assert control.bitrate - before == pytest.approx(9600 / 0.2)
    updated(control, Usage.NORMAL, 3_700_000, 1.0)  # the path has grown
    assert control.capacity is None
    assert control.bitrate - before > 0.05 * before


def test_a_decrease_is_given_time_to_show() -> None:
    control = RateControl(2_000_000)
    assert control.update(Usage.OVER, 1_900_000, 1_900_000, 0.4, 1.0)
    assert not control.update(Usage.OVER, 1_500_000, 1_500_000, 0.4, 1.3)
    assert control.update(Usage.OVER, 1_500_000, 1_500_000, 0.4, 1.5)


def test_a_collapse_is_not_waited_for() -> None:
    control = RateControl(3_000_000)
    control.update(Usage.OVER, 2_900_000, 2_900_000, 0.4, 1.0)
    control.update(Usage.OVER, 1_600_000, 300_000, 0.4, 1.1)
    assert control.bitrate == pytest.approx(DECREASE * 300_000)


def test_a_silence_of_the_feedback_is_no_licence() -> None:
    control = RateControl(1_000_000)
    control.update(Usage.NORMAL, 1_000_000, 1_000_000, 0.1, 0.0)
    control.update(Usage.NORMAL, 1_000_000, 1_000_000, 0.1, 60.0)
    assert control.bitrate <= 1_000_000 * (1 + RISE)


def test_what_arrives_is_proof_while_no_congestion_is_known() -> None:
    control = RateControl(1_000_000)
    control.prove(2_400_000)
    assert control.bitrate == 2_400_000
    control.prove(1_000_000)
    assert control.bitrate == 2_400_000
    control.update(Usage.OVER, 2_000_000, 2_000_000, 0.1, 1.0)
    control.prove(2_000_000)  # the queue of the congestion empties
    assert control.bitrate == DECREASE * 2_000_000
