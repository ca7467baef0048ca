"""Search over HTTP: what is found, by whom, and what is refused."""

import asyncio
from typing import Any

import pytest

from tests.web.conftest import Site

SEARCH = "/api/v1/search"


async def found(site: Site, query: str, role: str = "organizer") -> list[dict[str, Any]]:
    """What is found, once there is anything."""
    for _ in range(250):
        answer = await site.ask("GET", f"{SEARCH}?q={query}", role)
        assert answer.status_code == 200, answer.text
        if hits := answer.json()["hits"]:
            return list(hits)
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was found")


async def test_an_opinion_is_found_by_those_who_run_the_meeting(site: Site) -> None:
    await site.command("chair", "open_consultation")
    await site.opinion("希望河边多种树")
    for role in ("organizer", "chair", "clerk"):
        (hit,) = await found(site, "种树", role)
        assert (hit["consultation_id"], hit["kind"]) == (site.id, "opinion")
        assert hit["excerpt"] == ["希望河边多", "种树", ""]
        assert hit["offset_ms"] >= 0
    for role in ("member", "viewer"):
        answer = await site.ask("GET", f"{SEARCH}?q=种树", role)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_authorized")
    answer = await site.ask("GET", f"{SEARCH}?q=种树&kind=speech,caption", "chair")
    assert answer.json() == {"hits": [], "more": False}


async def test_a_chair_finds_nothing_of_other_consultations(site: Site) -> None:
    created = {
        "type": "create_consultation",
        "title": "另一场",
        "scheduled_at": 1_900_000_000_000,
        "venues": [{"id": "v", "name": "会场", "level": "county", "region_code": "430204"}],
        "agenda": [{"id": "i", "title": "河道治理", "kind": "briefing", "planned_minutes": 10}],
    }
    answer = await site.ask("POST", "/api/v1/consultations", "organizer", created)
    assert answer.status_code == 201, answer.text
    (hit,) = await found(site, "河道")
    assert hit["consultation_id"] == answer.json()["id"]
    assert hit["offset_ms"] is None
    answer = await site.ask("GET", f"{SEARCH}?q=河道", "chair")
    assert answer.json()["hits"] == []


@pytest.mark.parametrize(
    "query",
    ["", "?q=", "?q=%20", "?q=" + "a" * 101, "?q=a&kind=x", "?q=a&offset=3001", "?q=a&offset=-1"],
)
async def test_refused(site: Site, query: str) -> None:
    answer = await site.ask("GET", SEARCH + query, "organizer")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
