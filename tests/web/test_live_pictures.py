"""Pictures of live notes over HTTP: taken in, stripped, and given out while they are shown."""

import asyncio
import io
import threading
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.web.conftest import Site
from web import live_pictures
from web.archives import _left_out
from web.config import Settings
from web.live_picture_images import WIDTHS


def photograph(width: int = 1600, height: int = 1200, form: str = "JPEG", **more: Any) -> bytes:
    """A picture as a phone would send it."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), (40, 90, 140)).save(made, form, **more)
    return made.getvalue()


async def send(site: Site, data: bytes, role: str | None = "clerk") -> httpx2.Response:
    """The answer to an upload."""
    return await site.ask("POST", "./live-pictures", role, content=data)


async def post(site: Site, sha256: str, text: str = "会场") -> str:
    """A note that shows the picture; its id."""
    pictures = [{"sha256": sha256, "alt": "主会场全景"}]
    answer = await site.command("clerk", "post_live_note", text=text, pictures=pictures)
    assert answer.status_code == 200, answer.text
    return next(iter((await site.tongxin.service.state(site.id)).live_notes))


async def test_a_picture_is_kept_whole_though_who_sent_it_goes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not kept is removed once the thread that keeps it is done, not meanwhile."""
    store = site.tongxin.pictures
    keep, begun, go = store.keep, threading.Event(), threading.Event()

    def kept(*arguments: Any) -> None:
        begun.set()
        go.wait()
        keep(*arguments)

    monkeypatch.setattr(store, "keep", kept)
    sending = asyncio.create_task(send(site, photograph()))
    await asyncio.to_thread(begun.wait)
    sending.cancel()
    await asyncio.wait({sending}, timeout=0.2)
    go.set()
    await asyncio.wait({sending})
    (folder,) = (store.root / site.id).iterdir()
    assert {path.name for path in folder.iterdir()} == {f"{width}.webp" for width in WIDTHS}


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
async def test_a_picture_is_kept_in_two_sizes_without_what_the_camera_wrote(
    site: Site, form: str
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    exif[0x0112] = 6  # on its side
    kept = (await send(site, photograph(form=form, exif=exif))).json()
    assert (kept["width"], kept["height"]) == (1080, 1440)
    await post(site, kept["sha256"])
    for width in WIDTHS:
        where = f"/live/{site.id}/pictures/{kept['sha256']}-{width}.webp"
        answer = await site.ask("GET", where)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["access-control-allow-origin"] == "*"
        image = Image.open(io.BytesIO(answer.content))
        assert image.size == (width, width * 4 // 3)
        assert not image.getexif()
        assert b"taken" not in answer.content
        again = await site.ask("GET", where, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_the_same_picture_is_recorded_once(site: Site) -> None:
    first, second = [(await send(site, photograph(600, 400))).json() for _ in range(2)]
    assert first["sha256"] == second["sha256"]
    assert (first["width"], first["height"]) == (600, 400)
    assert (len(first["seqs"]), second["seqs"]) == (1, [])


async def test_nobody_gets_what_no_note_shows(site: Site) -> None:
    sha256 = (await send(site, photograph(300, 200))).json()["sha256"]
    where = f"/live/{site.id}/pictures/{sha256}-360.webp"
    assert (await site.ask("GET", where)).status_code == 404
    note = await post(site, sha256)
    assert (await site.ask("GET", where)).status_code == 200
    await site.command("clerk", "withdraw_live_note", note_id=note, reason="拍到了无关的人")
    assert (await site.ask("GET", where)).status_code == 404


async def test_names_that_are_none(site: Site) -> None:
    for name in ("x", f"{'0' * 64}-360.webp", f"{'0' * 64}-9.webp", "..-360.webp"):
        assert (await site.ask("GET", f"/live/{site.id}/pictures/{name}")).status_code == 404


REFUSED = [
    (b"", 415, "picture_type"),
    (b"%PDF-1.7", 415, "picture_type"),
    (b"GIF89a", 415, "picture_type"),
    (photograph(200, 200)[:200], 422, "picture_broken"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 422, "picture_broken"),
]


async def test_what_is_refused_leaves_nothing(site: Site) -> None:
    for data, status, code in REFUSED:
        answer = await send(site, data)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    root = site.tongxin.settings.live_pictures
    assert [one for one in root.rglob("*") if one.name != ".incoming"] == []
    assert not (await site.tongxin.service.state(site.id)).live_pictures


async def test_too_much_is_not_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_pictures, "BYTES_MAX", 100)
    assert (await send(site, photograph(200, 200))).status_code == 413


async def test_who_may_not(site: Site) -> None:
    for role, status in (("member", 403), ("viewer", 403), (None, 401)):
        assert (await send(site, photograph(9, 9), role)).status_code == status


async def test_the_commands_door_takes_no_picture_that_nobody_has(site: Site) -> None:
    fields = {"sha256": "0" * 64, "width": 9, "height": 9}
    answer = await site.command("clerk", "add_live_picture", **fields)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_backup_takes_them_along(settings: Settings) -> None:
    inside = settings.live_pictures.relative_to(settings.data)
    assert not _left_out(inside / "id" / "sha256" / "360.webp")
