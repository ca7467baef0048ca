"""The tables that the store reads and writes; `migrations/` makes them."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

records = Table(
    "records",
    metadata,
    Column("consultation_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("type", String(40), nullable=False),
    Column("command_key", String(200)),
)
"""`body` holds the bytes that were hashed; `type`, the event's tag, and `command_key` only help to
find a record and are not part of it."""

heads = Table(
    "heads",
    metadata,
    Column("consultation_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("signed_at", BigInteger, nullable=False),
    Column("key", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)

ballot_papers = Table(
    "ballot_papers",
    metadata,
    Column("consultation_id", String(40), primary_key=True),
    Column("ballot_id", String(40), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("paper", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Papers of secret ballots that are open. Without time or number, and in SQLite kept by token: what
is read from it tells nothing of who cast when."""

supports = Table(
    "supports",
    metadata,
    Column("consultation_id", String(40), primary_key=True),
    Column("opinion_id", String(40), primary_key=True),
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Who supports which opinion, as a keyed hash of a browser's random token: enough to count each
once."""
minutes_documents = Table(
    "minutes_documents",
    metadata,
    Column("consultation_id", String(40), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""Document and data of each signed version of the minutes, to the byte; the record has their
hashes."""
