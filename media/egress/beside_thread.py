"""A worker in a thread of its own: nobody waits for it."""

import queue
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Generic

import structlog

from media.egress.beside import J, M

log = structlog.get_logger("media.egress")


class Threaded(Generic[J, M]):
    """Does jobs in a thread of its own: decoders, scaler and encoder run without Python's lock.

    The thread ends with `close`, or with the process.
    """

    def __init__(
        self, begin: Callable[[], Callable[[J], list[M]]], most: Mapping[type, int]
    ) -> None:
        self._begin = begin
        self._most = most
        self._jobs: queue.SimpleQueue[J | None] = queue.SimpleQueue()
        self._made: queue.SimpleQueue[M] = queue.SimpleQueue()
        self._undone: Counter[type] = Counter()
        self._lock = threading.Lock()
        self._closed = False
        threading.Thread(target=self._run, name="beside", daemon=True).start()

    def do(self, job: J) -> bool:
        """Queue it."""
        kind = type(job)
        with self._lock:
            if kind in self._most and self._undone[kind] >= self._most[kind]:
                return False
            self._undone[kind] += 1
        self._jobs.put(job)
        return True

    def take(self) -> list[M]:
        """What was made since the last call."""
        made = []
        while not self._made.empty():
            made.append(self._made.get())
        return made

    def close(self) -> None:
        """Stop after the job that runs."""
        self._closed = True
        self._jobs.put(None)

    def _run(self) -> None:
        work = self._begin()
        while (job := self._jobs.get()) is not None and not self._closed:
            try:
                for made in work(job):
                    self._made.put(made)
            except Exception:
                log.exception("job_failed", job=type(job).__name__)
            with self._lock:
                self._undone[type(job)] -= 1
