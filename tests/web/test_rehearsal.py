"""A rehearsal over HTTP: what the public and documents know of it, and how a reader notices."""

from typing import Any

from sessions.export.forms import FILES
from tests.web.conftest import Site


async def now(site: Site) -> dict[str, Any]:
    answer = await site.ask("GET", "./now.json")
    found: dict[str, Any] = answer.json()
    return found


async def test_the_public_sees_a_planned_consultation(site: Site) -> None:
    assert not (await now(site))["rehearsal"]
    await site.command("chair", "start_rehearsal")
    await site.command("chair", "open_consultation")
    await site.command("chair", "start_item", item_id="one")
    public = await now(site)
    assert public["rehearsal"]
    assert (public["status"], public["item"], public["speakers"]) == ("planned", None, [])
    refused = await site.ask("POST", "./opinions", json={"text": "意见"})
    assert (refused.status_code, refused.json()["code"]) == (409, "rehearsal_no_opinions")
    inside = await site.command("member", "submit_opinion", opinion_id="x", receipt="x", text="试")
    assert inside.status_code == 200
    waiting = (await site.ask("GET", ".", "clerk")).json()["opinions"]
    await site.command("clerk", "publish_opinion", opinion_id=waiting[0]["opinion_id"])
    assert (await site.ask("GET", "./wall.json")).json()["total"] == 0
    await site.command("chair", "end_rehearsal")
    public = await now(site)
    assert not public["rehearsal"]
    assert (await site.ask("GET", ".", "clerk")).json()["opinions"] == []


async def test_there_are_no_minutes_of_it(site: Site) -> None:
    await site.command("chair", "start_rehearsal")
    for file in FILES:
        if file == "attendance.csv":
            continue  # who is here can be looked at
        refused = await site.ask("GET", f"./{file}", "clerk")
        assert (refused.status_code, refused.json()["code"]) == (409, "rehearsal_no_minutes")
    await site.command("chair", "end_rehearsal")
    assert (await site.ask("GET", "./minutes.json", "clerk")).status_code == 200


async def test_a_reader_of_events_notices_its_end(site: Site) -> None:
    """By when it began: the numbers of records begin again, and may be reached again."""

    async def page(after: int) -> dict[str, Any]:
        found: dict[str, Any] = (await site.ask("GET", f"./events?after={after}", "clerk")).json()
        return found

    planned = (await site.ask("GET", ".", "clerk")).json()
    assert planned["rehearsal"] is None
    await site.command("chair", "start_rehearsal")
    await site.command("chair", "open_consultation")
    during = await page(planned["seq"])
    types = [one["event"]["type"] for one in during["records"]]
    assert types == ["rehearsal_started", "consultation_opened"]
    rehearsed = (await site.ask("GET", ".", "clerk")).json()
    assert rehearsed["rehearsal"]["since"] == during["rehearsal"]
    assert (await page(during["next"]))["rehearsal"] == during["rehearsal"]
    await site.command("chair", "end_rehearsal")
    after = await page(during["next"])
    assert (after["records"], after["rehearsal"]) == ([], None)


async def test_the_list_shows_it_as_planned(site: Site) -> None:
    await site.command("chair", "start_rehearsal")
    await site.command("chair", "open_consultation")
    listed = (await site.ask("GET", "/api/v1/consultations", "organizer")).json()
    assert [one["status"] for one in listed["consultations"]] == ["planned"]
