"""A worker's own life: what it is to be, how busy it is, when it is to take nobody more."""

import msgspec

from media.config import RelayConfig
from media.messages.base import Message


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """Hub → worker, first of all and once: what it is to be. → `Ready`, as an event."""

    config: RelayConfig


class Ready(Message, frozen=True, tag="ready"):
    """First message of a worker: it listens on `port` (UDP) and forwards."""

    pid: int
    port: int


class Load(Message, frozen=True, tag="load"):
    """The worker gives up more, or less, to hold its pace, or begins or ceases to refuse newcomers.

    `shed` 0: nothing; 1: top layers withheld; 2: all but the lowest; 3: video of all but rank 0.
    """

    level: float
    shed: int
    full: bool


class Drain(Message, frozen=True, tag="drain"):
    """Take no newcomers from now on: the worker is to be replaced once it is empty. → `Done`."""
