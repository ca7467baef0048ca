"""Captions over HTTP: ports made, listed and revoked; what the public reads of what they wrote."""

from typing import Any

import httpx2
import pytest

from tests.web.conftest import Site
from web import captions as captions_module
from web.captions import LATEST

PORT = {"name": "语音识别", "languages": ["zh-CN", "en"], "expires_in": 3600}


async def made(site: Site, **more: Any) -> dict[str, Any]:
    """A fresh port; its token is known to the site by its name."""
    answer = await site.ask("POST", "./caption-ports", "clerk", PORT | more)
    assert answer.status_code == 201, answer.text
    port: dict[str, Any] = answer.json()
    site.tokens["port"] = port["token"]
    return port


async def write(site: Site, text: str, language: str = "zh-CN", **more: Any) -> httpx2.Response:
    """A line by the port, which was just said."""
    now = site.tongxin.service.clock()
    times = {"started_at": now, "ended_at": now}
    return await site.command("port", "add_caption", text=text, language=language, **times | more)


# --- ports ------------------------------------------------------------------------------------


async def test_a_port_is_made_used_listed_and_revoked(site: Site) -> None:
    port = await made(site)
    assert port["url"] == f"http://test/c/{site.id}#t={port['token']}"
    await site.command("chair", "open_consultation")
    assert (await write(site, "各位委员")).status_code == 200
    listed = await site.ask("GET", "./caption-ports", "organizer")
    assert port["token"] not in listed.text
    (one,) = listed.json()["ports"]
    assert {name: one[name] for name in ("name", "languages", "revoked")} == {
        "name": "语音识别", "languages": ["zh-CN", "en"], "revoked": False,
    }  # fmt: skip
    invitations = (await site.ask("GET", "./invitations", "organizer")).json()["invitations"]
    assert port["invitation_id"] not in [one["invitation_id"] for one in invitations]
    gone = await site.ask("DELETE", f"./invitations/{port['invitation_id']}", "chair")
    assert gone.status_code == 204
    assert (await write(site, "再来一行")).status_code == 401
    (one,) = (await site.ask("GET", "./caption-ports", "organizer")).json()["ports"]
    assert one["revoked"]


async def test_a_key_makes_one_port(site: Site) -> None:
    key = {"idempotency-key": "once"}
    answers = [
        await site.ask("POST", "./caption-ports", "clerk", PORT, headers=key) for _ in range(2)
    ]
    assert answers[0].json()["invitation_id"] == answers[1].json()["invitation_id"]
    assert len((await site.ask("GET", "./caption-ports", "clerk")).json()["ports"]) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"languages": []}, {"languages": ["不是"]}, {"languages": ["en"] * 9}, {"name": ""},
        {"name": "名" * 61}, {"expires_in": 59}, {"expires_in": 367 * 24 * 3600}, {"more": 1},
    ],
)  # fmt: skip
async def test_what_no_port_is(site: Site, bad: dict[str, Any]) -> None:
    answer = await site.ask("POST", "./caption-ports", "clerk", PORT | bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")


async def test_a_port_may_do_and_read_nothing_else(site: Site) -> None:
    await made(site)
    taken = await site.opinion("还没有筛选的意见")
    await site.command("chair", "open_consultation")
    close = await site.command("port", "close_consultation")
    assert (close.status_code, close.json()["code"]) == (403, "not_authorized")
    for path in (".", "./events?after=0"):
        answer = await site.ask("GET", path, "port")
        assert answer.status_code == 200
        assert taken["opinion_id"] not in answer.text
        assert "invitation" not in answer.text
    for path in ("./minutes.json", "./invitations", "./caption-ports", "./opinions"):
        assert (await site.ask("GET", path, "port")).status_code == 403
    assert (await site.ask("POST", "./caption-ports", "port", PORT)).status_code == 403
    assert (await site.ask("POST", f"/whip/{site.id}", "port")).status_code == 401
    sdp = {"content-type": "application/sdp"}
    heard = await site.ask("POST", f"/whep/{site.id}", "port", headers=sdp, content="v=0")
    assert heard.json()["code"] == "bad_sdp"  # it is let in as far as its offer
    member = await site.ask("POST", f"/whep/{site.id}/member", "port", headers=sdp, content="v=0")
    assert (member.status_code, member.json()["code"]) == (403, "not_allowed")


# --- the public -------------------------------------------------------------------------------


async def test_the_latest_are_the_same_bytes_for_everybody(site: Site) -> None:
    empty = (await site.ask("GET", "./captions.json")).json()
    assert empty == {"id": site.id, "languages": [], "captions": []}
    await made(site)
    await site.command("chair", "open_consultation")
    await write(site, "各位委员")
    await write(site, "Dear members", "en")
    answers = [await site.ask("GET", "./captions.json", role) for role in (None, "chair", "port")]
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["cache-control"] == "public, max-age=1"
    body = answers[0].json()
    assert body["languages"] == ["zh-CN", "en"]
    assert [one["text"] for one in body["captions"]] == ["各位委员", "Dear members"]
    etag = {"if-none-match": answers[0].headers["etag"]}
    await site.command("chair", "start_item", item_id="one")  # is no caption
    assert (await site.ask("GET", "./captions.json", headers=etag)).status_code == 304
    correct = {"caption_id": body["captions"][0]["caption_id"], "text": "各位专家"}
    await site.command("clerk", "correct_caption", **correct)
    changed = await site.ask("GET", "./captions.json", headers=etag)
    assert changed.status_code == 200
    assert changed.json()["captions"][0]["text"] == "各位专家"


async def test_each_language_has_its_latest(site: Site) -> None:
    await made(site)
    await site.command("chair", "open_consultation")
    await write(site, "only one", "en")
    for n in range(LATEST + 10):
        await write(site, f"第 {n} 行")
    body = (await site.ask("GET", "./captions.json")).json()
    lines = [one["text"] for one in body["captions"] if one["language"] == "zh-CN"]
    assert lines == [f"第 {n} 行" for n in range(10, LATEST + 10)]
    assert sum(one["language"] == "en" for one in body["captions"]) == 1


async def test_a_rehearsal_is_not_captioned_for_the_public(site: Site) -> None:
    await made(site)
    await site.command("chair", "start_rehearsal")
    await site.command("chair", "open_consultation")
    assert (await write(site, "试一试")).status_code == 200
    assert "试一试" in (await site.ask("GET", ".", "member")).text
    assert (await site.ask("GET", "./captions.json")).json()["captions"] == []
    assert (await site.ask("GET", "./captions.zh-CN.vtt")).status_code == 404
    await site.command("chair", "end_rehearsal")
    await site.command("chair", "open_consultation")
    await write(site, "正式开会")
    body = (await site.ask("GET", "./captions.json")).json()
    assert [one["text"] for one in body["captions"]] == ["正式开会"]


async def test_the_whole_meeting_as_web_vtt(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captions_module, "VTT_SECONDS", 0.0)
    await made(site)
    await site.command("chair", "open_consultation")
    opened_at = (await site.ask("GET", "./now.json")).json()["opened_at"]
    for n in range(30):  # more than the state keeps
        times = {"started_at": opened_at + n, "ended_at": opened_at + n + 1}
        await write(site, f"第 {n} 行 <b>", **times)
    file = await site.ask("GET", "./captions.zh-CN.vtt")
    assert file.headers["content-type"] == "text/vtt; charset=utf-8"
    assert file.headers["cache-control"] == "public, max-age=5"
    assert file.text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.001\n第 0 行 &lt;b&gt;\n\n")
    assert file.text.count("-->") == 30
    etag = {"if-none-match": file.headers["etag"]}
    assert (await site.ask("GET", "./captions.zh-CN.vtt", headers=etag)).status_code == 304
    await write(site, "末行")
    assert "末行" in (await site.ask("GET", "./captions.zh-CN.vtt", headers=etag)).text
    missing = await site.ask("GET", "./captions.en.vtt")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_captions")


async def test_a_file_that_grows_is_not_made_anew_for_every_line(site: Site) -> None:
    await made(site)
    await site.command("chair", "open_consultation")
    await write(site, "第一行")
    first = await site.ask("GET", "./captions.zh-CN.vtt")
    await write(site, "第二行")
    assert (await site.ask("GET", "./captions.zh-CN.vtt")).content == first.content


async def test_the_record_has_them(site: Site) -> None:
    await made(site)
    await site.command("chair", "open_consultation")
    await write(site, "各位委员")
    lines = (await site.ask("GET", "./record.json", "clerk")).json()["lines"]
    assert [one["caption"]["text"] for one in lines if one["type"] == "said"] == ["各位委员"]
