"""What the command line does with a record that no server need be running for."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from sqlalchemy.engine import make_url

from sessions import chain, heads, minutes_seal, outcome_files
from sessions.ballot_audit import BallotFault, audit
from sessions.consultation import replay
from sessions.documents import is_relied_on
from sessions.events import Record
from sessions.export.forms import File, Order, latest
from sessions.heads import SignedHead
from sessions.minutes_types import SignedVersion
from sessions.minutes_versions import as_signed, official, signed_version
from sessions.signed_documents import SignedDocuments
from sessions.state import Consultation
from sessions.store import Store
from web.config import Settings
from web.document_store import DocumentStore
from web.recording_shelf import recording_address
from web.typesetting import read_template, template_of


class NoRecord(Exception):
    """There is no database where the settings say."""


class Verified(msgspec.Struct, frozen=True):
    """How one log was found."""

    id: str
    records: int
    hash: str
    """Of its last record."""
    heads: int
    """Signed heads that are kept with it."""
    faults: list[chain.Fault]
    documents: int
    """Whose bytes are kept and have the hash that the log says."""
    lost: list[str]
    """Documents, by id, and templates, by name, whose bytes are not there or are others."""

    ballots: list[BallotFault]
    """Votes that were not counted as they were cast; not looked for in a broken chain."""
    minutes: list[int]
    """Versions of the minutes whose document is not what was signed; likewise."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """The store, which must exist already; raises `NoRecord`."""
    url = make_url(settings.record_url)
    if url.get_backend_name() == "sqlite" and not (settings.data / "record.db").is_file():
        raise NoRecord(settings.data)
    store = Store(settings.record_url)
    await store.start()
    try:
        yield store
    finally:
        await store.close()


async def verify_record(
    settings: Settings, id: str | None, kept: SignedHead | None = None
) -> list[Verified]:
    """Check one consultation, or all; or against `kept`, a head from elsewhere, its one."""
    id = id if kept is None else kept.consultation_id
    async with opened(settings) as store:
        known = await store.read_ids()
        files = DocumentStore(settings.documents)
        return [await verified(store, files, one, kept) for one in known if id in (None, one)]


async def verified(
    store: Store, files: DocumentStore, id: str, kept: SignedHead | None = None
) -> Verified:
    """One log, read as it is stored: its chain, where it stood when heads were signed, and the
    bytes of the documents that it rests on.
    """
    signed = await store.read_heads(id)  # first: the log that goes on reaches them all
    rows = await store.read_all(id)
    stored = [row.stored for row in rows]
    faults = [*chain.verify(stored), *heads.check(stored, signed)]
    if kept is not None:
        faults += heads.check(stored, [kept])
    relied_on = [] if faults else relied_on_by(replay(chain.unseal(one) for one in stored))
    lost = [name for name, sha256 in relied_on if files.hash_of(id, sha256) != sha256]
    whole = len(relied_on) - len(lost)
    ballots = [] if faults else audit(chain.unseal(one) for one in stored)
    kept_minutes = {} if faults else await SignedDocuments(store).read_all(id)
    records = [] if faults else [chain.unseal(one) for one in stored]
    differing = minutes_seal.differing(records, kept_minutes) if records else []
    return Verified(
        id, len(rows), rows[-1].stored.hash, len(signed), faults, whole, lost, ballots, differing
    )


def relied_on_by(state: Consultation) -> list[tuple[str, str]]:
    """Names, ids where they have any, and hashes of the files that the record rests on."""
    shown = (one for one in state.documents.values() if is_relied_on(one))
    return [
        *((one.document_id, one.sha256) for one in shown),
        *((one.document_id, one.sha256) for one in outcome_files.ever(state)),
        *((one.name, one.sha256) for one in state.minutes.templates),
    ]


async def ordered(
    settings: Settings,
    id: str,
    file: File,
    template: Path | None = None,
    version: int | None = None,
) -> Order | None:
    """All that a file of a consultation is made from; None if there is none of that id.

    `version` is of the minutes, one that was signed; raises `Refused` where it was not.
    """
    async with opened(settings) as store:
        rows, signed = await store.read_all(id), await store.read_heads(id)
        records: Sequence[Record] = [chain.unseal(row.stored) for row in rows]
        if not records:
            return None
        state = replay(records)
        shown = official(state) if version is None else signed_version(state, version)
        kept = await SignedDocuments(store).read_for(id, shown, file)
    if version is not None:
        records = as_signed(state, records, version)
    return Order(
        file=file,
        records=records,
        now=records[-1].at,
        head=latest(signed, records),
        recording=recording_address(settings, state),
        template=_template(settings, state, shown, template) if file == "minutes.docx" else None,
        signed=kept,
    )


def _template(
    settings: Settings, state: Consultation, version: SignedVersion | None, given: Path | None
) -> bytes | None:
    """The one that is named, else the consultation's own, else the server's."""
    if given is not None:
        return read_template(given)
    kept = DocumentStore(settings.documents)
    return template_of(kept, state, version, settings.minutes_template)
