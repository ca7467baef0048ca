"""The papers of secret ballots that are open: durable like the record, and without any order.

A row holds no time and no number of its own, and the table is kept by token (without SQLite's row
ids), so what is read from it tells nothing of who cast when. At the close it is deleted.
"""

import msgspec
from sqlalchemy import delete, insert, select

from sessions.ballot_types import Paper
from sessions.errors import Unavailable
from sessions.store import Store
from sessions.tables import ballot_papers

_decoder = msgspec.json.Decoder(Paper)


class PaperStore:
    """Papers by ballot. Everything raises `Unavailable("record_unavailable")` when it fails."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, consultation_id: str, ballot_id: str, paper: Paper) -> None:
        """On return it is on disk. A token that is kept already fails as a whole."""
        await self._store.change(
            insert(ballot_papers).values(
                consultation_id=consultation_id,
                ballot_id=ballot_id,
                token=paper.token,
                paper=msgspec.json.encode(paper),
            )
        )

    async def read(self, consultation_id: str, ballot_id: str) -> dict[str, Paper]:
        """All papers of a ballot by token."""
        query = select(ballot_papers.c.paper).where(
            ballot_papers.c.consultation_id == consultation_id,
            ballot_papers.c.ballot_id == ballot_id,
        )
        try:
            papers = [_decoder.decode(row.paper) for row in await self._store.find(query)]
        except msgspec.MsgspecError as error:
            raise Unavailable("record_unavailable") from error
        return {paper.token: paper for paper in papers}

    async def burn(self, consultation_id: str, ballot_id: str) -> None:
        """They are in the record, or void."""
        await self._store.change(
            delete(ballot_papers).where(
                ballot_papers.c.consultation_id == consultation_id,
                ballot_papers.c.ballot_id == ballot_id,
            )
        )
        await self._store.forget_history()

    async def ballots(self) -> list[tuple[str, str]]:
        """Consultation and ballot of all papers that are kept."""
        query = select(ballot_papers.c.consultation_id, ballot_papers.c.ballot_id).distinct()
        return [(row.consultation_id, row.ballot_id) for row in await self._store.find(query)]
