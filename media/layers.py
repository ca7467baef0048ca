"""The layers of a published picture as facts: how high, how costly, whether they flow."""

from math import inf

import msgspec

OFF = -1
"""No layer: nothing is sent."""
NOMINAL_HEIGHT = 180
"""Lines of a lowest layer of unknown size; each next is taken to be twice as high."""
NOMINAL_BITRATES = ((180, 150_000), (360, 500_000), (720, 1_500_000))
"""bit/s by the height up to which they hold, for a layer not measured yet: near to what browsers
give to such layers at first."""
NOMINAL_TOP = 3_000_000
"""bit/s of what is higher."""


class Layer(msgspec.Struct, frozen=True):
    """One layer at one moment."""

    height: int
    """Lines of its pictures."""
    bitrate: int
    """bit/s that it costs."""
    flows: bool = True
    """Whether the publisher sends it at present."""
    since: float = -inf
    """When it began to flow."""


def nominal_height(place: int) -> int:
    """Lines to expect of the layer at `place`, 0 lowest."""
    return NOMINAL_HEIGHT << place


def nominal_bitrate(height: int) -> int:
    """bit/s to expect of a layer of `height` lines."""
    return next((rate for limit, rate in NOMINAL_BITRATES if height <= limit), NOMINAL_TOP)
