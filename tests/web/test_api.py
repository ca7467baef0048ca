"""The API of consultations against a real server: forms, statuses, languages, refusals."""

from typing import Any

import msgspec
import pytest

from sessions.errors import Unavailable
from signaling.tokens import Claims
from tests.web.conftest import AGENDA, VENUES, Site
from web.config import EVENTS_PAGE, MAX_BODY

API = "/api/v1/consultations"
NEW = {
    "type": "create_consultation",
    "title": "第二场协商",
    "scheduled_at": 1_900_000_000_000,
    "venues": msgspec.to_builtins(VENUES),
    "agenda": msgspec.to_builtins(AGENDA),
}


async def test_an_organizer_creates_lists_and_reads(site: Site) -> None:
    made = await site.ask("POST", API, "organizer", NEW)
    assert made.status_code == 201
    id = made.json()["id"]
    assert made.headers["location"] == f"{API}/{id}"
    listed = (await site.ask("GET", API, "organizer")).json()["consultations"]
    assert [one["id"] for one in listed] == [id, site.id]
    snapshot = (await site.ask("GET", f"{API}/{id}", "organizer")).json()
    assert snapshot["title"] == "第二场协商"
    assert snapshot["status"] == "planned"
    assert snapshot["seq"] == made.json()["seqs"][-1]


async def test_others_list_their_own_alone(site: Site) -> None:
    await site.ask("POST", API, "organizer", NEW)
    for role in ("chair", "member", "viewer"):
        listed = (await site.ask("GET", API, role)).json()["consultations"]
        assert [one["id"] for one in listed] == [site.id]


async def test_a_command_answers_its_records(site: Site) -> None:
    done = await site.command("chair", "open_consultation")
    assert done.status_code == 200
    (seq,) = done.json()["seqs"]
    page = (await site.ask("GET", f"./events?after={seq - 1}", "viewer")).json()
    assert [r["event"]["type"] for r in page["records"]] == ["consultation_opened"]
    assert page["next"] == seq
    assert page["complete"] is True


async def test_a_repeated_command_is_done_once(site: Site) -> None:
    body = {"type": "open_consultation"}
    key = {"idempotency-key": "k1"}
    first = await site.ask("POST", "./commands", "chair", body, key)
    again = await site.ask("POST", "./commands", "chair", body, key)
    assert first.json() == again.json()
    refused = await site.ask("POST", "./commands", "chair", body)
    assert refused.status_code == 409
    assert refused.json()["code"] == "consultation_open"


async def test_a_refused_command_leaves_no_record(site: Site) -> None:
    before = (await site.ask("GET", ".", "chair")).json()["seq"]
    refused = await site.command("member", "open_consultation")
    assert refused.status_code == 403
    assert refused.json()["code"] == "not_authorized"
    assert (await site.ask("GET", ".", "chair")).json()["seq"] == before


@pytest.mark.parametrize("type", ["join_consultation", "leave_consultation"])
async def test_presence_cannot_be_made_up(site: Site, type: str) -> None:
    assert (await site.command("member", type, participant_id="member")).status_code == 403


async def test_the_log_comes_in_pages(site: Site) -> None:
    for number in range(EVENTS_PAGE + 5):
        await site.opinion(f"意见 {number}")
    seen: list[int] = []
    after, complete = 0, False
    while not complete:
        page = (await site.ask("GET", f"./events?after={after}", "clerk")).json()
        assert len(page["records"]) <= EVENTS_PAGE
        seen += [record["seq"] for record in page["records"]]
        after, complete = page["next"], page["complete"]
    assert seen == list(range(1, (await site.ask("GET", ".", "clerk")).json()["seq"] + 1))


async def test_staff_read_all_opinions_in_pages(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.OPINIONS_PAGE", 2)
    ids = [(await site.opinion(f"意见 {n}"))["opinion_id"] for n in range(4)]
    newest = (await site.ask("GET", "./opinions", "clerk")).json()
    assert [one["opinion_id"] for one in newest["opinions"]] == [ids[3], ids[2]]
    assert newest["complete"] is False
    rest = (await site.ask("GET", f"./opinions?before={ids[2]}", "clerk")).json()
    assert [one["opinion_id"] for one in rest["opinions"]] == [ids[1], ids[0]]
    assert rest["complete"] is True
    assert all(one["receipt"] for one in rest["opinions"])
    assert (await site.ask("GET", f"./opinions?before={ids[0]}", "clerk")).json() == {
        "opinions": [], "complete": True,
    }  # fmt: skip
    unknown = await site.ask("GET", "./opinions?before=x", "clerk")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_opinion")
    for role, status in ((None, 401), ("member", 403), ("viewer", 403)):
        assert (await site.ask("GET", "./opinions", role)).status_code == status


# --- invitations ------------------------------------------------------------------------------


async def test_an_invitation_lets_in_until_it_is_revoked(site: Site) -> None:
    body = {"name": "新委员", "role": "member", "venue_id": "low", "title": "科技界委员"}
    made = await site.ask("POST", "./invitations", "clerk", body)
    assert made.status_code == 201
    invitation = made.json()
    assert invitation["url"] == f"http://test/c/{site.id}#t={invitation['token']}"
    snapshot = (await site.ask("GET", ".", invitation["token"])).json()
    (who,) = [p for p in snapshot["participants"] if p["id"] == invitation["participant_id"]]
    assert (who["name"], who["venue_id"], who["title"]) == ("新委员", "low", "科技界委员")
    where = f"./invitations/{invitation['invitation_id']}"
    assert (await site.ask("DELETE", where, "chair")).status_code == 204
    refused = await site.ask("GET", ".", invitation["token"])
    assert refused.status_code == 401
    assert refused.json()["code"] == "token_revoked"


async def test_another_link_for_somebody_on_the_roster(site: Site) -> None:
    made = await site.ask("POST", "./invitations", "organizer", {"participant_id": "member"})
    assert made.json()["participant_id"] == "member"
    assert (await site.ask("GET", ".", made.json()["token"])).status_code == 200


NEWCOMER = {"name": "新到的人", "role": "expert", "venue_id": "low"}


async def test_an_invitation_sent_again_makes_nobody_twice(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"idempotency-key": "k1"}
    whole = site.tongxin.hub.invite

    async def lost(*_: Any, **__: Any) -> None:
        raise Unavailable("overloaded")

    monkeypatch.setattr(site.tongxin.hub, "invite", lost)
    refused = await site.ask("POST", "./invitations", "clerk", NEWCOMER, key)
    assert refused.status_code == 503
    monkeypatch.setattr(site.tongxin.hub, "invite", whole)
    made = [await site.ask("POST", "./invitations", "clerk", NEWCOMER, key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    first, again = (answer.json() for answer in made)
    assert first == again
    snapshot = (await site.ask("GET", ".", first["token"])).json()
    named = [p["id"] for p in snapshot["participants"] if p["name"] == NEWCOMER["name"]]
    assert named == [first["participant_id"]]
    other = await site.ask("POST", "./invitations", "clerk", NEWCOMER | {"name": "另一人"}, key)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    anothers = await site.ask("POST", "./invitations", "chair", NEWCOMER, key)
    assert anothers.json()["participant_id"] != first["participant_id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"name": "某人"}, 422),
        ({"participant_id": "nobody"}, 404),
        ({"name": "某人", "role": "member", "venue_id": "nowhere"}, 404),
        ({"name": "某人", "role": "organizer", "venue_id": "low"}, 422),
        ({"name": "某人", "role": "chair", "venue_id": "low"}, 409),
        ({"participant_id": "member", "expires_in": 1}, 422),
        ({"participant_id": "member", "expires_in": 10**9}, 422),
        ({"participant_id": "member", "admin": True}, 422),
    ],
)
async def test_invitations_that_cannot_be(site: Site, body: dict[str, Any], status: int) -> None:
    assert (await site.ask("POST", "./invitations", "chair", body)).status_code == status


# --- tokens -----------------------------------------------------------------------------------


async def test_without_a_token_the_answer_says_how(site: Site) -> None:
    refused = await site.ask("GET", ".")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["code"] == "token_needed"


@pytest.mark.parametrize("where", [".?t={t}", ".?token={t}", ".?access_token={t}"])
async def test_a_token_in_the_address_is_no_token(site: Site, where: str) -> None:
    path = where.format(t=site.tokens["chair"])
    assert (await site.ask("GET", path)).status_code == 401


async def test_tokens_that_are_not_good(site: Site) -> None:
    good = site.tokens["chair"]
    tokens = site.tongxin.tokens
    expired = tokens.issue(Claims(role="organizer", token_id="x", expires_at=1_000_000))
    unlogged = tokens.issue(Claims("chair", "never-issued", 4_000_000_000_000, site.id, "chair"))
    elsewhere = tokens.issue(Claims("viewer", "x", 4_000_000_000_000, "another"))
    for bad in (good[:-3], good + "x", "x" * 5000, "a.b.c", expired, unlogged, elsewhere):
        refused = await site.ask("GET", ".", bad)
        assert refused.status_code == 401, bad[:20]
        assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert refused.json()["code"] == "bad_token"


# --- forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        ("{", {}, 422, "bad_body"),
        ("[]", {}, 422, "bad_body"),
        ('{"type":"fly"}', {}, 422, "bad_body"),
        ('{"type":"open_consultation","now":true}', {}, 422, "bad_body"),
        ('{"type":"start_item","item_id":"../x"}', {}, 422, "bad_body"),
        (b'{"type":"\xff"}', {}, 422, "bad_body"),
        ('{"type":"open_consultation"}', {"content-type": "text/plain"}, 415, "bad_type"),
        (" " * (MAX_BODY + 1), {}, 413, "body_too_large"),
    ],
)
async def test_bodies_that_are_refused(
    site: Site, content: str | bytes, headers: dict[str, str], status: int, code: str
) -> None:
    sent = {"content-type": "application/json"} | headers
    refused = await site.ask("POST", "./commands", "chair", None, sent, content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert set(refused.json()) == {"code", "message"}


@pytest.mark.parametrize(
    ("accepted", "says"),
    [("", "没有这场协商会"), ("en-GB,en;q=0.9", "There is no such consultation")],
)
async def test_errors_speak_the_callers_language(site: Site, accepted: str, says: str) -> None:
    headers = {"accept-language": accepted}
    missing = await site.ask("GET", f"{API}/nowhere/now.json", headers=headers)
    assert missing.status_code == 404
    assert missing.json()["code"] == "no_such_consultation"
    assert missing.json()["message"].startswith(says)


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "٣", "9" * 30])
async def test_a_place_in_the_log_is_a_number(site: Site, after: str) -> None:
    refused = await site.ask("GET", f"./events?after={after}", "chair")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "no_such_page"),
        ("PUT", API, 405, "method_not_allowed"),
        ("GET", f"{API}/x/commands", 405, "method_not_allowed"),
    ],
)
async def test_what_does_not_exist_answers_in_the_same_form(
    site: Site, method: str, path: str, status: int, code: str
) -> None:
    refused = await site.ask(method, path)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
