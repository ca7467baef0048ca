"""Runs a compositor beside the event loop: pictures in, composed pictures out, nobody waits."""

import queue
import threading

import structlog

from media.egress.compositor import Compose, Composed, Inline, Job, TakePicture

MAX_PENDING = 256
"""Jobs waiting: half a second of sixteen cameras; who is further behind drops pictures."""
MAX_DUE = 2
"""Composed pictures waiting to be made: who is late leaves pictures out instead of falling back."""

log = structlog.get_logger("media.egress")


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
