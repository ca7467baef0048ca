"""What a composer is asked to do, as jobs; done at once, or elsewhere (`compositor_thread`)."""

from typing import Protocol, assert_never

import msgspec

from media.egress.composer import Coded, Composer, Placed
from media.egress.h264 import AccessUnit
from media.egress.scene import Scene


class SetScene(msgspec.Struct, frozen=True):
    """Show this from `at` on; see `Composer.set_scene`."""

    scene: Scene
    placed: tuple[Placed, ...]
    at: int


class TakePicture(msgspec.Struct, frozen=True):
    """A picture of `track`, captured at `at`."""

    track: int
    at: int
    coded: Coded


class ForceKey(msgspec.Struct, frozen=True):
    """The next picture is to be a key frame."""


class Compose(msgspec.Struct, frozen=True):
    """Make the picture of `at`."""

    at: int


Job = SetScene | TakePicture | ForceKey | Compose


class Composed(msgspec.Struct, frozen=True):
    """A composed picture, and its time in programme ticks."""

    at: int
    unit: AccessUnit


class Compositor(Protocol):
    """Does jobs in order."""

    def do(self, job: Job) -> bool:
        """Take a job; False where it is too far behind and the job is left out."""

    def take(self) -> list[Composed]:
        """The pictures made since the last call."""

    def close(self) -> None:
        """Stop; what waits is not done."""


class Inline:
    """Does each job at once."""

    def __init__(self) -> None:
        self._composer = Composer()
        self._made: list[Composed] = []

    def do(self, job: Job) -> bool:
        """Do it."""
        match job:
            case SetScene():
                self._composer.set_scene(job.scene, job.placed, job.at)
            case TakePicture():
                self._composer.take(job.track, job.at, job.coded)
            case ForceKey():
                self._composer.force_key()
            case Compose():
                self._made += [Composed(job.at, u) for u in self._composer.compose(job.at)]
            case _:
                assert_never(job)
        return True

    def take(self) -> list[Composed]:
        """The pictures made since the last call."""
        made, self._made = self._made, []
        return made

    def close(self) -> None:
        """Nothing runs."""
