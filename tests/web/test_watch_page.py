"""The watch page's bytes: a card for whoever passes it on, and a way on without scripts."""

from pathlib import Path

import pytest

from sessions import commands as c
from tests.web.conftest import AGENDA, ORGANIZER, VENUES, Site
from web import watch_page
from web.text_live import TextLive

PAGE = "<html><head><title>同心</title></head><body></body></html>"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client as built, of one page."""
    (tmp_path / "watch.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(watch_page, "STATIC", tmp_path)


@pytest.mark.usefixtures("built")
async def test_the_page_says_what_it_is(site: Site) -> None:
    page = (await site.ask("GET", f"/live/{site.id}")).text
    assert "<title>直播 · 清水塘协商</title>" in page
    assert '<meta property="og:title" content="清水塘协商" />' in page
    assert "og:url" not in page  # nobody has told the server its address
    assert f'<noscript><p><a href="/live/{site.id}/text">' in page


@pytest.mark.usefixtures("built")
async def test_the_same_bytes_for_everybody(site: Site) -> None:
    first = await site.ask("GET", f"/live/{site.id}")
    again = await site.ask(
        "GET", f"/live/{site.id}",
        headers={"if-none-match": first.headers["etag"], "accept-language": "en"},
    )  # fmt: skip
    assert again.status_code == 304
    await site.command("chair", "open_consultation")
    assert "正在进行" in (await site.ask("GET", f"/live/{site.id}")).text


@pytest.mark.usefixtures("built")
async def test_what_the_scripts_ask_for_first_comes_with_them(site: Site) -> None:
    now = f'as="fetch" crossorigin href="/api/v1/consultations/{site.id}/now.json" />'
    page = (await site.ask("GET", f"/live/{site.id}")).text
    assert now in page
    assert ".m3u8" not in page  # nothing is on air
    playlists = watch_page.asked_first(site.id, on_air=True)
    assert now in playlists
    for name in ("index", "video"):
        assert f'href="/live/{site.id}/{name}.m3u8"' in playlists


@pytest.mark.usefixtures("built")
async def test_who_plays_from_a_store_asks_here_for_no_playlist(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.tongxin.hub, "on_air", lambda id: True)
    assert ".m3u8" in (await site.ask("GET", f"/live/{site.id}")).text
    stored = {"storage_public_url": "https://cdn.example.org"}
    site.tongxin.settings = site.tongxin.settings.model_copy(update=stored)
    assert ".m3u8" not in (await site.ask("GET", f"/live/{site.id}")).text


@pytest.mark.usefixtures("built")
async def test_a_title_is_text(site: Site) -> None:
    create = c.CreateConsultation('"><script>x</script>', 1_800_000_000_000, VENUES, AGENDA)
    id, _ = await site.tongxin.service.create(ORGANIZER, create)
    page = (await site.ask("GET", f"/live/{id}")).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.usefixtures("built")
async def test_what_is_not_there_is_sent_plain(site: Site) -> None:
    assert (await site.ask("GET", "/live/nowhere")).text == PAGE


async def test_a_known_address_stands_in_the_card(site: Site) -> None:
    pages = TextLive(site.tongxin.service, site.tongxin.hub, "https://consult.example/")
    state = await site.tongxin.service.recorded(site.id)
    head = watch_page.head_of(state, pages.base)
    assert f'content="https://consult.example/live/{site.id}"' in head
