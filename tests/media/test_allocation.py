"""Which layers fit: tables of subscribers, what they look at, and what they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.allocation import (
    FULL,
    LAST_RANK,
    UNLIMITED,
    Budget,
    Demand,
    allocate,
    constrain,
    cost,
    prioritize,
    tops,
)
from media.layers import OFF, Layer, nominal_bitrate, nominal_height

Q, H, F = Layer(180, 150_000), Layer(360, 500_000), Layer(720, 1_500_000)
THREE = (Q, H, F)
ALONE = (Layer(720, 1_200_000),)


def off(layer: Layer) -> Layer:
    return Layer(layer.height, layer.bitrate, flows=False)


def camera(rank: int = LAST_RANK, height: int = FULL, current: int = OFF, **more: object) -> Demand:
    fields = {"layers": THREE, "current": current, "rank": rank, "height": height} | more
    return Demand(**fields)  # type: ignore[arg-type]  # by name


def screen(rank: int = 1, layers: tuple[Layer, ...] = ALONE, current: int = OFF) -> Demand:
    return Demand(layers=layers, current=current, rank=rank, screen=True)


def given_to(demands: list[Demand], budget: Budget, shed: int = 0) -> list[int]:
    """All three steps."""
    return allocate(demands, [constrain(demand, shed) for demand in demands], budget)


def kbit(present: int, steady: int | None = None) -> Budget:
    return Budget(present * 1000, (present if steady is None else steady) * 1000)


# --- prioritize -------------------------------------------------------------------------------


def test_who_is_served_first() -> None:
    demands = [camera(), camera(2), screen(1), camera(0), screen(2), camera(2)]
    assert prioritize(demands) == [3, 2, 4, 1, 5, 0]


# --- constrain --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demand", "shed", "expected"),
    [
        (camera(), 0, [0, 1, 2]),
        (camera(height=0), 0, []),
        (camera(height=100), 0, [0]),
        (camera(height=225), 0, [0]),  # 180 lines a quarter larger
        (camera(height=226), 0, [0, 1]),
        (camera(height=450), 0, [0, 1]),
        (camera(height=451), 0, [0, 1, 2]),
        (camera(height=2160), 0, [0, 1, 2]),
        (camera(height=400, layers=(Q, off(H), F)), 0, [0, 2]),
        (camera(height=100, layers=(off(Q), H, F)), 0, [1]),
        (camera(layers=(Q, H, off(F))), 0, [0, 1]),
        (camera(layers=(off(Q), off(H), off(F))), 0, [0]),
        (camera(layers=ALONE, height=90), 0, [0]),
        (camera(), 1, [0, 1]),
        (camera(), 2, [0]),
        (camera(), 3, []),
        (camera(rank=0), 3, [0]),
        (camera(layers=ALONE), 2, [0]),
        (camera(layers=(off(Q), off(H), F)), 2, [2]),
        (screen(layers=THREE), 2, [0, 1, 2]),
        (screen(layers=THREE), 3, []),
        (screen(rank=0, layers=THREE), 3, [0]),
        (Demand(THREE, height=90, screen=True), 0, [0, 1, 2]),
        (Demand(THREE, height=0, screen=True), 0, []),
    ],
)
def test_constrain(demand: Demand, shed: int, expected: list[int]) -> None:
    assert constrain(demand, shed) == expected


# --- allocate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demands", "budget", "expected"),
    [
        ([], kbit(1000), []),
        ([camera()], kbit(2000), [2]),
        ([camera()], kbit(1000), [1]),
        ([camera()], kbit(300), [0]),
        ([camera()], kbit(100), [OFF]),
        # everybody's lowest before anybody rises, then layer by layer
        ([camera(), camera(), camera()], kbit(520), [0, 0, 0]),
        ([camera(1), camera(2), camera(3)], kbit(1000), [1, 0, 0]),
        ([camera(3), camera(2), camera(1)], kbit(1500), [0, 1, 1]),
        ([camera(1), camera(2)], kbit(2400), [2, 1]),
        # the last in rank pauses first
        ([camera(3), camera(1), camera(2)], kbit(350), [OFF, 0, 0]),
        # who has the floor rises once before the last listener is seen
        ([camera(0), camera(1), camera(2)], kbit(800), [1, 0, OFF]),
        ([camera(0), camera(1), camera(2)], kbit(400), [0, 0, OFF]),
        ([camera(0, height=180), camera(1), camera(2)], kbit(520), [0, 0, 0]),
        # a screen is paused last, and comes in full or in what fits
        ([camera(1), screen(2, current=0)], kbit(1300), [OFF, 0]),
        ([camera(0), screen(1)], kbit(1600), [0, 0]),
        ([camera(1), screen(2, THREE)], kbit(1800), [0, 2]),
        ([camera(1), screen(2, THREE)], kbit(800), [0, 1]),
        ([camera(1), screen(2, THREE)], kbit(200), [OFF, 0]),
        # one that does not fit leaves room for one that does
        ([camera(0, layers=ALONE), camera(1)], kbit(400), [OFF, 0]),
        # hidden ones cost nothing
        ([camera(0, height=0), camera(1, height=360)], kbit(600), [OFF, 1]),
        # layers that the publisher does not send are passed over
        ([camera(layers=(Q, off(H), F))], kbit(2000), [2]),
        ([camera(layers=(Q, off(H), F))], kbit(1000), [0]),
        ([camera(current=2, layers=(Q, H, off(F)))], kbit(5000), [1]),
    ],
)
def test_allocate(demands: list[Demand], budget: Budget, expected: list[int]) -> None:
    assert given_to(demands, budget) == expected


@pytest.mark.parametrize(
    ("demand", "budget", "expected"),
    [
        (camera(current=1), kbit(510), 1),  # it may stay where it could not begin
        (camera(current=0), kbit(510), 0),
        (camera(current=0), kbit(600), 1),
        (camera(current=0), kbit(600, steady=500), 0),
        (camera(current=1), kbit(600, steady=200), 1),
        (camera(current=1), kbit(490), 0),
        (camera(current=OFF), kbit(155), OFF),
        (camera(current=0), kbit(160), 0),
        (camera(current=0, raisable=False), kbit(9000), 0),
        (camera(current=OFF, raisable=False), kbit(9000), OFF),
        (camera(current=2, raisable=False), kbit(9000), 2),
    ],
)
def test_raising_takes_more_than_staying(demand: Demand, budget: Budget, expected: int) -> None:
    assert given_to([demand], budget) == [expected]


@pytest.mark.parametrize(
    ("shed", "expected"),
    [(0, [2, 2, 2, 0]), (1, [1, 1, 2, 0]), (2, [0, 0, 2, 0]), (3, [0, OFF, OFF, OFF])],
)
def test_shedding(shed: int, expected: list[int]) -> None:
    demands = [camera(0), camera(1), screen(2, THREE), camera(3, layers=ALONE)]
    assert given_to(demands, UNLIMITED, shed) == expected


def test_what_would_leave_nothing_to_be_desired() -> None:
    demands = [camera(0), camera(1, height=180), camera(2, height=0)]
    assert cost(demands, tops([constrain(demand) for demand in demands])) == 1_650_000
    assert cost(demands, [1, OFF, OFF]) == 500_000


layers = st.builds(
    Layer, st.integers(90, 1080), st.integers(20_000, 4_000_000), st.sampled_from([True, False])
)
demands = st.lists(
    st.builds(
        Demand,
        st.lists(layers, min_size=1, max_size=3).map(tuple),
        st.integers(-1, 0),
        st.integers(0, 3),
        st.sampled_from([0, 180, 360, 720, FULL]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


@given(demands, st.integers(0, 10_000_000), st.integers(0, 10_000_000), st.integers(0, 3))
def test_it_fits_always(found: list[Demand], present: int, steady: int, shed: int) -> None:
    given_layers = given_to(found, Budget(present, steady), shed)
    assert cost(found, given_layers) <= present
    for demand, layer in zip(found, given_layers, strict=True):
        assert layer == OFF or layer in constrain(demand, shed)


@given(demands, st.integers(0, 10_000_000))
def test_it_stays_where_nothing_changes(found: list[Demand], budget: int) -> None:
    """What was allocated is allocated again: no flapping by itself."""
    first = given_to(found, Budget(budget, budget))
    again = [
        Demand(d.layers, layer, d.rank, d.height, d.screen, d.raisable)
        for d, layer in zip(found, first, strict=True)
    ]
    assert cost(again, given_to(again, Budget(budget, budget))) >= cost(found, first)


def test_nominal_figures() -> None:
    assert [nominal_height(place) for place in range(3)] == [180, 360, 720]
    assert [nominal_bitrate(height) for height in (90, 180, 360, 540, 1080)] == [
        150_000,
        150_000,
        500_000,
        1_500_000,
        3_000_000,
    ]
