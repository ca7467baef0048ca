"""Export, import, backup and restore: what comes out verifies, what does not goes nowhere."""

import asyncio
import gzip
import hashlib
import io
import stat
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from typer.testing import CliRunner, Result

from sessions import archive
from sessions.chain import Head, seal
from sessions.commands import AddLivePicture, PostLiveNote, RemoveDocument, WithdrawLiveNote
from sessions.events import LiveNotePosted, Record, tag
from sessions.heads import HeadSigner, SignedHead
from sessions.minutes_drafting import build
from sessions.rows import Row
from sessions.store import Store
from sessions.types import LivePicture
from tests.support import database
from tests.support.consultation import Scene, attach
from tests.support.postgresql import Cluster
from web.archives import opened_archive, write_archive
from web.cli import app
from web.config import Settings
from web.document_store import DocumentStore
from web.making import make_file
from web.record import verified

SIGNER = HeadSigner(bytes(range(32)))
RECORDS: list[Record] = Scene().records
ROWS = [
    Row("one", seal(r.prev_hash, r.seq, r.at, r.actor, r.event)[1], tag(type(r.event)), "k")
    for r in RECORDS
]
HUGE = 64 << 20
END = Head(ROWS[-1].stored.seq, ROWS[-1].stored.hash)


def tongxin(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def fill(data: Path, *ids: str) -> None:
    """A data folder with a consultation of each id, signed, and with a key and an attached file."""

    async def run() -> None:
        settings = Settings(data=data)
        settings.make_data()
        store = Store(settings.record_url)
        await store.start()
        for id in ids:
            await store.append([Row(id, r.stored, r.type, r.command_key) for r in ROWS])
            await store.keep_head(SIGNER.sign(id, Head(3, ROWS[2].stored.hash), 5))
            await store.keep_head(SIGNER.sign(id, END, 7))
        await store.close()

    asyncio.run(run())
    (data / "token.key").write_bytes(b"secret")
    (data / "ballot-keys").mkdir()
    (data / "ballot-keys" / "c.b").write_bytes(b"of a secret ballot")
    (data / "attached" / "x").mkdir(parents=True)
    (data / "attached" / "x" / "page.pdf").write_bytes(b"%PDF")
    (data / "live" / "c").mkdir(parents=True)
    (data / "live" / "c" / "index.m3u8").write_bytes(b"on air")


def member(file: Path, name: str) -> bytes:
    """The bytes of an archive's member."""
    with tarfile.open(file) as tar:
        opened = tar.extractfile(name)
        assert opened is not None
        return opened.read()


def changed(source: Path, target: Path, name: str, change: Callable[[bytes], bytes | None]) -> None:
    """An archive with one member's bytes changed, or without it."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for info in old.getmembers():
            whole = member(source, info.name)
            data = change(whole) if info.name == name else whole
            if data is not None:
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))


def test_a_consultation_goes_elsewhere_whole(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "one.tongxin"
    fill(here, "one", "two")
    assert tongxin("export", "one", file, "--data", here).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    done = tongxin("import", file, "--data", there)
    assert (done.exit_code, done.output) == (0, "Added one.\n")
    verified = tongxin("verify", "--data", there)
    assert verified.exit_code == 0
    assert verified.output.count("chain whole") == 1
    assert "2 signed heads" in verified.output
    head = SIGNER.sign("one", END, 7).text()
    assert tongxin("verify", "--head", head, "--data", there).exit_code == 0
    made = [make_file(Settings(data=one), "one", "minutes.md", None, None) for one in (here, there)]
    assert made[0] == made[1]
    assert build(RECORDS).title in (made[0] or b"").decode()
    again = tongxin("import", file, "--data", there)
    assert again.exit_code == 1
    assert "one is there already" in again.output


def test_a_backup_is_restored_with_its_keys_and_files(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "backup"
    fill(here, "one", "two")
    (here / "search.db-wal").write_bytes(b"half written")
    assert tongxin("backup", file, "--data", here).exit_code == 0
    done = tongxin("restore", file, "--data", there)
    assert done.exit_code == 0, done.output
    assert tongxin("verify", "--data", there).output.count("chain whole") == 2
    assert (there / "token.key").read_bytes() == b"secret"
    assert stat.S_IMODE((there / "token.key").stat().st_mode) == 0o600
    assert (there / "attached/x/page.pdf").read_bytes() == b"%PDF"
    assert not (there / "live").exists()
    assert not (there / "ballot-keys").exists()
    assert not (there / "search.db-wal").exists(), "made anew of the record"
    again = tongxin("restore", file, "--data", there)
    assert again.exit_code == 1
    assert "there already" in again.output


class Growing(Store):
    """The second half of the log is written, and signed, once any of it was read."""

    async def read_all(self, consultation_id: str, after: int = 0) -> list[Row]:
        found = await super().read_all(consultation_id, after)
        await self.grow()
        return found

    async def read_heads(self, consultation_id: str) -> list[SignedHead]:
        found = await super().read_heads(consultation_id)
        await self.grow()
        return found

    async def grow(self) -> None:
        if not await super().read_heads("one"):
            await self.append(ROWS[3:])
            await self.keep_head(SIGNER.sign("one", END, 7))


@pytest.mark.parametrize("act", ["archive", "verify"])
async def test_what_is_signed_meanwhile_is_no_fault(tmp_path: Path, act: str) -> None:
    settings, file = Settings(data=tmp_path), tmp_path / "archive"
    store = Growing(settings.record_url)
    await store.start()
    await store.append(ROWS[:3])
    if act == "archive":
        await write_archive(store, ["one"], file)
        with opened_archive(file) as archived:
            archived.check()
    else:
        found = await verified(store, DocumentStore(settings.documents), "one")
        assert found.faults == []
    await store.close()


def test_a_backup_larger_than_the_memory_is_restored(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "backup"
    fill(here, "one")
    (here / "attached/x/page.pdf").write_bytes(bytes(HUGE))
    assert tongxin("backup", file, "--data", here).exit_code == 0
    tracemalloc.start()
    try:
        assert tongxin("restore", file, "--data", there).exit_code == 0
        assert tracemalloc.get_traced_memory()[1] < HUGE // 2
    finally:
        tracemalloc.stop()
    assert (there / "attached/x/page.pdf").stat().st_size == HUGE


def test_a_backup_moves_between_databases(tmp_path: Path, cluster: Cluster) -> None:
    here, file = tmp_path / "here", tmp_path / "backup"
    fill(here, "one")
    assert tongxin("backup", file, "--data", here).exit_code == 0
    environment = {"TONGXIN_DATABASE_URL": cluster.database()}
    there = ["--data", str(tmp_path / "there")]
    done = CliRunner().invoke(app, ["restore", str(file), *there], env=environment)
    assert done.exit_code == 0, done.output
    checked = CliRunner().invoke(app, ["verify", *there], env=environment)
    assert "chain whole" in checked.output
    back = CliRunner().invoke(app, ["export", "one", str(tmp_path / "x"), *there], env=environment)
    assert back.exit_code == 0
    assert member(file, RECORDS_OF) == member(tmp_path / "x", RECORDS_OF)
    assert member(file, HEADS_OF) == member(tmp_path / "x", HEADS_OF)


RECORDS_OF = "consultations/one/records.jsonl"
HEADS_OF = "consultations/one/heads.jsonl"


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (RECORDS_OF, lambda data: data.replace("区会场".encode(), "县会场".encode()), "altered"),
        (RECORDS_OF, lambda data: b"".join(data.splitlines(True)[:-1]), "truncated"),
        (RECORDS_OF, lambda data: b"".join(data.splitlines(True)[1:]), "missing"),
        (
            RECORDS_OF,
            lambda data: data.replace(b'"type":"item_added"', b'"type":"x"', 1),
            "altered",
        ),
        (RECORDS_OF, lambda data: b"", "not in the archive"),
        (RECORDS_OF, lambda data: None, "has no"),
        (RECORDS_OF, lambda data: data[:-20], "damaged"),
        (RECORDS_OF, lambda data: b"\xff" + data, "damaged"),
        (RECORDS_OF, lambda data: b"[" * 3_000_000, "too long"),
        (HEADS_OF, lambda data: data.replace(b'"signed_at":7', b'"signed_at":8'), "forged"),
        (HEADS_OF, lambda data: data.replace(b'"one"', b'"two"'), "not in the archive"),
        ("manifest.json", lambda data: data.replace(b'"format":3', b'"format":4'), "later version"),
        ("manifest.json", lambda data: b"{}", "damaged"),
        ("manifest.json", lambda data: None, "has no manifest"),
    ],
)
def test_what_does_not_verify_goes_nowhere(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes | None], said: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    fill(here, "one")
    tongxin("export", "one", tmp_path / "good", "--data", here)
    changed(tmp_path / "good", tmp_path / "bad", name, change)
    done = tongxin("import", tmp_path / "bad", "--data", there)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert tongxin("verify", "--data", there).output == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense" * 99,
        gzip.compress(b"nonsense" * 999, mtime=0),
        gzip.compress(b"", mtime=0)[:-3],
    ],
)
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    for command in ("import", "restore"):
        done = tongxin(command, tmp_path / "file", "--data", tmp_path / command)
        assert done.exit_code == 1
        assert "archive" in done.output
        assert "Traceback" not in done.output


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = tongxin("import", tmp_path / "nothing", "--data", tmp_path / "data")
    assert done.exit_code == 1
    assert "nothing: No such file" in done.output


def test_no_file_is_written_outside_the_data_folder(tmp_path: Path) -> None:
    here, file = tmp_path / "here", tmp_path / "evil"
    fill(here, "one")
    tongxin("backup", tmp_path / "good", "--data", here)
    with tarfile.open(tmp_path / "good") as old, tarfile.open(file, "w:gz") as new:
        for info in old.getmembers():
            data = member(tmp_path / "good", info.name)
            info.name = info.name.replace("files/token.key", "files/../../escaped")
            new.addfile(info, io.BytesIO(data))
    done = tongxin("restore", file, "--data", tmp_path / "a" / "b")
    assert done.exit_code == 1
    assert "outside its folder" in done.output
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path / "a").exists()


def test_a_head_kept_elsewhere_shows_what_was_cut_off(tmp_path: Path) -> None:
    fill(tmp_path, "one")
    printed = SIGNER.sign("one", END, 7).text()

    async def cut() -> None:
        async with database.opened(Settings(data=tmp_path).record_url) as connection:
            for table in ("records", "heads"):
                await database.unprotect(connection, table)
                await connection.execute(text(f"DELETE FROM {table} WHERE seq = {END.seq}"))

    asyncio.run(cut())
    assert tongxin("verify", "--data", tmp_path).exit_code == 0, "nothing here shows it"
    found = tongxin("verify", "--head", printed, "--data", tmp_path)
    assert found.exit_code == 1
    assert f"record {END.seq} is truncated" in found.output
    assert "no head" in tongxin("verify", "--head", "x:y", "--data", tmp_path).output


def test_lines_say_all_that_a_row_has() -> None:
    lines = list(archive.write_rows(ROWS))
    assert archive.read_rows("one", lines) == ROWS
    assert all(line.count(b"\n") == 1 for line in lines)


# --- documents --------------------------------------------------------------------------------


BYTES = b"%PDF-1.7 " + bytes(range(256)) * 9000
"""More than one piece."""
SHA256 = hashlib.sha256(BYTES).hexdigest()
KEPT = {
    "original": BYTES,
    "1-800.webp": b"picture",
    "1-1600.webp": b"larger",
    "2-800.webp": b"picture 2",
    "2-1600.webp": b"larger 2",
    "2.txt": "字".encode(),
}
DOCUMENTS = f"consultations/one/documents/{SHA256}"
LISTING_OF = "consultations/one/documents.jsonl"
EMPTY = hashlib.sha256(b"").hexdigest()


def keep(data: Path, scene: Scene) -> None:
    """A data folder with the scene's record."""
    rows = [
        Row("one", seal(r.prev_hash, r.seq, r.at, r.actor, r.event)[1], tag(type(r.event)), None)
        for r in scene.records
    ]

    async def run() -> None:
        settings = Settings(data=data)
        settings.make_data()
        store = Store(settings.record_url)
        await store.start()
        await store.append(rows)
        await store.close()

    asyncio.run(run())


def with_document(data: Path) -> None:
    """A consultation with one document that is kept, and one that was removed unseen."""
    scene = Scene()
    kept = replace(attach("kept", pages=2), sha256=SHA256, bytes=len(BYTES))
    for command in (kept, attach("gone"), RemoveDocument("gone")):
        scene.act("clerk", command)
    keep(data, scene)
    folder = Settings(data=data).documents / "one" / SHA256
    folder.mkdir(parents=True)
    for name, content in KEPT.items():
        (folder / name).write_bytes(content)


def test_documents_go_along(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "one.tongxin"
    with_document(here)
    done = tongxin("export", "one", file, "--data", here)
    assert (done.exit_code, done.output) == (0, f"Wrote one to {file}.\n")
    assert tongxin("import", file, "--data", there).exit_code == 0
    folder = Settings(data=there).documents / "one" / SHA256
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == KEPT
    verified = tongxin("verify", "--data", there)
    assert verified.exit_code == 0
    assert "1 document" in verified.output
    again = tongxin("export", "one", tmp_path / "again", "--data", there)
    assert again.exit_code == 0
    assert member(tmp_path / "again", LISTING_OF) == member(file, LISTING_OF)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (f"{DOCUMENTS}/original", lambda data: data[:-1] + b"x", "is damaged"),
        (f"{DOCUMENTS}/original", lambda data: data + b"x", "is damaged"),
        (f"{DOCUMENTS}/original", lambda data: data[:-1], "is damaged"),
        (f"{DOCUMENTS}/2-800.webp", lambda data: b"another", "is damaged"),
        (f"{DOCUMENTS}/2-800.webp", lambda data: None, "has no"),
        (LISTING_OF, lambda data: data.replace(b"2-800", b"3-800"), "list of documents"),
        (LISTING_OF, lambda data: None, "has no"),
    ],
)
def test_a_document_that_is_not_what_it_was_goes_nowhere(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes | None], said: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with_document(here)
    tongxin("export", "one", tmp_path / "good", "--data", here)
    changed(tmp_path / "good", tmp_path / "bad", name, change)
    done = tongxin("import", tmp_path / "bad", "--data", there)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert tongxin("verify", "--data", there).output == ""
    assert not Settings(data=there).documents.exists()


def listed_as(source: Path, target: Path, change: Callable[[bytes], bytes]) -> None:
    """The archive with another listing, which its manifest names as its own."""
    listing = change(member(source, LISTING_OF))
    before = hashlib.sha256(member(source, LISTING_OF)).hexdigest().encode()
    after = hashlib.sha256(listing).hexdigest().encode()
    between = target.with_name("between")
    changed(source, between, LISTING_OF, lambda _: listing)
    changed(between, target, "manifest.json", lambda data: data.replace(before, after))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.replace(SHA256.encode(), b"0" * 64), "no document of its log"),
        (lambda data: data.replace(b"/2.txt", b"/../../2.txt"), "no document of its log"),
        (lambda data: data.replace(b"/2.txt", b"/2.exe"), "no document of its log"),
        (lambda data: data + data.splitlines(True)[0], "no document of its log"),
        (lambda data: b"".join(x for x in data.splitlines(True) if b"original" not in x), "whole"),
        (lambda data: b"".join(x for x in data.splitlines(True) if b"2-" not in x), "not whole"),
        (
            lambda data: data.replace(f'"bytes":{len(BYTES)}'.encode(), b'"bytes":99999999'),
            "larger",
        ),
        (lambda data: data.replace(f'"bytes":{len(BYTES)}'.encode(), b'"bytes":5'), "damaged"),
        (lambda data: b"{}\n", "damaged"),
    ],
)
def test_a_forged_list_of_documents_goes_nowhere(
    tmp_path: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with_document(here)
    tongxin("export", "one", tmp_path / "good", "--data", here)
    listed_as(tmp_path / "good", tmp_path / "bad", change)
    done = tongxin("import", tmp_path / "bad", "--data", there)
    assert done.exit_code == 1
    assert said in done.output
    assert not Settings(data=there).documents.exists()


def test_an_archive_of_before_has_no_documents_and_is_read(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with_document(here)
    tongxin("export", "one", tmp_path / "new", "--data", here)
    listing = hashlib.sha256(member(tmp_path / "new", LISTING_OF)).hexdigest()

    def older(data: bytes) -> bytes:
        said = f',"documents":"{listing}","pictures":"{EMPTY}"'.encode()
        assert said in data
        return data.replace(said, b"").replace(b'"format":3', b'"format":1')

    changed(tmp_path / "new", tmp_path / "old", "manifest.json", older)
    assert tongxin("import", tmp_path / "old", "--data", there).exit_code == 0
    assert "kept" in tongxin("verify", "--data", there).output  # as lost
    done = tongxin("export", "one", tmp_path / "again", "--data", there)
    assert done.exit_code == 0
    assert "Document kept is not in this data folder" in done.output


def test_a_document_that_is_damaged_here_is_not_exported(tmp_path: Path) -> None:
    with_document(tmp_path / "here")
    folder = Settings(data=tmp_path / "here").documents / "one" / SHA256
    (folder / "original").write_bytes(b"other")
    done = tongxin("export", "one", tmp_path / "file", "--data", tmp_path / "here")
    assert done.exit_code == 1
    assert "is damaged here" in done.output
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("id", ["../one", "", "a/b", "x" * 41])
def test_an_id_that_is_none_of_ours_names_no_folder(tmp_path: Path, id: str) -> None:
    with_document(tmp_path / "here")
    tongxin("export", "one", tmp_path / "good", "--data", tmp_path / "here")
    named = f'"id":"{id}"'.encode()
    changed(
        tmp_path / "good",
        tmp_path / "bad",
        "manifest.json",
        lambda data: data.replace(b'"id":"one"', named),
    )
    done = tongxin("import", tmp_path / "bad", "--data", tmp_path / "there")
    assert done.exit_code == 1
    assert "damaged" in done.output


def test_a_file_damaged_on_its_way_is_refused(tmp_path: Path) -> None:
    with_document(tmp_path / "here")
    tongxin("export", "one", tmp_path / "good", "--data", tmp_path / "here")
    data = bytearray((tmp_path / "good").read_bytes())
    for at in range(200, len(data), 997):
        data[at] ^= 0x55
    (tmp_path / "bad").write_bytes(data)
    done = tongxin("import", tmp_path / "bad", "--data", tmp_path / "there")
    assert done.exit_code == 1
    assert "archive" in done.output
    assert "Traceback" not in done.output


# --- pictures ---------------------------------------------------------------------------------

LARGE = b"RIFF a large picture WEBP"
PICTURE = hashlib.sha256(LARGE).hexdigest()
SIZES = {"360.webp": b"RIFF small WEBP", "1080.webp": LARGE}
PICTURE_AT = f"consultations/one/pictures/{PICTURE}"


def with_picture(data: Path) -> None:
    """A consultation with a picture in a note that was withdrawn, and one that is not kept."""
    scene = Scene()
    scene.act("clerk", AddLivePicture(PICTURE, 1080, 720))
    scene.act("clerk", AddLivePicture("0" * 64, 1080, 720))
    shown = PostLiveNote("签到", [LivePicture(PICTURE, "签到处")])
    (posted,) = scene.act("clerk", shown)
    assert isinstance(posted, LiveNotePosted)
    scene.act("clerk", WithdrawLiveNote(posted.note_id, "拍到了证件"))
    keep(data, scene)
    folder = Settings(data=data).live_pictures / "one" / PICTURE
    folder.mkdir(parents=True)
    for name, content in SIZES.items():
        (folder / name).write_bytes(content)


def test_pictures_go_along(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "one.tongxin"
    with_picture(here)
    assert tongxin("export", "one", file, "--data", here).exit_code == 0
    assert tongxin("import", file, "--data", there).exit_code == 0
    folder = Settings(data=there).live_pictures / "one" / PICTURE
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == SIZES
    assert [one.name for one in folder.parent.iterdir()] == [PICTURE]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (f"{PICTURE_AT}/1080.webp", lambda data: b"another large picture WEB", "is damaged"),
        (f"{PICTURE_AT}/1080.webp", lambda data: data + b"x", "is damaged"),
        (f"{PICTURE_AT}/360.webp", lambda data: data[:-1] + b"x", "is damaged"),
        (f"{PICTURE_AT}/360.webp", lambda data: None, "has no"),
        ("consultations/one/pictures.jsonl", lambda data: data[:5], "list of pictures"),
    ],
)
def test_a_picture_that_is_not_what_it_was_goes_nowhere(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes | None], said: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with_picture(here)
    tongxin("export", "one", tmp_path / "good", "--data", here)
    changed(tmp_path / "good", tmp_path / "bad", name, change)
    done = tongxin("import", tmp_path / "bad", "--data", there)
    assert done.exit_code == 1
    assert said in done.output
    assert not Settings(data=there).live_pictures.exists()


def test_a_picture_without_one_of_its_sizes_goes_nowhere(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with_picture(here)
    (Settings(data=here).live_pictures / "one" / PICTURE / "360.webp").unlink()
    tongxin("export", "one", tmp_path / "half", "--data", here)
    done = tongxin("import", tmp_path / "half", "--data", there)
    assert done.exit_code == 1
    assert "is not whole" in done.output
