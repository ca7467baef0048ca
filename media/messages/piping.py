"""A consultation's tracks from its home worker to another one (see `media/cascade.py`)."""

from media.messages.base import Message
from media.messages.tracks import TrackInfo


class OpenPipe(Message, frozen=True, tag="open_pipe"):
    """Take `router`'s tracks from another worker, its publishers' home. → `PipeOpened`.

    It replaces a pipe that was there.
    """

    router: str


class PipeOpened(Message, frozen=True, tag="pipe_opened"):
    """`path` is a Unix socket (SOCK_SEQPACKET) that takes one connection: for `AttachPipe`."""

    path: str


class AttachPipe(Message, frozen=True, tag="attach_pipe"):
    """Give `router`'s tracks, as they are asked for, to the worker at `path`. → `Done`.

    `path` is of that worker's `PipeOpened`. The pipe ends with either worker's router.
    """

    router: str
    path: str


class SetPiped(Message, frozen=True, tag="set_piped"):
    """What `router`'s home publishes, replacing what was said before. → `Done`.

    Said to a worker with a pipe, whose subscribers may be sent these tracks.
    """

    router: str
    tracks: list[TrackInfo]
