"""Which layer of each picture a subscriber gets: prioritize → constrain → allocate, all pure.

Sound is no part of it: its rate is taken off the budget first, so it starves last. After the idea
of Jitsi Videobridge's allocation; the numbers and the treatment of screens are ours.
"""

from collections.abc import Iterator, Sequence

import msgspec

from media.layers import OFF, Layer

FULL = 1 << 16
"""Lines: as high as there is."""
LAST_RANK = 1 << 16
"""Of a picture that nobody ranked."""
ENLARGED = 1.25
"""How much a browser may enlarge a layer before the next higher is sent: less shows nobody."""
RAISING_MARGIN = 1.15
"""What a higher layer must find free, of what it costs: rates are those of the last seconds."""
RESUMING_MARGIN = 1.05
"""The same where nothing is sent yet: a picture that might just fit is worth the try."""
URGENT = 1.5
"""Multiple of the budget beyond which what flows stops at once instead of at the lower layer's key
frame: by then the queue would have grown for a third of a second."""

SHED_TOP, SHED_TO_LOWEST, SHED_ALL_BUT_FIRST = 1, 2, 3
"""What an overloaded worker withholds, each step with those before it (`media/load.py`)."""


class Demand(msgspec.Struct, frozen=True):
    """One picture that a subscriber takes."""

    layers: tuple[Layer, ...]
    """Lowest first."""
    current: int = OFF
    """The one sent, or on its way."""
    rank: int = LAST_RANK
    """0 first."""
    height: int = FULL
    """Lines of it on the subscriber's display; 0: not visible."""
    screen: bool = False
    raisable: bool = True
    """False for a while after it was reduced for want of bitrate."""


class Budget(msgspec.Struct, frozen=True):
    """bit/s for pictures: what may go on, and what may be raised."""

    present: int
    steady: int
    """The least of the last seconds."""
    first: int = 0
    """What the first picture may cost in its lowest layer, where nothing is known yet."""


UNLIMITED = Budget(1 << 62, 1 << 62)


def prioritize(demands: Sequence[Demand]) -> list[int]:
    """Places in `demands`, who is served first first; screens before cameras of their rank."""
    return sorted(range(len(demands)), key=lambda p: (demands[p].rank, not demands[p].screen))


def constrain(demand: Demand, shed: int = 0) -> list[int]:
    """The layers that may be sent, lowest first: of those that flow, none higher than is of use.

    A screen goes out at its full size wherever it is visible: text that the encoder made small
    cannot be read, and a screen's frames are few.
    """
    if demand.height == 0 or (shed >= SHED_ALL_BUT_FIRST and demand.rank != 0):
        return []
    flowing = [place for place, layer in enumerate(demand.layers) if layer.flows]
    if not flowing:
        return [0]  # nothing has come yet; whatever comes first is welcome
    if demand.screen and shed < SHED_ALL_BUT_FIRST:
        return flowing
    top = _needed(demand, flowing)
    if shed >= SHED_TO_LOWEST:
        top = 0
    elif shed >= SHED_TOP:
        top = min(top, len(demand.layers) - 2)
    return [place for place in flowing if place <= top] or flowing[:1]


def _needed(demand: Demand, flowing: list[int]) -> int:
    enough = (p for p in flowing if demand.layers[p].height * ENLARGED >= demand.height)
    return next(enough, flowing[-1])


def allocate(demands: Sequence[Demand], ladders: Sequence[list[int]], budget: Budget) -> list[int]:
    """The layer of each demand, or `OFF`, so that all fit the budget; `ladders` are `constrain`'s.

    What flows may stay up to `budget.present`; a higher layer begins only within `budget.steady`,
    with some to spare.
    """
    rungs = [-1] * len(demands)
    spent = 0
    for place, rung in _steps(demands, ladders):
        if rung != rungs[place] + 1:
            continue  # the rung below did not fit
        demand, ladder = demands[place], ladders[place]
        cost = demand.layers[ladder[rung]].bitrate
        freed = demand.layers[ladder[rung - 1]].bitrate if rung else 0
        if _fits(demand, ladder[rung], spent - freed, cost, budget, lowest=rung == 0):
            rungs[place] = rung
            spent += cost - freed
    return [ladder[rung] if rung >= 0 else OFF for ladder, rung in zip(ladders, rungs, strict=True)]


def _fits(
    demand: Demand, layer: int, others: int, cost: int, budget: Budget, *, lowest: bool
) -> bool:
    if layer <= demand.current:
        return others + cost <= max(budget.present, 0 if others else budget.first)
    if lowest:  # that a picture is seen at all does not wait until the estimate has held
        room = max(budget.present, 0 if others else budget.first)
    else:
        room = min(budget.steady, budget.present)
    margin = RESUMING_MARGIN if lowest else RAISING_MARGIN
    return demand.raisable and others + cost * margin <= room


def stagger(demands: Sequence[Demand], layers: Sequence[int], room: int) -> list[int]:
    """`layers` without those raises that together cost more than `room`, the first excepted."""
    staggered, raised = list(layers), 0
    for place in prioritize(demands):
        demand, layer = demands[place], layers[place]
        if layer <= demand.current:
            continue
        before = demand.layers[demand.current].bitrate if demand.current != OFF else 0
        rise = demand.layers[layer].bitrate - before
        if raised and raised + rise > room:
            staggered[place] = demand.current
        else:
            raised += rise
    return staggered


def _steps(demands: Sequence[Demand], ladders: Sequence[list[int]]) -> Iterator[tuple[int, int]]:
    """(place, rung) in the order of serving; a rung comes up only after the one below it.

    1. Screens and the first rank get their lowest layers, so that a screen is paused last.
    2. Screens rise to their full size: a smaller one is unreadable.
    3. The first rank rises once: in a consultation, who speaks at a recognizable size is worth
       more than the last of those who listen.
    4. Everybody's lowest layer, in the order of ranks, before anybody rises further.
    5. The rest layer by layer, each in the order of ranks.
    """
    order = [place for place in prioritize(demands) if ladders[place]]
    screens = [place for place in order if demands[place].screen]
    first = [place for place in order if demands[place].rank == 0 and not demands[place].screen]
    yield from ((place, 0) for place in [*screens, *first])
    for place in screens:
        yield from ((place, rung) for rung in range(1, len(ladders[place])))
    yield from ((place, 1) for place in first if len(ladders[place]) > 1)
    for rung in range(max(map(len, ladders), default=0)):
        yield from ((place, rung) for place in order if len(ladders[place]) > rung)


def tops(ladders: Sequence[list[int]]) -> list[int]:
    """The layers that would leave nothing to be desired."""
    return [ladder[-1] if ladder else OFF for ladder in ladders]


def cost(demands: Sequence[Demand], layers: Sequence[int]) -> int:
    """bit/s that `layers` of the demands take."""
    pairs = zip(demands, layers, strict=True)
    return sum(demand.layers[layer].bitrate for demand, layer in pairs if layer != OFF)
