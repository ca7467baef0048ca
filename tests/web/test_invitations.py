"""Links of many at once over HTTP, as a table and on paper, where a camera must read them."""

import csv
import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from sessions import commands as c
from sessions.types import Participant, Role
from tests.web.conftest import ORGANIZER, ROSTER, Site
from web.invitations import FORMULA, inert
from web.link_sheet import Card, LinkSheet, render

DPI = 150
"""What a phone's camera makes of a page that fills it is finer."""


async def issue(site: Site, key: str | None = None, **wanted: Any) -> list[dict[str, Any]]:
    headers = {} if key is None else {"idempotency-key": key}
    answer = await site.ask("POST", "./invitations/bulk", "clerk", wanted, headers=headers)
    assert answer.status_code == 201, answer.text
    made: list[dict[str, Any]] = answer.json()["invitations"]
    return made


async def listed(site: Site) -> dict[str, dict[str, Any]]:
    answer = await site.ask("GET", "./invitations", "clerk")
    return {one["invitation_id"]: one for one in answer.json()["invitations"]}


def decoded(pdf: bytes) -> list[str]:
    """What a reader finds on the pages as they are drawn, in order."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=DPI / 72).to_pil()
        codes = zxingcpp.read_barcodes(image)
        places = sorted(
            codes, key=lambda one: (round(one.position.top_left.y / 100), one.position.top_left.x)
        )
        found += [one.text for one in places]
    return found


async def test_a_link_for_everybody(site: Site) -> None:
    made = await issue(site)
    assert [one["participant_id"] for one in made] == list(ROSTER)
    for one in made:
        assert one["url"] == f"http://test/c/{site.id}#t={one['token']}"
        snapshot = await site.ask("GET", ".", one["token"])
        assert snapshot.status_code == 200
    known = await listed(site)
    assert {one["invitation_id"] for one in made} <= known.keys()
    assert all(one["issued_at"] > 0 and one["used_at"] is None for one in known.values())


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        ({"participant_ids": ["member", "expert", "member"]}, ["member", "expert"]),
        ({"venue_ids": ["low"]}, ["venue"]),
        ({"venue_ids": ["top"]}, list(ROSTER)),
    ],
)
async def test_for_some(site: Site, wanted: dict[str, Any], who: list[str]) -> None:
    assert [one["participant_id"] for one in await issue(site, **wanted)] == who


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"participant_ids": []}, 422, "nobody_selected"),
        ({"participant_ids": ["member", "nobody"]}, 404, "no_such_participant"),
        ({"venue_ids": ["nowhere"]}, 404, "no_such_venue"),
        ({"expires_in": 1}, 422, "bad_body"),
    ],
)
async def test_refused_whole(site: Site, wanted: dict[str, Any], status: int, code: str) -> None:
    before = await listed(site)
    answer = await site.ask("POST", "./invitations/bulk", "clerk", wanted)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await listed(site) == before


async def test_asked_again_it_answers_the_same(site: Site) -> None:
    first = await issue(site, "once", replace=True)
    before = (await site.tongxin.service.state(site.id)).seq
    assert await issue(site, "once", replace=True) == first
    assert (await site.tongxin.service.state(site.id)).seq == before
    assert await issue(site, "twice") != first


async def test_it_is_one_commit(site: Site) -> None:
    heard: list[int] = []
    site.tongxin.service.subscribe(site.id, lambda records: heard.append(len(records)))
    await issue(site)
    assert heard == [len(ROSTER)]


async def test_new_links_in_the_place_of_old_ones(site: Site) -> None:
    (old,) = await issue(site, participant_ids=["member"])
    (new,) = await issue(site, participant_ids=["member"], replace=True)
    assert (await site.ask("GET", ".", old["token"])).status_code == 401
    assert (await site.ask("GET", ".", new["token"])).status_code == 200
    live = [one for one in (await listed(site)).values() if not one["revoked"]]
    assert [one["invitation_id"] for one in live if one["participant_id"] == "member"] == [
        new["invitation_id"]
    ]


async def test_who_replaces_everybodys_keeps_the_own(site: Site) -> None:
    await issue(site, replace=True)
    assert (await site.ask("GET", ".", "clerk")).status_code == 200
    assert (await site.ask("GET", ".", "chair")).status_code == 401


async def test_revoked_all_or_none(site: Site) -> None:
    made = await issue(site, participant_ids=["member", "expert"])
    ids = [one["invitation_id"] for one in made]
    bad = await site.ask(
        "POST", "./invitations/revoke", "clerk", {"invitation_ids": [*ids, "nothing"]}
    )
    assert (bad.status_code, bad.json()["code"]) == (404, "no_such_invitation")
    known = await listed(site)
    assert not any(known[id]["revoked"] for id in ids)
    done = await site.ask("POST", "./invitations/revoke", "clerk", {"invitation_ids": ids})
    assert len(done.json()["seqs"]) == 2
    for one in made:
        assert (await site.ask("GET", ".", one["token"])).status_code == 401


# --- as a table -------------------------------------------------------------------------------


async def test_the_table(site: Site) -> None:
    for n, name in enumerate(["=cmd|' /C calc'!A0", "@SUM(1)", "王一"]):
        person = Participant(f"p{n}", name, "member", "low", organization="+86", title="-2")
        await site.tongxin.service.execute(site.id, ORGANIZER, c.RegisterParticipant(person))
    made = await issue(site, participant_ids=["p0", "p1", "p2", "chair"])
    asked = await site.ask(
        "POST", "./invitations/links.csv", "clerk", {"tokens": [one["token"] for one in made]}
    )
    assert asked.status_code == 200, asked.text
    assert asked.headers["content-type"] == "text/csv; charset=utf-8"
    assert asked.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(asked.content.decode("utf-8-sig"))))
    names = [row[0] for row in rows]
    assert names == ["姓名", "某chair", "'=cmd|' /C calc'!A0", "'@SUM(1)", "王一"]
    assert rows[2][3:5] == ["'+86", "'-2"]
    assert [row[6] for row in rows[2:]] == [one["url"] for one in made[:3]]


@pytest.mark.parametrize("text", [f"{first}1" for first in FORMULA])
def test_inert(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert inert(f"a{text}") == f"a{text}"


# --- on paper ---------------------------------------------------------------------------------


async def test_every_code_on_paper_is_read(site: Site) -> None:
    """Nine people of two venues: a page of eight and one more."""
    people: list[tuple[str, Role]] = [("某" * 20, "member"), ("市生态环境局席位一", "department")]
    for n, (name, role) in enumerate(people):
        person = Participant(f"p{n}", name, role, "low", organization="单" * 200, title="职" * 200)
        await site.tongxin.service.execute(site.id, ORGANIZER, c.RegisterParticipant(person))
    made = await issue(site)
    asked = await site.ask(
        "POST", "./invitations/links.pdf", "clerk", {"tokens": [one["token"] for one in made]}
    )
    assert asked.status_code == 200, asked.text
    assert asked.headers["content-type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(asked.content))
    assert len(pdf.pages) == 2
    width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    expected = [one["url"] for one in made]
    assert sorted(decoded(asked.content)) == sorted(expected)
    words = "".join(page.extract_text() for page in pdf.pages).replace(" ", "").replace("\n", "")
    for said in ("清水塘协商", "石峰区会场", "主持人", "会场操作员", "扫码", "某member"):
        assert said in words, said
    pages: list[Any] = list(pdf.pages)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("+NotoSansSC" in font for font in fonts)  # a subset of it is embedded


@pytest.mark.parametrize("length", [200, 330, 500])
def test_long_links_are_read_too(length: int) -> None:
    """A base address of a deep subdomain; half of a page's dots are more than a camera loses."""
    url = ("https://consult.example.org/c/0123456789abcdef#t=" + "aZ3-" * length)[:length]
    card = Card("王一", "委员", False, "石峰区会场", "", "", url)
    pdf = render(LinkSheet("协商", "7月16日 14:30", "扫码", 1_784_183_400_000, [card] * 8))
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=100 / 72).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(image)] == [url] * 8


def test_the_same_sheet_is_the_same_bytes() -> None:
    card = Card("王一", "委员", True, "石峰区会场", "单位", "有效", "https://example.org/c/x#t=y")
    sheet = LinkSheet("协商", "7月16日 14:30", "扫码", 1_784_183_400_000, [card])
    assert render(sheet) == render(sheet)


async def test_only_links_that_work_here(site: Site) -> None:
    made = await issue(site, participant_ids=["member"])
    revoke = {"invitation_ids": [made[0]["invitation_id"]]}
    await site.ask("POST", "./invitations/revoke", "clerk", revoke)
    for token, code in (
        (made[0]["token"], "token_revoked"),
        ("nonsense", "bad_token"),
        (site.tokens["viewer"], "bad_token"),
        (site.tokens["organizer"], "bad_token"),
    ):
        for form in ("csv", "pdf"):
            asked = await site.ask(
                "POST", f"./invitations/links.{form}", "clerk", {"tokens": [token]}
            )
            assert (asked.status_code, asked.json()["code"]) == (401, code)
