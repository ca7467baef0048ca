"""The index as a file: SQLite's full-text table (FTS5) beside the entries it leads to.

Everything here blocks; `sessions/search/keeper.py` calls it in a thread of its own.
"""

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from sessions.search.entries import Entry, Kind
from sessions.search.words import folded, words

LEFTOVERS = ("-wal", "-shm")
VERSION = 1
"""Of the file's form and of how text is cut; a file of another one is made anew."""
TABLES = """
CREATE TABLE logs (
    consultation TEXT PRIMARY KEY, seq INTEGER, hash TEXT, title TEXT, opened INTEGER
);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, consultation TEXT, kind TEXT, key TEXT, at INTEGER, who TEXT,
    text TEXT, folded TEXT, UNIQUE (consultation, kind, key)
);
CREATE VIRTUAL TABLE words USING fts5 (cut, tokenize = 'unicode61 remove_diacritics 0');
"""


class Place(msgspec.Struct, frozen=True):
    """Up to which record a log has been read."""

    seq: int = 0
    hash: str = ""


class Log(msgspec.Struct, frozen=True):
    """A log that was read up to `place`."""

    consultation_id: str
    place: Place
    title: str
    opened_at: int | None


class Found(msgspec.Struct, frozen=True):
    """An entry that was found, and of which consultation."""

    consultation_id: str
    title: str
    kind: Kind
    at: int
    offset: int | None
    """Milliseconds since the consultation opened; None where it was before, or has not."""
    who: str
    text: str


class Index:
    """One file; opened on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    @property
    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        try:
            found = self._connect()
            if found.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return found
            found.close()
        except sqlite3.DatabaseError:  # not a database any more: nothing in it is needed
            pass
        for path in (self._path, *(self._path.with_name(self._path.name + e) for e in LEFTOVERS)):
            path.unlink(missing_ok=True)
        made = self._connect()
        made.executescript(TABLES)
        made.execute(f"PRAGMA user_version={VERSION}")
        made.commit()
        return made

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is read again
        return connection

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def place(self, consultation_id: str) -> Place:
        """Up to where its log is in the index."""
        query = "SELECT seq, hash FROM logs WHERE consultation = ?"
        found = self._db.execute(query, (consultation_id,)).fetchone()
        return Place() if found is None else Place(*found)

    def forget(self, consultation_id: str) -> None:
        """Nothing of it is found any more."""
        with self._db as db:
            of_it = "SELECT id FROM entries WHERE consultation = ?"
            db.execute(f"DELETE FROM words WHERE rowid IN ({of_it})", (consultation_id,))
            db.execute("DELETE FROM entries WHERE consultation = ?", (consultation_id,))
            db.execute("DELETE FROM logs WHERE consultation = ?", (consultation_id,))

    def put(self, log: Log, entries: Sequence[Entry]) -> None:
        """Add what was read of a log since its last place, all of it or nothing."""
        with self._db as db:
            for one in entries:
                self._put(db, log.consultation_id, one)
            db.execute(
                "INSERT OR REPLACE INTO logs VALUES (?, ?, ?, ?, ?)",
                (log.consultation_id, log.place.seq, log.place.hash, log.title, log.opened_at),
            )

    def _put(self, db: sqlite3.Connection, consultation_id: str, one: Entry) -> None:
        of_it = (consultation_id, one.kind, one.key)
        query = "SELECT id, at, who FROM entries WHERE consultation = ? AND kind = ? AND key = ?"
        before = db.execute(query, of_it).fetchone()
        id, at, who = (None, one.at, one.who) if before is None else before
        row = db.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (id, *of_it, one.at or at, one.who or who, one.text, folded(one.text)),
        ).lastrowid
        db.execute("DELETE FROM words WHERE rowid = ?", (row,))
        cut = " ".join(words(f"{one.text} {one.who or who}"))
        db.execute("INSERT INTO words (rowid, cut) VALUES (?, ?)", (row, cut))

    def find(
        self,
        query: str,
        consultation_id: str | None,
        kinds: Collection[Kind],
        limit: int,
        offset: int,
    ) -> list[Found]:
        """What has every word of `query`, or has it literally, the latest first.

        Words alone would miss what the dictionary cuts otherwise in its place: 种树 in 多种树.
        Of one consultation, or None for all; of `kinds`, or of any where it is empty.
        """
        # Words are quoted: nothing in them is an operator of FTS5's own language.
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words(query)) or '""'
        where = [
            "(e.id IN (SELECT rowid FROM words WHERE cut MATCH ?) OR e.folded LIKE ? ESCAPE '\\')"
        ]
        values: list[object] = [quoted, f"%{_escaped(folded(query.strip()))}%"]
        if consultation_id is not None:
            where.append("e.consultation = ?")
            values.append(consultation_id)
        if kinds:
            where.append(f"e.kind IN ({', '.join('?' * len(kinds))})")
            values += kinds
        rows = self._db.execute(
            "SELECT e.consultation, l.title, e.kind, e.at, e.at - l.opened, e.who, e.text"
            " FROM entries e JOIN logs l ON l.consultation = e.consultation"
            f" WHERE {' AND '.join(where)} ORDER BY e.at DESC, e.id DESC LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        found = [Found(*row) for row in rows]
        return [one if (one.offset or 0) >= 0 else _before_opening(one) for one in found]


def _before_opening(one: Found) -> Found:
    return msgspec.structs.replace(one, offset=None)


def _escaped(text: str) -> str:
    r"""`text` for LIKE with `\` as escape."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
