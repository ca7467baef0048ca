"""A consultation in memory: as committed, and as rehearsed upon that."""

import msgspec

from sessions.rehearsal import Rehearsal
from sessions.state import Consultation


class Loaded(msgspec.Struct, eq=False):
    """A consultation in memory."""

    committed: Consultation
    doubtful: bool = False
    """An append failed, so the store may be ahead of `committed`."""
    rehearsal: Rehearsal | None = None
    """What is being rehearsed upon `committed`."""

    @property
    def present(self) -> Consultation:
        """As everybody in the consultation sees it: rehearsed where it is rehearsed."""
        return self.committed if self.rehearsal is None else self.rehearsal.state
