"""What a composer is asked to do, as jobs of a worker (`beside`)."""

from collections.abc import Callable
from typing import assert_never

import msgspec

from media.egress.beside import Worker
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


Compositor = Worker[Job, Composed]

MOST: dict[type, int] = {TakePicture: 256, Compose: 2}
"""Jobs that wait: half a second of sixteen cameras, after which pictures are dropped; and two
composed pictures: who is late leaves pictures out instead of falling back."""


def composing() -> Callable[[Job], list[Composed]]:
    """What does the jobs of one composition."""
    composer = Composer()

    def work(job: Job) -> list[Composed]:
        match job:
            case SetScene():
                composer.set_scene(job.scene, job.placed, job.at)
            case TakePicture():
                composer.take(job.track, job.at, job.coded)
            case ForceKey():
                composer.force_key()
            case Compose():
                return [Composed(job.at, unit) for unit in composer.compose(job.at)]
            case _:
                assert_never(job)
        return []

    return work
