"""Screening over HTTP: withdrawing, themes, claims and every decision as CSV."""

from tests.web.conftest import Site

TOKEN = {"authorization": "Bearer 0123456789abcdef0123456789abcdef"}


async def test_its_author_withdraws_by_the_token(site: Site) -> None:
    body = {"text": "厂区的烟囱留下来吧", "token": TOKEN["authorization"].split()[1]}
    taken = (await site.ask("POST", "./opinions", json=body)).json()
    assert taken["token"] is None
    await site.command("clerk", "publish_opinion", opinion_id=taken["opinion_id"])
    where = f"./opinions/{taken['receipt']}"
    assert (await site.ask("GET", where)).json()["withdrawable"]
    wrong = await site.ask("DELETE", where, headers={"authorization": "Bearer " + "x" * 32})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "opinion_not_yours")
    short = await site.ask("DELETE", where, headers={"authorization": "Bearer x"})
    assert (short.status_code, short.json()["code"]) == (403, "opinion_not_yours")
    gone = await site.ask("DELETE", where, headers=TOKEN)
    assert gone.status_code == 200
    assert (gone.json()["state"], gone.json()["text"]) == ("withdrawn", "")
    assert (await site.ask("GET", "./wall.json")).json()["total"] == 0


async def test_the_server_makes_a_token_for_whoever_has_none(site: Site) -> None:
    taken = await site.opinion("多开几班公交")
    headers = {"authorization": f"Bearer {taken['token']}"}
    answer = await site.ask("DELETE", f"./opinions/{taken['receipt']}", headers=headers)
    assert answer.json()["state"] == "withdrawn"
    log = await site.ask("GET", "./events", "clerk")
    assert taken["token"] not in log.text


async def test_the_author_sees_what_became_of_it(site: Site) -> None:
    first = await site.opinion("公开监测数据")
    second = await site.opinion("请公开监测数据")
    ids = [first["opinion_id"], second["opinion_id"]]
    await site.command("clerk", "merge_opinions", into=ids[0], opinion_ids=ids[1:])
    await site.command("clerk", "publish_opinions", opinion_ids=ids[:1])
    await site.command("clerk", "show_opinion", opinion_id=ids[0])
    status = (await site.ask("GET", f"./opinions/{second['receipt']}")).json()
    assert (status["state"], status["follows"], status["shown"]) == ("merged", "published", True)
    assert status["published_at"] is not None


async def test_claims_tell_who_looks_at_what(site: Site) -> None:
    taken = await site.opinion("多开几班公交")
    sent = {"window": "w1", "opinion_id": taken["opinion_id"]}
    assert (await site.ask("POST", "./opinions/claims", "member", sent)).status_code == 403
    await site.ask("POST", "./opinions/claims", "clerk", sent)
    seen = (await site.ask("POST", "./opinions/claims", "organizer", {"window": "w2"})).json()
    assert [(one["opinion_id"], one["own"]) for one in seen["claims"]] == [
        (taken["opinion_id"], False)
    ]
    assert seen["screeners"] == 2


async def test_themes_of_a_meeting(site: Site) -> None:
    assert (await site.ask("GET", "./opinions/themes", "member")).status_code == 403
    empty = await site.ask("GET", "./opinions/themes", "clerk")
    assert (empty.json()["total"], empty.json()["themes"]) == (0, [])
    headers = {"if-none-match": empty.headers["etag"]}
    again = await site.ask("GET", "./opinions/themes", "clerk", headers=headers)
    assert again.status_code == 304


async def test_the_first_reader_does_not_wait_for_themes(site: Site) -> None:
    for text in ("请公开监测数据", "请公开监测数据！"):
        await site.opinion(text)
    first = await site.ask("GET", "./opinions/themes", "clerk")
    assert (first.json()["total"], first.json()["grouped"]) == (2, False)
    assert first.json()["duplicates"] == []
    assert sum(step["count"] for step in first.json()["course"]) == 2
    headers = {"if-none-match": first.headers["etag"]}
    second = await site.ask("GET", "./opinions/themes", "clerk", headers=headers)
    assert second.json()["grouped"]
    assert len(second.json()["duplicates"]) == 1


async def test_every_decision_as_csv(site: Site) -> None:
    taken = await site.opinion("多开几班公交")
    await site.command("clerk", "withhold_opinion", opinion_id=taken["opinion_id"], reason="重复")
    await site.command("chair", "reopen_opinions", opinion_ids=[taken["opinion_id"]])
    answer = await site.ask("GET", "./screening.csv", "clerk")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "不公布" in lines[1]
    assert "重复" in lines[1]
    assert "退回待筛" in lines[2]
    assert (await site.ask("GET", "./screening.csv", "member")).status_code == 403
