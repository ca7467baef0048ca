"""The documents and data of signed minutes, kept beside the record by the hashes that it has.

What is signed stays the same to the byte whatever words a later release would draft it in. The
record names the hashes, so bytes that are others are found to be; logs of before have none, and
their versions are made from the log again.
"""

from sqlalchemy import insert, literal, select

from sessions.errors import Unavailable
from sessions.export.forms import COUNTED, DRAWN, File
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
        kept = version.sha256 if version.bytes else None
        return await self._body(consultation_id, kept, version.seq)

    async def read_for(
        self, consultation_id: str, version: SignedVersion | None, file: File
    ) -> bytes | None:
        """The document or the data, whichever `file` is made from; raises likewise.

        None where it is made from the log: not of a signed version, or of one of before.
        """
        if version is None or file not in (*DRAWN, *COUNTED):
            return None
        if file in DRAWN:
            return await self.read(consultation_id, version)
        kept = version.data_sha256 if version.data_bytes else None
        return await self._body(consultation_id, kept, version.seq)

    async def _body(self, consultation_id: str, sha256: str | None, seq: int) -> bytes | None:
        if sha256 is None:
            return None
        query = select(table.c.body).where(
            table.c.consultation_id == consultation_id, table.c.sha256 == sha256
        )
        for row in await self._store.find(query):
            return bytes(row.body)
        raise Unavailable("record_damaged", seq=seq)

    async def read_all(self, consultation_id: str) -> dict[str, bytes]:
        """All of a consultation by hash."""
        query = select(table.c.sha256, table.c.body).where(
            table.c.consultation_id == consultation_id
        )
        return {row.sha256: bytes(row.body) for row in await self._store.find(query)}
