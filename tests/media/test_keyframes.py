"""Key frame requests: coalesced, spaced, retried."""

from itertools import pairwise

import pytest

from media.keyframes import (
    PATIENT_AFTER,
    PATIENT_SPACING,
    SPACING,
    UNHURRIED_SPACING,
    KeyFrameRequester,
    State,
)


def _asked_at(requests: KeyFrameRequester, times: list[float]) -> list[float]:
    return [now for now in times if requests.due(now)]


def _ticks(start: float, stop: float) -> list[float]:
    return [start + 0.01 * tick for tick in range(round((stop - start) / 0.01))]


def test_nobody_wants_nobody_asks() -> None:
    assert _asked_at(KeyFrameRequester(), _ticks(0, 2)) == []


def test_many_wishes_are_one_request() -> None:
    requests = KeyFrameRequester()
    for _ in range(50):
        requests.want()
    assert _asked_at(requests, _ticks(5, 5.2)) == [5]
    requests.want()
    requests.arrived()
    assert requests.state is State.IDLE
    assert _asked_at(requests, _ticks(5.2, 8)) == []


def test_asks_again_until_one_arrives() -> None:
    requests = KeyFrameRequester()
    requests.want()
    asked = _asked_at(requests, _ticks(0, 1))
    assert len(asked) == 4
    assert all(b - a >= SPACING - 1e-9 for a, b in pairwise(asked))


def test_a_wish_soon_after_a_key_frame_waits_for_the_spacing() -> None:
    requests = KeyFrameRequester()
    requests.want()
    assert requests.due(0.0)
    requests.arrived()
    requests.want()
    assert not requests.due(SPACING - 0.01)
    assert requests.due(SPACING)


def test_a_publisher_that_sends_nothing_is_asked_less_often() -> None:
    requests = KeyFrameRequester()
    requests.want()
    asked = _asked_at(requests, _ticks(0, 20))
    late = asked[PATIENT_AFTER:]
    assert all(b - a >= PATIENT_SPACING - 1e-9 for a, b in pairwise(late))


def test_who_has_something_to_see_waits_longer_than_who_has_nothing() -> None:
    requests = KeyFrameRequester()
    requests.want()
    assert requests.due(5.0)
    requests.arrived()
    requests.want(unhurried=True)
    assert _asked_at(requests, _ticks(5.1, 6.5)) == pytest.approx(
        [5.0 + UNHURRIED_SPACING], abs=0.02
    )
    requests.arrived()
    requests.want(unhurried=True)
    requests.want()
    (asked,) = _asked_at(requests, _ticks(6.01, 6.5))
    assert asked == pytest.approx(6.0 + SPACING, abs=0.02)
