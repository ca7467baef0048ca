"""The documents of signed minutes, kept beside the record by the hash that it has of them.

What is signed stays the same to the byte whatever words a later release would draft it in. The
record names the hash, so bytes that are others are found to be; logs of before have none, and their
versions are made from the log again.
"""

from sqlalchemy import insert, literal, select

from sessions.errors import Unavailable
from sessions.minutes_types import SignedVersion
from sessions.store import Store
from sessions.tables import minutes_documents as table


class SignedDocuments:
    """Bytes by hash. Everything raises `Unavailable("record_unavailable")` when it fails."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, consultation_id: str, sha256: str, body: bytes) -> None:
        """On return it is on disk; nothing happens where it is kept already."""
        known = select(table.c.sha256).where(
            table.c.consultation_id == consultation_id, table.c.sha256 == sha256
        )
        values = select(
            literal(consultation_id, table.c.consultation_id.type),
            literal(sha256, table.c.sha256.type),
            literal(body, table.c.body.type),
        ).where(~known.exists())
        names = ["consultation_id", "sha256", "body"]
        await self._store.change(insert(table).from_select(names, values))

    async def read(self, consultation_id: str, version: SignedVersion) -> bytes | None:
        """The document of a signed version; None for one that was signed without keeping it.

        Raises `Unavailable("record_damaged")` where it was kept and is gone.
        """
        if not version.bytes:
            return None
        query = select(table.c.body).where(
            table.c.consultation_id == consultation_id, table.c.sha256 == version.sha256
        )
        for row in await self._store.find(query):
            return bytes(row.body)
        raise Unavailable("record_damaged", seq=version.seq)

    async def read_all(self, consultation_id: str) -> dict[str, bytes]:
        """All of a consultation by hash."""
        query = select(table.c.sha256, table.c.body).where(
            table.c.consultation_id == consultation_id
        )
        return {row.sha256: bytes(row.body) for row in await self._store.find(query)}
