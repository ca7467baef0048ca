"""The wall's chunks, supports and floods over HTTP."""

import time
from typing import Any

import pytest

from tests.support.proofs import solved
from tests.support.public_paths import public_paths
from tests.web.conftest import Site
from web.config import Settings
from web.wall_feed import SPACING_MS
from web.walls import Walls


class Later:
    """The walls' clock, which tests move on."""

    def __init__(self, walls: Walls) -> None:
        self.offset = 0
        clock = walls._clock
        walls._clock = lambda: clock() + self.offset

    def pass_one(self) -> None:
        self.offset += 2 * SPACING_MS


async def published(site: Site, text: str) -> str:
    id: str = (await site.opinion(text))["opinion_id"]
    assert (await site.command("clerk", "publish_opinion", opinion_id=id)).status_code == 200
    return id


async def json(site: Site, path: str) -> Any:
    answer = await site.ask("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_snapshot_names_the_chunk_that_follows_it(site: Site) -> None:
    later = Later(site.tongxin.walls)
    wall = await json(site, "./wall.json")
    live = f"/live/{site.id}"
    first = await published(site, "多开几班公交")
    later.pass_one()
    assert (await json(site, "./now.json"))["wall_next"] == wall["next"] + 1
    assert (await json(site, f"{live}/wall-head.json"))["next"] == wall["next"] + 1
    chunk = await site.ask("GET", f"{live}/wall-{wall['next']}.json")
    assert chunk.headers["cache-control"] == "public, max-age=300, immutable"
    assert [one["opinion_id"] for one in chunk.json()["put"]] == [first]
    tag = {"if-none-match": chunk.headers["etag"]}
    same = await site.ask("GET", f"{live}/wall-{wall['next']}.json", headers=tag)
    assert same.status_code == 304
    as_chair = await site.ask("GET", f"{live}/wall-{wall['next']}.json", "chair")
    assert as_chair.content == chunk.content


@pytest.mark.parametrize("offset", [1, 0, -1_000])
async def test_a_chunk_that_is_not_there_may_be_asked_for_in_a_second(
    site: Site, offset: int
) -> None:
    wall = await json(site, "./wall.json")
    answer = await site.ask("GET", f"/live/{site.id}/wall-{wall['next'] + offset}.json")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_page")
    assert answer.headers["cache-control"] == "public, max-age=1"


async def test_what_is_taken_back_leaves_the_chunks_at_once(site: Site) -> None:
    later = Later(site.tongxin.walls)
    number = (await json(site, "./wall.json"))["next"]
    id = await published(site, "电话 13800000000")
    later.pass_one()
    await json(site, "./wall.json")
    where = f"/live/{site.id}/wall-{number}.json"
    assert "13800000000" in (await site.ask("GET", where)).text
    await site.command("clerk", "withhold_opinion", opinion_id=id, reason="有电话号码")
    chunk = await json(site, where)
    assert (chunk["put"], chunk["gone"]) == ([], [id])


async def test_supports_are_counted_once_and_reach_the_wall(site: Site) -> None:
    id = await published(site, "多开几班公交")
    where = f"./opinions/{id}/support"
    for _ in range(2):
        answer = await site.ask("POST", where, json={"token": "a-browser-of-mine"})
        assert answer.status_code == 202
        assert answer.json() == {"opinion_id": id, "supports": 1, "support": True}
    assert answer.headers["cache-control"] == "no-store"
    other = await site.ask("POST", where, json={"token": "another-browser1"})
    assert other.json()["supports"] == 2
    undone = {"token": "another-browser1", "support": False}
    assert (await site.ask("POST", where, json=undone)).json()["supports"] == 1
    await site.tongxin.service.supports.flush()
    wall = (await json(site, "./wall.json"))["opinions"]
    assert [one["supports"] for one in wall] == [1]
    log = await site.ask("GET", "./events", "clerk")
    assert "browser" not in log.text


@pytest.mark.parametrize(
    "body", [{}, {"token": "short"}, {"token": "x" * 65}, {"token": "bad token here!!"}]
)
async def test_bounds_of_a_support(site: Site, body: dict[str, str]) -> None:
    id = await published(site, "多开几班公交")
    assert (await site.ask("POST", f"./opinions/{id}/support", json=body)).status_code == 422


async def test_what_waits_cannot_be_supported_or_found_out(site: Site) -> None:
    waits = (await site.opinion("等筛选"))["opinion_id"]
    answers = [
        await site.ask("POST", f"./opinions/{id}/support", json={"token": "a-browser-of-mine"})
        for id in (waits, "nobody")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


class TestFlood:
    """Where everybody together sends more than is taken."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"opinions_per_consultation": "2/minute"})

    async def send(self, site: Site, **headers: str) -> Any:
        return await site.ask("POST", "./opinions", json={"text": "好"}, headers=headers)

    async def test_work_is_asked_for_and_taken_once(self, site: Site) -> None:
        for _ in range(2):
            assert (await self.send(site)).status_code == 201
        refused = await self.send(site)
        assert (refused.status_code, refused.json()["code"]) == (429, "proof_needed")
        challenge = refused.headers["tongxin-challenge"]
        proof = solved(challenge)
        taken = await self.send(site, **{"Tongxin-Proof": proof})
        assert taken.status_code == 201
        again = await self.send(site, **{"Tongxin-Proof": proof})
        assert (again.status_code, again.json()["code"]) == (422, "proof_wrong")
        held = (await site.ask("GET", ".", "clerk")).json()["opinions"]
        assert len(held) == 3

    async def test_a_proof_is_not_asked_for_nor_used_up_before(self, site: Site) -> None:
        assert (await self.send(site, **{"Tongxin-Proof": "none"})).status_code == 201


class TestBrowser:
    """A browser's own token is counted beside its address."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"opinions_per_address": "3/minute"})

    async def test_the_address_counts_whatever_a_browser_calls_itself(self, site: Site) -> None:
        sent = [
            await site.ask(
                "POST", "./opinions", json={"text": "好"},
                headers={"Tongxin-Browser": f"browser-number-{number}"},
            )
            for number in range(4)
        ]  # fmt: skip
        assert [one.status_code for one in sent] == [201, 201, 201, 429]

    async def test_a_token_that_is_none(self, site: Site) -> None:
        headers = {"Tongxin-Browser": "?"}
        answer = await site.ask("POST", "./opinions", json={"text": "好"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_no_public_answer_holds_what_is_not_published(site: Site) -> None:
    """Every public GET of the route table, and the pages, before and after each act."""
    later = Later(site.tongxin.walls)
    secrets = {kind: f"{kind}-{time.time_ns()}" for kind in ("waits", "withheld", "retracted")}
    shown = await site.opinion("公开的意见")
    taken = {kind: await site.opinion(text) for kind, text in secrets.items()}
    numbers = [(await json(site, "./wall.json"))["next"]]

    async def look(hidden: list[str]) -> None:
        later.pass_one()
        numbers.append((await json(site, "./wall.json"))["next"])
        for answer in await public_answers(site, numbers, shown["receipt"]):
            found = [secrets[kind] for kind in hidden if secrets[kind].encode() in answer.content]
            assert not found, (str(answer.url), found)
            receipts = [taken[kind]["receipt"] for kind in taken]
            assert not [one for one in receipts if one.encode() in answer.content]

    await look(list(secrets))
    await site.command("clerk", "publish_opinion", opinion_id=shown["opinion_id"])
    await site.command("clerk", "publish_opinion", opinion_id=taken["retracted"]["opinion_id"])
    for kind in ("withheld", "retracted"):
        later.pass_one()
        await json(site, "./wall.json")
        await site.command(
            "clerk", "withhold_opinion", opinion_id=taken[kind]["opinion_id"], reason="不宜公开"
        )
    await site.command("chair", "open_consultation")
    await look(list(secrets))
    await site.command("clerk", "publish_opinion", opinion_id=taken["waits"]["opinion_id"])
    await look(["withheld", "retracted"])
    await site.command("chair", "close_consultation")
    await look(["withheld", "retracted"])


async def public_answers(site: Site, numbers: list[int], receipt: str) -> list[Any]:
    """Everything that anybody may read of a consultation without a token."""
    answers = [await site.ask("GET", path) for path in public_paths(site.id, receipt, numbers)]
    viewer = [f"{site.path}/events", site.path, f"{site.path}/opinions"]
    return answers + [await site.ask("GET", path, "viewer") for path in viewer]
