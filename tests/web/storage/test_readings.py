"""Wall, now, text and pictures in the store: as the server has them, and gone when they are."""

import hashlib

import pytest

from media.egress.bucket import Bucket
from media.egress.delivery import Headers
from media.egress.errors import StorageLost
from sessions.commands import AddLivePicture
from sessions.types import Actor
from tests.support.object_store import ObjectStore
from tests.web.conftest import Site
from tests.web.storage.conftest import storage_of, stored
from tests.web.test_walls import Later, published
from web.live_pictures import KEPT
from web.public import CHUNK_CACHE, NOW_CACHE, WALL_CACHE
from web.storage import readings
from web.storage.readings import FOLLOWED_MS, is_followed

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PICTURE = b"RIFF a picture WEBP"


async def first_round(site: Site) -> None:
    """Of a consultation that has been opened."""
    assert (await site.command("organizer", "open_consultation")).status_code == 200
    await storage_of(site).readings.round()


async def test_the_store_has_what_the_server_answers(site: Site, store: ObjectStore) -> None:
    later = Later(site.tongxin.walls)
    await first_round(site)
    number = stored(store, site, "wall.json")["next"]
    await published(site, "多开几班公交")
    later.pass_one()
    await storage_of(site).readings.round()
    same = {
        f"wall-{number}.json": (f"/live/{site.id}/wall-{number}.json", CHUNK_CACHE),
        "wall-head.json": (f"/live/{site.id}/wall-head.json", NOW_CACHE),
        "wall.json": ("./wall.json", WALL_CACHE),
        "now.json": ("./now.json", NOW_CACHE),
        "captions.json": ("./captions.json", NOW_CACHE),
        "text.json": (f"/live/{site.id}/text.json", WALL_CACHE),
        "text.en.json": (f"/live/{site.id}/text.json?lang=en", WALL_CACHE),
        "text.atom": (f"/live/{site.id}/text.atom", WALL_CACHE),
        "text.en.atom": (f"/live/{site.id}/text.atom?lang=en", WALL_CACHE),
    }
    for name, (path, cache) in same.items():
        here, there = await site.ask("GET", path), store.read(f"live/{site.id}/{name}")
        assert there is not None, name
        assert there[0] == here.content, name
        assert there[1]["Cache-Control"] == here.headers["cache-control"] == cache
        assert there[1]["Content-Type"] == here.headers["content-type"]
    now = stored(store, site, "now.json")
    assert (now["storage"], now["stream_stored"]) == (store.public_url, False)
    assert now["wall_next"] == number + 1


async def test_what_is_taken_back_leaves_the_store(site: Site, store: ObjectStore) -> None:
    later = Later(site.tongxin.walls)
    await first_round(site)
    number = stored(store, site, "wall.json")["next"]
    id = await published(site, "电话 13800000000")
    later.pass_one()
    await storage_of(site).readings.round()
    assert stored(store, site, f"wall-{number}.json")["put"][0]["opinion_id"] == id
    await site.command("clerk", "withhold_opinion", opinion_id=id, reason="有电话号码")
    later.pass_one()
    await storage_of(site).readings.round()
    chunk = stored(store, site, f"wall-{number}.json")
    assert (chunk["put"], chunk["gone"]) == ([], [id])
    await assert_nowhere(site, store, b"13800000000")


async def assert_nowhere(site: Site, store: ObjectStore, words: bytes) -> None:
    for name in await Bucket(store.url).names(site.id):
        found = store.read(f"live/{site.id}/{name}")
        assert found is not None
        assert words not in found[0], name


async def test_what_a_killed_server_left_is_gone_with_the_first_round(
    site: Site, store: ObjectStore
) -> None:
    bucket = Bucket(store.url)
    shown, left = f"pictures/{'a' * 64}-360.webp", ("wall-1.json", "seg-a-0.m4s")
    for name in (*left, shown):
        await bucket.put(site.id, name, b"13800000000", Headers("text/plain", ""))
    await bucket.put("another", "wall-1.json", b"of another record", Headers("text/plain", ""))
    await first_round(site)
    assert store.read(f"live/{site.id}/wall-1.json") is None
    assert store.read(f"live/{site.id}/{shown}") is None, "no note shows it"
    assert store.read(f"live/{site.id}/seg-a-0.m4s") is not None, "the stream is another's work"
    assert store.read("live/another/wall-1.json") is not None


async def picture(site: Site) -> str:
    """The hash of a picture that notes may show."""
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    folder = site.tongxin.pictures.begin()
    for width in (360, 1080):
        (folder / f"{width}.webp").write_bytes(PICTURE)
    site.tongxin.pictures.keep(site.id, sha256, folder)
    clerk = Actor("clerk", "clerk", "top", "某clerk")
    added = AddLivePicture(sha256, 1080, 720)
    await site.tongxin.service.execute(site.id, clerk, added)
    return sha256


async def show(site: Site, sha256: str) -> str:
    """The id of a note that shows it."""
    shown = {"sha256": sha256, "alt": "签到处"}
    await site.command("clerk", "post_live_note", text="开始签到", pictures=[shown])
    return next(iter((await site.tongxin.service.state(site.id)).live_notes))


async def test_pictures_are_there_while_a_note_shows_them(site: Site, store: ObjectStore) -> None:
    sha256 = await picture(site)
    await first_round(site)
    name = f"live/{site.id}/pictures/{sha256}-360.webp"
    assert store.read(name) is None
    note = await show(site, sha256)
    await storage_of(site).readings.round()
    found = store.read(name)
    assert found is not None
    assert (found[0], found[1]["Cache-Control"]) == (PICTURE, KEPT)
    await site.command("clerk", "withdraw_live_note", note_id=note, reason="拍到了证件")
    await storage_of(site).readings.round()
    assert store.read(name) is None
    await assert_nowhere(site, store, b"\xe5\xbc\x80\xe5\xa7\x8b\xe7\xad\xbe\xe5\x88\xb0")


async def test_what_was_put_without_an_answer_leaves_the_store_too(
    site: Site, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = await picture(site)
    await first_round(site)
    note = await show(site, sha256)
    bucket = storage_of(site).readings.bucket
    put = bucket.put

    async def unanswered(id: str, name: str, data: bytes, headers: Headers) -> None:
        await put(id, name, data, headers)
        raise StorageLost("unreachable")

    with monkeypatch.context() as outage:
        outage.setattr(bucket, "put", unanswered)
        with pytest.raises(StorageLost):
            await storage_of(site).readings.round()
    name = f"live/{site.id}/pictures/{sha256}-360.webp"
    assert store.read(name) is not None
    await site.command("clerk", "withdraw_live_note", note_id=note, reason="拍到了证件")
    await storage_of(site).readings.round()
    assert store.read(name) is None


async def test_an_outage_sends_viewers_to_the_server_and_is_caught_up(
    site: Site, store: ObjectStore
) -> None:
    later = Later(site.tongxin.walls)
    await first_round(site)
    assert (await site.ask("GET", "./now.json")).json()["storage"] == store.public_url
    store.kill()
    await published(site, "多开几班公交")
    with pytest.raises(StorageLost):
        await storage_of(site).readings.round()
    storage_of(site).readings.condition.failed("unreachable", site.tongxin.service.clock())
    assert (await site.ask("GET", "./now.json")).json()["storage"] == ""
    site.tongxin.operations.health._found = None
    health = (await site.ask("GET", "/readyz")).json()
    assert (health["ok"], health["storage"]["failure"]) == (True, "unreachable")
    assert health["storage"]["waiting"] >= 1
    metrics = (await site.ask("GET", "/metrics")).text
    assert "tongxin_storage_failing 1.0" in metrics
    store.start()
    later.pass_one()
    await storage_of(site).readings.round()
    storage_of(site).readings.condition.worked()
    assert [one["text"] for one in stored(store, site, "wall.json")["opinions"]] == ["多开几班公交"]
    assert storage_of(site).status().waiting == 0
    assert (await site.ask("GET", "./now.json")).json()["storage"] == store.public_url


async def test_an_unchanged_now_is_put_again_in_time(
    site: Site, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await first_round(site)
    put: list[str] = []
    bucket = storage_of(site).readings.bucket

    async def note(id: str, name: str, data: bytes, headers: Headers) -> None:
        put.append(name)

    monkeypatch.setattr(bucket, "put", note)
    await storage_of(site).readings.round()
    assert put == []
    monkeypatch.setattr(readings, "HEARTBEAT", 0.0)
    await storage_of(site).readings.round()
    assert put == ["now.json"]


async def test_a_consultation_is_followed_around_its_day(site: Site) -> None:
    state = await site.tongxin.service.state(site.id)
    assert is_followed(state, state.scheduled_at - FOLLOWED_MS + 1)
    assert not is_followed(state, state.scheduled_at - FOLLOWED_MS)
    assert not is_followed(state, state.scheduled_at + FOLLOWED_MS)
