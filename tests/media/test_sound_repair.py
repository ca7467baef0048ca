"""How much sound is repeated, by loss and by what the path takes."""

import pytest

from media.sound_repair import SoundRepair

SOUND = 40_000


@pytest.mark.parametrize(
    ("loss", "estimate", "copies"),
    [
        (0.0, 1_000_000, 0),
        (0.005, 1_000_000, 0),
        (0.02, 1_000_000, 1),
        (0.05, 1_000_000, 1),
        (0.10, 1_000_000, 2),
        (0.10, 399_000, 1),  # what is repeated has its limit
        (0.10, 150_000, 0),
    ],
)
def test_loss_asks_for_it_and_the_path_allows_it(loss: float, estimate: int, copies: int) -> None:
    assert SoundRepair().update(loss, SOUND, estimate, 100.0) == copies


def test_in_silence_it_is_ready() -> None:
    assert SoundRepair().update(0.05, 0, 100_000, 100.0) == 1


def test_it_outlasts_the_loss_for_some_seconds() -> None:
    repair = SoundRepair()
    repair.update(0.05, SOUND, 1_000_000, 100.0)
    copies = [repair.update(0.0, SOUND, 1_000_000, 100.0 + second) for second in range(1, 20)]
    assert copies[:9] == [1] * 9
    assert copies[-1] == 0
