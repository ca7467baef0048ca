"""The text-and-picture live over HTTP: a page without scripts, JSON, Atom, and their caching."""

import gzip
import xml.etree.ElementTree as ET
from typing import Any

import httpx2

from tests.web.conftest import Site
from tests.web.test_live_pictures import photograph
from web.text_live import PAGE, STYLE

ATOM = "{http://www.w3.org/2005/Atom}"


async def get(site: Site, form: str = "", query: str = "", **headers: str) -> httpx2.Response:
    """The page, or `.json` or `.atom` of it."""
    return await site.ask("GET", f"/live/{site.id}/text{form}{query}", headers=headers)


async def data(site: Site, query: str = "") -> dict[str, Any]:
    answer = await get(site, ".json", query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def note(site: Site, text: str, **more: Any) -> None:
    answer = await site.command("clerk", "post_live_note", text=text, **more)
    assert answer.status_code == 200, answer.text


async def test_notes_and_the_sitting_in_one_log(site: Site) -> None:
    await note(site, "会前：各会场正在调试")
    await site.command("chair", "open_consultation")
    await site.command("chair", "start_item", item_id="one")
    said = [one["words"] for one in (await data(site))["entries"]]
    assert said == ["开始第 1 项议程：通报进展", "开会。", "会前：各会场正在调试"]
    english = [one["words"] for one in (await data(site, "?lang=en"))["entries"]]
    assert english[:2] == ["Item 1 begins: 通报进展", "The sitting is opened."]
    page = (await get(site)).text
    assert "正在开会" in page
    assert "第 1 项，共 2 项：通报进展" in page
    assert page.index("开会。") < page.index("各会场正在调试")


async def test_the_page_needs_no_script_and_is_light(site: Site) -> None:
    await site.command("chair", "open_consultation")
    for number in range(PAGE + 5):
        await note(site, f"第 {number} 条：" + "委员就土壤修复和地块再开发提出意见。" * 3)
    answer = await get(site, **{"accept-encoding": "gzip"})
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert 'http-equiv="refresh"' not in answer.text
    assert len(gzip.compress(answer.content)) < 15_000
    assert 'http-equiv="refresh"' in (await get(site, query="?refresh=30")).text
    assert (await site.ask("GET", STYLE)).headers["content-type"].startswith("text/css")


async def test_pages_of_fifty(site: Site) -> None:
    for number in range(PAGE + 3):
        await note(site, str(number))
    first = await data(site)
    assert (first["total"], len(first["entries"])) == (PAGE + 3, PAGE)
    second = await data(site, f"?before={first['older']}")
    assert [one["words"] for one in second["entries"]] == ["2", "1", "0"]
    assert second["older"] is None
    page = (await get(site)).text
    assert f"before={first['older']}" in page
    assert (await get(site, query="?before=x")).status_code == 400


async def test_whatever_somebody_writes_is_text(site: Site) -> None:
    hostile = "<script>alert(1)</script> & \"' \x00]]>"
    await note(site, hostile)
    for form in ("", ".atom"):
        text = (await get(site, form)).text
        assert "<script>" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "\x00" not in text
    ET.fromstring((await get(site, ".atom")).content)


async def test_a_correction_says_so_and_a_withdrawal_why(site: Site) -> None:
    await note(site, "共 12 个会场")
    await note(site, "重复的一条")
    first, second = (await site.tongxin.service.state(site.id)).live_notes
    await site.command("clerk", "correct_live_note", note_id=first, text="共 13 个会场")
    await site.command("clerk", "withdraw_live_note", note_id=second, reason="与上一条重复")
    page = (await get(site)).text
    assert "共 13 个会场" in page
    assert "更正</small>" in page
    assert "此条已撤回：与上一条重复" in page
    for gone in ("共 12 个会场", "重复的一条"):
        assert gone not in page


async def test_pictures_are_lazy_and_say_what_they_show(site: Site) -> None:
    sent = await site.ask("POST", "./live-pictures", "clerk", content=photograph(800, 600))
    sha256 = sent.json()["sha256"]
    await note(site, "全景", pictures=[{"sha256": sha256, "alt": '主会场"全景"'}])
    (entry,) = (await data(site))["entries"]
    (picture,) = entry["pictures"]
    assert (await site.ask("GET", picture["small"])).status_code == 200
    page = (await get(site)).text
    assert 'alt="主会场&quot;全景&quot;" width="360" height="270" loading="lazy"' in page


async def test_the_same_bytes_until_something_changes(site: Site) -> None:
    await note(site, "一")
    for form in ("", ".json", ".atom"):
        first = await get(site, form)
        assert first.headers["cache-control"] == "public, max-age=2"
        etag = {"if-none-match": first.headers["etag"]}
        assert (await get(site, form, **etag)).status_code == 304
        other = await get(site, form, **{"accept-language": "en", "authorization": "Bearer x"})
        assert other.content == first.content
    await note(site, "二")
    assert (await get(site, **etag)).status_code == 200


async def test_what_is_rehearsed_or_waits_is_nobodys_to_read(site: Site) -> None:
    await site.opinion("还没有筛选的意见")
    await site.command("organizer", "start_rehearsal")
    await note(site, "只是演练")
    await site.command("organizer", "open_consultation")
    assert (await data(site))["entries"] == []
    page = (await get(site)).text
    assert "演练中" in page
    assert "只是演练" not in page
    assert "还没有筛选" not in page


async def test_atom_is_a_feed(site: Site) -> None:
    await note(site, "各会场已连通")
    await site.command("chair", "open_consultation")
    feed = ET.fromstring((await get(site, ".atom", "?lang=en")).content)
    titles = [one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")]
    assert titles == ["The sitting is opened.", "各会场已连通"]
    ids = {one.text for one in feed.iter(f"{ATOM}id")}
    assert len(ids) == 3


async def test_other_sites_may_read_it(site: Site) -> None:
    answer = await get(site, ".json", origin="https://portal.example")
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_consultation_that_is_none(site: Site) -> None:
    assert (await site.ask("GET", "/live/nowhere/text")).status_code == 404
