"""Runs a `Composer` beside the event loop: pictures in, composed pictures out, nobody waits."""

import queue
import threading
from typing import Protocol, assert_never

import msgspec
import structlog

from media.egress.composer import Coded, Composer, Placed
from media.egress.h264 import AccessUnit
from media.egress.scene import Scene

MAX_PENDING = 256
"""Jobs waiting: half a second of sixteen cameras; who is further behind drops pictures."""
MAX_DUE = 2
"""Composed pictures waiting to be made: who is late leaves pictures out instead of falling back."""

log = structlog.get_logger("media.egress")


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


class Threaded:
    """Does jobs in a thread of its own: decoders, scaler and encoder run without Python's lock.

    The thread ends with `close`, or with the process.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._made: queue.SimpleQueue[Composed] = queue.SimpleQueue()
        self._due = 0
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="compositor", daemon=True)
        self._thread.start()

    def do(self, job: Job) -> bool:
        """Queue it."""
        if isinstance(job, TakePicture) and self._jobs.qsize() >= MAX_PENDING:
            return False
        if isinstance(job, Compose):
            with self._lock:
                if self._due >= MAX_DUE:
                    return False
                self._due += 1
        self._jobs.put(job)
        return True

    def take(self) -> list[Composed]:
        """The pictures made since the last call."""
        made = []
        while not self._made.empty():
            made.append(self._made.get())
        return made

    def close(self) -> None:
        """Stop after the job that runs."""
        self._closed = True
        self._jobs.put(None)

    def _run(self) -> None:
        inline = Inline()
        while (job := self._jobs.get()) is not None and not self._closed:
            try:
                inline.do(job)
            except Exception:
                log.exception("not_composed", job=type(job).__name__)
            if isinstance(job, Compose):
                with self._lock:
                    self._due -= 1
                for composed in inline.take():
                    self._made.put(composed)
