"""Property tests of every border: honest inputs mutated, and plain noise, raise nothing foreign.

`make fuzz` runs the same targets guided by coverage, for longer.
"""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS

EXAMPLES = {
    "stun": 500, "check": 500, "datagram": 200, "dtls": 500, "dtls_flight": 500, "rtp": 300,
    "rtcp": 300, "sdp": 500, "fragment": 300, "whip": 300, "body": 1000,
    "signaling": 1500, "frames": 1500, "sheet": 100,
}  # fmt: skip
"""Examples for each: a few seconds' worth, most of which goes into handshakes of fresh peers."""
MAX_EDITS = 12
INTERESTING = [b"\0", b"\xff", b"\x7f", b"\xff\xff\xff\xff", b"\r\n", b"a=", b":", b" ", b"-1"]

Edit = Callable[[bytes], bytes]


def overwrite(place: float, piece: bytes) -> Edit:
    """Put `piece` over what is at `place`, a share of the length."""

    def edit(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + piece + data[at + len(piece) :]

    return edit


def insert(place: float, piece: bytes) -> Edit:
    """Put `piece` in at `place`."""

    def edit(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + piece + data[at:]

    return edit


def cut(place: float, share: float) -> Edit:
    """Take a part out."""

    def edit(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + data[at + 1 + int(share * len(data)) :]

    return edit


def repeat(place: float, share: float) -> Edit:
    """Have a part twice."""

    def edit(data: bytes) -> bytes:
        at = int(place * len(data))
        end = at + 1 + int(share * len(data))
        return data[:end] + data[at:]

    return edit


places = st.floats(0, 1, exclude_max=True)
shares = st.floats(0, 0.3)
pieces = st.binary(min_size=1, max_size=8) | st.sampled_from(INTERESTING)
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(overwrite, places, pieces),
    st.builds(insert, places, pieces),
    st.builds(cut, places, shares),
    st.builds(repeat, places, shares),
)


def mutated(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the seeds after some edits."""

    def apply(seed: bytes, changes: list[Edit]) -> bytes:
        for change in changes:
            seed = change(seed)
        return seed

    return st.builds(apply, st.sampled_from(seeds), st.lists(edits, max_size=MAX_EDITS))


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_the_borders_own_error_leaves_it(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=EXAMPLES[name])
    @given(mutated(SEEDS[name]) | st.binary(max_size=400))
    def attack(data: bytes) -> None:
        target(data)

    attack()


@pytest.mark.parametrize("name", ["body", "signaling", "frames"])
def test_what_is_nested_without_end_is_refused_like_any_other_nonsense(name: str) -> None:
    for opening, before in ((b"[", b""), (b"[", b'{"text":"a","x":'), (b"\x91", b"\0\0\x40\0")):
        TARGETS[name](before + opening * 20_000)


@pytest.mark.parametrize("name", TARGETS)
def test_honest_inputs_pass_too(name: str) -> None:
    for seed in SEEDS[name]:
        TARGETS[name](seed)
