"""Votes over HTTP: commands as any other, papers by name, secret votes by nobody."""

from typing import Any

import pytest

from sessions.blind import encoded
from tests.support.voter import Voter
from tests.web.conftest import Site


async def opened(site: Site, method: str = "secret", **terms: Any) -> str:
    """The id of a vote that is open."""
    assert (await site.command("chair", "open_consultation")).status_code in (200, 409)
    wanted = {"title": "提名", "method": method, "seats": False, **terms}
    answer = await site.command("chair", "prepare_ballot", terms=wanted)
    assert answer.status_code == 200, answer.text
    ballots = (await site.ask("GET", ".", "member")).json()["ballots"]
    ballot_id = str(ballots[-1]["ballot_id"])
    answer = await site.command("chair", "open_ballot", ballot_id=ballot_id)
    assert answer.status_code == 200, answer.text
    return ballot_id


async def take(site: Site, ballot_id: str, role: str = "member") -> tuple[Voter, bytes]:
    listed = (await site.ask("GET", f"./ballots/{ballot_id}/papers")).json()
    voter = Voter.of(listed["modulus"])
    answer = await issue(site, ballot_id, role, voter)
    assert answer.status_code == 200, answer.text
    signature = answer.json()["signature"]
    import base64

    return voter, base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))


async def issue(site: Site, ballot_id: str, role: str | None, voter: Voter) -> Any:
    body = {"blinded": encoded(voter.blinded)}
    return await site.ask("POST", f"./ballots/{ballot_id}/papers", role, body)


async def cast(site: Site, ballot_id: str, paper: Any, **headers: str) -> Any:
    return await site.ask("POST", f"./ballots/{ballot_id}/votes", None, paper, headers)


async def test_a_secret_vote_from_paper_to_result(site: Site) -> None:
    ballot_id = await opened(site)
    voter, signature = await take(site, ballot_id)
    paper = voter.paper(signature, 0)
    answer = await cast(site, ballot_id, paper)
    assert (answer.status_code, answer.json()) == (201, {"token": paper.token})
    assert (await cast(site, ballot_id, paper)).status_code == 201  # sent again
    listed = (await site.ask("GET", f"./ballots/{ballot_id}/papers")).json()
    assert (listed["issued"], listed["cast"], listed["papers"]) == (1, 1, [])
    closed = await site.command("chair", "close_ballot", ballot_id=ballot_id)
    assert closed.status_code == 200
    listed = (await site.ask("GET", f"./ballots/{ballot_id}/papers")).json()
    assert listed["status"] == "closed"
    assert [one["token"] for one in listed["papers"]] == [paper.token]
    late = await cast(site, ballot_id, paper)
    assert (late.status_code, late.json()["code"]) == (409, "ballot_not_open")


@pytest.mark.parametrize(
    ("header", "value"),
    [("authorization", "Bearer x"), ("cookie", "a=b"), ("idempotency-key", "k" * 20)],
)
async def test_a_vote_with_a_name_on_it_is_not_taken(site: Site, header: str, value: str) -> None:
    ballot_id = await opened(site)
    voter, signature = await take(site, ballot_id)
    answer = await cast(site, ballot_id, voter.paper(signature, 0), **{header: value})
    assert (answer.status_code, answer.json()["code"]) == (400, "vote_with_credentials")
    listed = (await site.ask("GET", f"./ballots/{ballot_id}/papers")).json()
    assert listed["cast"] == 0


async def test_who_takes_a_paper(site: Site) -> None:
    ballot_id = await opened(site)
    voter, _ = await take(site, ballot_id)
    assert (await issue(site, ballot_id, "member", voter)).status_code == 200
    second = await issue(site, ballot_id, "member", Voter(voter.n))
    assert (second.status_code, second.json()["code"]) == (409, "paper_already_issued")
    assert (await issue(site, ballot_id, "expert", voter)).json()["code"] == "no_right_to_vote"
    assert (await issue(site, ballot_id, "viewer", voter)).status_code == 403
    assert (await issue(site, ballot_id, None, voter)).status_code == 401
    assert (await issue(site, "nothing", "member", voter)).status_code == 404
    by_command = await site.command(
        "member", "issue_ballot_paper", ballot_id=ballot_id, request="a" * 64
    )
    assert (by_command.status_code, by_command.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": "zz"}, 422),
        ({"token": "0" * 64}, 422),
        ({"signature": ""}, 422),
        ({"signature": "A" * 701}, 422),
        ({"choices": [7]}, 422),
        ({"choices": [-1]}, 422),
        ({"choices": "0"}, 422),
        ({"voter": "member"}, 422),
    ],
)
async def test_papers_that_are_none(site: Site, change: dict[str, Any], status: int) -> None:
    ballot_id = await opened(site)
    voter, signature = await take(site, ballot_id)
    paper = voter.paper(signature, 0)
    body = {"token": paper.token, "signature": paper.signature, "choices": [0], **change}
    assert (await cast(site, ballot_id, body)).status_code == status
    assert (await cast(site, ballot_id, paper)).status_code == 201


async def test_no_such_ballot(site: Site) -> None:
    assert (await site.ask("GET", "./ballots/nothing/papers")).status_code == 404
    ballot_id = await opened(site)
    voter, signature = await take(site, ballot_id)
    answer = await cast(site, "nothing", voter.paper(signature, 0))
    assert answer.status_code == 404
    elsewhere = f"/api/v1/consultations/nothing/ballots/{ballot_id}/votes"
    assert (await site.ask("POST", elsewhere, None, {})).status_code == 404


async def test_too_many_votes_from_one_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from web import ballots
    from web.limiting import OpinionLimits

    ballot_id = await opened(site)
    narrow = OpinionLimits("2/minute", "100/minute")
    monkeypatch.setattr(ballots.Ballots, "limits", narrow, raising=False)
    for route in site.tongxin.app.app.app.routes:  # type: ignore[attr-defined]
        owner = getattr(getattr(route, "endpoint", None), "__self__", None)
        if isinstance(owner, ballots.Ballots):
            owner.limits = narrow
    answers = [(await cast(site, ballot_id, {})).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


# --- who sees what ----------------------------------------------------------------------------


async def named(site: Site, **terms: Any) -> str:
    """A named ballot in which the member was for it; closed."""
    ballot_id = await opened(site, "named", **terms)
    cast = await site.command("member", "cast_vote", ballot_id=ballot_id, choices=[0])
    assert cast.status_code == 200, cast.text
    await site.command("chair", "close_ballot", ballot_id=ballot_id)
    return ballot_id


async def test_the_public_page_counts_and_names_nobody(site: Site) -> None:
    await named(site)
    (shown,) = (await site.ask("GET", "./now.json")).json()["ballots"]
    assert (shown["status"], shown["result"]["outcome"], shown["votes"]) == ("closed", "passed", [])
    assert shown["result"]["tally"]["counts"] == [1, 0]
    snapshot = (await site.ask("GET", ".", "viewer")).json()
    assert [one["votes"] for one in snapshot["ballots"]] == [[]]
    events = (await site.ask("GET", "./events", "viewer")).json()["records"]
    assert "vote_cast" not in {one["event"]["type"] for one in events}
    events = (await site.ask("GET", "./events", "expert")).json()["records"]
    assert "vote_cast" in {one["event"]["type"] for one in events}


async def test_names_are_public_where_the_vote_says_so(site: Site) -> None:
    ballot_id = await opened(site, "named", names_public=True)
    await site.command("member", "cast_vote", ballot_id=ballot_id, choices=[0])
    (shown,) = (await site.ask("GET", "./now.json")).json()["ballots"]
    assert (shown["status"], shown["result"], shown["votes"]) == ("open", None, [])
    await site.command("chair", "close_ballot", ballot_id=ballot_id)
    (shown,) = (await site.ask("GET", "./now.json")).json()["ballots"]
    assert shown["votes"] == [{"name": "某member", "choices": [0]}]


async def test_a_stance_is_not_for_the_public(site: Site) -> None:
    await site.command("chair", "open_consultation")
    await site.command("chair", "start_item", item_id="one")
    subject = {"kind": "item", "id": "one"}
    taken = await site.command("member", "take_stance", subject=subject, stance="for")
    assert taken.status_code == 200, taken.text
    assert len((await site.ask("GET", ".", "expert")).json()["stances"]) == 1
    assert (await site.ask("GET", ".", "viewer")).json()["stances"] == []
