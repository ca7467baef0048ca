"""Numbers of 16 bits that wrap, come late, or start anew."""

import pytest

from media.numbering import MAX_MISORDER, Numbering

# Sequence numbers received in order, and the indices they get, less 0x10000.
INDICES = [
    ([5, 6, 7], [5, 6, 7]),
    ([65534, 65535, 0, 1], [65534, 65535, 65536, 65537]),
    ([1, 65535, 2], [1, -1, 2]),
    ([100, 90, 101], [100, 90, 101]),
    ([100, 3000, 3001], [100, 3000, 3001]),
    ([100, 30000, 101], [100, None, 101]),  # one packet out of all order is no restart
    ([100, 30000, 30001, 30002], [100, None, 0x20000 + 30001, 0x20000 + 30002]),
]


@pytest.mark.parametrize(("sequences", "indices"), INDICES)
def test_indices(sequences: list[int], indices: list[int | None]) -> None:
    numbering = Numbering()
    got = [numbering.unwrap(sequence, False) for sequence in sequences]
    assert [None if index is None else index - 0x10000 for index in got] == indices


def test_a_restart_leaves_all_that_came_before_out_of_reach() -> None:
    numbering = Numbering()
    last = numbering.unwrap(65535, False)
    numbering.restart()
    assert numbering.epoch == 1
    assert numbering.highest is None
    first = numbering.unwrap(0, False)
    assert last is not None
    assert first is not None
    assert first - MAX_MISORDER > last


def test_a_retransmission_moves_nothing() -> None:
    numbering = Numbering()
    assert numbering.unwrap(5, True) is None
    numbering.unwrap(100, False)
    assert numbering.unwrap(102, True) == 0x10000 + 102
    assert numbering.highest == 0x10000 + 100
    assert [numbering.unwrap(sequence, True) for sequence in (30000, 30001)] == [None, None]
    assert numbering.epoch == 0
