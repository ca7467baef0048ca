"""Opinions, the wall and now: what the public may send and see."""

import pytest

from sessions.commands import JoinConsultation
from sessions.types import SYSTEM
from tests.web.conftest import Site
from web.config import Settings


async def test_an_opinion_is_followed_by_its_receipt(site: Site) -> None:
    body = {"text": "厂区的烟囱留下来吧", "name": "老职工", "region": "石峰区"}
    answer = await site.ask("POST", "./opinions", json=body)
    assert answer.status_code == 201
    taken = answer.json()
    assert taken["state"] == "submitted"
    assert answer.headers["location"].endswith(f"/opinions/{taken['receipt']}")
    followed = (await site.ask("GET", f"./opinions/{taken['receipt']}")).json()
    assert {k: followed[k] for k in body} == body
    assert followed["state"] == "submitted"
    await site.command("clerk", "withhold_opinion", opinion_id=taken["opinion_id"], reason="重复")
    as_typed = taken["receipt"].lower().replace("-", " ")
    followed = (await site.ask("GET", f"./opinions/{as_typed}")).json()
    assert (followed["state"], followed["reason"]) == ("withheld", "重复")


KEY = {"idempotency-key": "d41d8cd98f00b204"}


async def test_an_opinion_sent_again_is_one_with_one_receipt(site: Site) -> None:
    body = {"text": "多开几班公交"}
    first = await site.ask("POST", "./opinions", json=body, headers=KEY)
    again = await site.ask("POST", "./opinions", json=body, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    other = await site.ask("POST", "./opinions", json={"text": "少开几班"}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert len((await site.ask("GET", ".", "clerk")).json()["opinions"]) == 1


@pytest.mark.parametrize("key", ["1", "a" * 15, "a" * 65, "a b" * 6, "é" * 16, ""])
async def test_a_key_that_may_be_guessed_is_refused(site: Site, key: str) -> None:
    sent = [(b"idempotency-key", key.encode("latin-1"))]
    answer = await site.client.post(f"{site.path}/opinions", json={"text": "好"}, headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_a_viewers_command_key_is_not_the_publics(site: Site) -> None:
    command = {"type": "submit_opinion", "opinion_id": "x", "receipt": "x", "text": "好"}
    taken = await site.ask("POST", "./commands", "viewer", command, KEY)
    assert taken.status_code == 200, taken.text
    answer = await site.ask("POST", "./opinions", json={"text": "好"}, headers=KEY)
    assert answer.status_code == 201
    assert len((await site.ask("GET", ".", "clerk")).json()["opinions"]) == 2


@pytest.mark.parametrize("receipt", ["7KQ2-M9XD-4TRA", "x", "..%2f", "' OR 1=1"])
async def test_an_unknown_receipt(site: Site, receipt: str) -> None:
    missing = await site.ask("GET", f"./opinions/{receipt}")
    assert (missing.status_code, missing.json()["code"]) in (
        (404, "no_such_opinion"), (404, "no_such_page"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "   "}, 422),
        ({"text": "长" * 2001}, 422),
        ({"text": "好", "name": "名" * 201}, 422),
        ({"text": "好", "receipt": "MINE"}, 422),
        ({"text": "长" * 2000}, 201),
    ],
)
async def test_bounds_of_an_opinion(site: Site, body: dict[str, str], status: int) -> None:
    assert (await site.ask("POST", "./opinions", json=body)).status_code == status


async def test_the_wall_never_holds_what_is_not_published(site: Site) -> None:
    taken = [await site.opinion(f"第 {n} 条意见") for n in range(4)]
    ids = [one["opinion_id"] for one in taken]
    assert (await site.ask("GET", "./wall.json")).json()["opinions"] == []
    for id in ids[:3]:
        await site.command("clerk", "publish_opinion", opinion_id=id)
    await site.command("clerk", "withhold_opinion", opinion_id=ids[1], reason="涉及个人信息")
    wall = await site.ask("GET", "./wall.json")
    shown = [one["text"] for one in wall.json()["opinions"]]
    assert shown == ["第 2 条意见", "第 0 条意见"]
    assert wall.json()["total"] == 2
    assert "第 1 条" not in wall.text
    assert "第 3 条" not in wall.text
    assert not any(one["receipt"] in wall.text for one in taken)
    assert "涉及个人信息" not in wall.text


async def test_the_wall_is_the_same_bytes_for_everybody(site: Site) -> None:
    id = (await site.opinion("多开几班公交"))["opinion_id"]
    await site.command("chair", "publish_opinion", opinion_id=id)
    walls = [await site.ask("GET", "./wall.json", role) for role in (None, "chair", "viewer")]
    assert len({wall.content for wall in walls}) == 1
    etag = walls[0].headers["etag"]
    assert walls[0].headers["cache-control"] == "public, max-age=2"
    assert "vary" not in walls[0].headers
    same = await site.ask("GET", "./wall.json", headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    await site.command("chair", "withhold_opinion", opinion_id=id, reason="重复")
    changed = await site.ask("GET", "./wall.json", headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert changed.json()["opinions"] == []


async def test_now_names_the_item_and_the_speaker(site: Site) -> None:
    before = (await site.ask("GET", "./now.json")).json()
    assert (before["status"], before["item"], before["speakers"]) == ("planned", None, [])
    assert before["on_air"] is False
    await site.command("chair", "open_consultation")
    await site.command("chair", "start_item", item_id="two")
    join = JoinConsultation("member")
    await site.tongxin.service.execute(site.id, SYSTEM, join)
    await site.command("chair", "grant_floor", participant_id="member", seconds=90)
    now = await site.ask("GET", "./now.json")
    assert now.headers["cache-control"] == "public, max-age=1"
    item = now.json()["item"]
    assert (item["title"], item["number"], item["of"]) == ("协商发言", 2, 2)
    (speaker,) = now.json()["speakers"]
    assert (speaker["name"], speaker["venue"], speaker["level"]) == (
        "某member", "全国会场", "national",
    )  # fmt: skip
    assert (speaker["seconds"], speaker["started_at"]) == (90, None)
    assert now.json()["stream"] == f"/live/{site.id}/index.m3u8"
    headers = {"if-none-match": now.headers["etag"]}
    assert (await site.ask("GET", "./now.json", headers=headers)).status_code == 304


async def test_now_names_the_questions_that_must_be_answered(site: Site) -> None:
    await site.command("chair", "open_consultation")
    await site.command("chair", "put_question", to=["department"], text="何时？", item_id="two")
    assert (await site.ask("GET", "./now.json")).json()["questions"] == []
    await site.command("chair", "start_item", item_id="two")
    (question,) = (await site.ask("GET", "./now.json")).json()["questions"]
    assert question["answers"] == [{"department": "某department", "state": "asked"}]
    reply = {"question_id": question["question_id"], "text": "月底"}
    assert (await site.command("department", "file_reply", **reply)).status_code == 200
    (question,) = (await site.ask("GET", "./now.json")).json()["questions"]
    assert question["answers"][0]["state"] == "written"


# --- limits -----------------------------------------------------------------------------------


@pytest.fixture
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """With the limits that a test names, where it names some."""
    limits = getattr(request, "param", {})
    return settings.model_copy(update=limits)


PER_ADDRESS = {"opinions_per_address": "2/minute"}
TOGETHER = {"opinions_per_consultation": "3/minute"}


@pytest.mark.parametrize("settings", [PER_ADDRESS], indirect=True)
async def test_one_address_sends_no_flood(site: Site) -> None:
    statuses = [await send(site) for _ in range(5)]
    assert statuses == [201, 201, 429, 429, 429]
    refused = await site.ask("POST", "./opinions", json={"text": "又一条"})
    assert refused.json()["code"] == "proof_needed"
    assert refused.headers["retry-after"] == "1"


@pytest.mark.parametrize("settings", [PER_ADDRESS], indirect=True)
async def test_the_door_of_commands_counts_with_the_form(site: Site) -> None:
    opinion = {"text": "一条意见", "opinion_id": "o", "receipt": "r"}
    assert await send(site) == 201
    first, second = [await site.command("viewer", "submit_opinion", **opinion) for _ in range(2)]
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (429, "too_fast")
    assert 1 <= int(second.headers["retry-after"]) <= 60


@pytest.mark.parametrize("settings", [TOGETHER], indirect=True)
async def test_one_consultation_takes_so_many(site: Site) -> None:
    assert [await send(site) for _ in range(5)] == [201, 201, 201, 429, 429]
    stored = (await site.ask("GET", ".", "clerk")).json()["opinions"]
    assert len(stored) == 3


async def send(site: Site) -> int:
    """The status of one more opinion."""
    return (await site.ask("POST", "./opinions", json={"text": "一条意见"})).status_code
