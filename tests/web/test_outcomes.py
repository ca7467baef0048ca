"""Outcomes over HTTP: the feed by role, public bytes, and an author who follows and appraises."""

import hashlib
from typing import Any

from tests.support import office, pdf
from tests.web.conftest import Site
from web.archived_documents import DOCUMENTS
from web.archives import opened_archive, write_archive
from web.record import opened, verify_record


async def outcome_of(site: Site, source: dict[str, str], *, replied: bool = True) -> str:
    """An outcome that waits for its appraisal, or else for its reply."""
    recorded = {"text": "按月公开", "unit": "市生态环境局", "due": "2099-12-31", "source": source}
    await done(site, "clerk", "record_outcome", **recorded)
    id = (await feed(site, "clerk"))["outcomes"][-1]["outcome_id"]
    await done(site, "clerk", "review_outcome", outcome_id=id, decision="file")
    lead = {"participant_id": "department"}
    await done(site, "clerk", "assign_outcome", outcome_id=id, lead=lead)
    await done(site, "department", "sign_for_outcome", outcome_id=id)
    reply = {"reply_class": "B", "text": "已列入计划"}
    if replied:
        await done(site, "department", "reply_outcome", outcome_id=id, **reply)
    return str(id)


async def done(site: Site, role: str, type: str, **fields: Any) -> None:
    answer = await site.command(role, type, **fields)
    assert answer.status_code == 200, answer.text


async def feed(site: Site, role: str, after: int = 0) -> dict[str, Any]:
    answer = await site.ask("GET", f"./outcomes?after={after}", role)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_from_an_opinion_to_its_authors_appraisal(site: Site) -> None:
    await done(site, "chair", "open_consultation")
    opinion = await site.opinion("公开监测数据")
    other_opinion = await site.opinion("另一条")
    await done(site, "chair", "close_consultation")
    id = await outcome_of(site, {"kind": "opinion", "id": opinion["opinion_id"]})
    where = f"./opinions/{opinion['receipt']}"
    (followed,) = (await site.ask("GET", where)).json()["outcomes"]
    assert followed["own"]
    assert followed["outcome"]["stage"] == "replied"
    assert followed["outcome"]["reply"]["text"] == "已列入计划"

    body = {"outcome_id": id, "appraisal": "dissatisfied"}
    refused = await site.ask("POST", f"{where}/appraisal", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "outcome_needs_reason")
    body["comment"] = "没有时间表"
    other = f"./opinions/{other_opinion['receipt']}/appraisal"
    stranger = await site.ask("POST", other, json=body)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "outcome_not_your_proposal")
    answer = await site.ask("POST", f"{where}/appraisal", json=body)
    assert answer.json()["outcomes"][0]["outcome"]["stage"] == "handling"
    again = await site.ask("POST", f"{where}/appraisal", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "outcome_not_replied")


async def test_public_bytes_change_with_what_is_public_alone(site: Site) -> None:
    await done(site, "chair", "open_consultation")
    id = await outcome_of(site, {"kind": "item", "id": "one"})
    empty = await site.ask("GET", "./outcomes.json")
    assert empty.json()["outcomes"] == []
    assert empty.headers["cache-control"] == "public, max-age=10"
    assert (await feed(site, "member"))["outcomes"] == []
    await done(site, "clerk", "make_outcome_public", outcome_id=id)
    public = await site.ask("GET", "./outcomes.json")
    assert [one["outcome_id"] for one in public.json()["outcomes"]] == [id]
    headers = {"if-none-match": public.headers["etag"]}
    assert (await site.ask("GET", "./outcomes.json", headers=headers)).status_code == 304
    assert [one["part"] for one in (await feed(site, "member"))["outcomes"]] == ["reader"]


async def test_the_feed_by_role_and_cursor(site: Site) -> None:
    await done(site, "chair", "open_consultation")
    await outcome_of(site, {"kind": "item", "id": "one"})
    for role, part in [("organizer", "staff"), ("department", "lead")]:
        page = await feed(site, role)
        assert [one["part"] for one in page["outcomes"]] == [part]
        assert (await feed(site, role, page["next"]))["outcomes"] == []
    refused = await site.ask("GET", "./outcomes?after=-1", "clerk")
    assert refused.status_code == 400
    assert (await site.ask("GET", "./outcomes")).status_code == 401


async def test_attachments_from_their_upload_to_the_public_page(site: Site) -> None:
    await done(site, "chair", "open_consultation")
    id = await outcome_of(site, {"kind": "item", "id": "one"}, replied=False)
    where, content = f"./outcomes/{id}/documents", pdf.typeset("One", "Two")

    async def sent(role: str, query: str = "?name=%E8%A1%A8.pdf", **more: Any) -> Any:
        return await site.ask("POST", where + query, role, **{"content": content, **more})

    for role, status in (("member", 403), ("viewer", 403), ("clerk", 201)):
        assert (await sent(role)).status_code == status
    assert (await sent("clerk", "?name=a&unit=0")).json()["code"] == "outcome_no_joint_unit"
    assert (await sent("department", content=b"MZ")).json()["code"] == "document_type"
    key = {"Idempotency-Key": "d41d8cd98f00b2049999"}
    answers = [await sent("department", headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    made = answers[0].json()
    assert made == answers[1].json()
    assert (made["pages"], made["sha256"]) == (2, hashlib.sha256(content).hexdigest())
    one = f"{where}/{made['document_id']}"
    (outcome,) = (await feed(site, "department"))["outcomes"]
    assert [each["name"] for each in outcome["documents"]] == ["表.pdf", "表.pdf"]
    first = outcome["documents"][0]["document_id"]
    assert (await site.ask("DELETE", f"{where}/{first}", "department")).status_code == 204

    async def read(role: str | None, path: str = one) -> int:
        answer = await site.ask("GET", path, role)
        assert answer.status_code != 200 or answer.content == content
        return int(answer.status_code)

    assert [await read(role) for role in ("department", "clerk", "member", None)] == [
        200, 200, 404, 404,
    ]  # fmt: skip
    reply = {"reply_class": "B", "text": "见附件"}
    await done(site, "department", "reply_outcome", outcome_id=id, **reply)
    assert (await site.ask("DELETE", one, "department")).json()["code"] == "outcome_not_handled"
    assert await read(None) == 404
    await done(site, "clerk", "make_outcome_public", outcome_id=id)
    assert [await read(role) for role in (None, "member")] == [200, 200]
    assert await read(None, f"{where}/{first}") == 404
    (public,) = (await site.ask("GET", "./outcomes.json")).json()["outcomes"]
    assert [each["name"] for each in public["reply"]["documents"]] == ["表.pdf"]
    settings = site.tongxin.settings
    (found,) = await verify_record(settings, site.id)
    assert (found.documents, found.lost) == (2, [])
    async with opened(settings) as store:
        archive = settings.data / "one.tongxin"
        await write_archive(store, [site.id], archive, beside=settings)
    with opened_archive(archive) as archived:
        archived.check()
        (contents,) = archived.manifest.consultations
        assert f"{made['sha256']}/original" in {
            each.path for each in archived.listed(DOCUMENTS, contents)
        }


async def test_office_documents_are_given_out_and_never_shown(site: Site) -> None:
    await done(site, "chair", "open_consultation")
    id = await outcome_of(site, {"kind": "item", "id": "one"}, replied=False)
    where = f"./outcomes/{id}/documents"

    async def sent(content: bytes, name: str = "a") -> Any:
        return await site.ask("POST", f"{where}?name={name}", "department", content=content)

    macro = office.with_part(office.written(), "word/vbaProject.bin")
    assert (await sent(macro)).json()["code"] == "document_active"
    jar = office.with_part(b"", "META-INF/MANIFEST.MF")
    assert (await sent(jar, "a.docx")).json()["code"] == "document_foreign"
    word, sheet = office.written("答复"), office.table(("项目", "万元"))
    made = [(await sent(word, "a.exe")).json(), (await sent(sheet, "b.XLSX")).json()]
    made.append((await sent(word, "c.docx")).json())
    assert [one["pages"] for one in made] == [0, 0, 0]
    (outcome,) = (await feed(site, "department"))["outcomes"]
    names = [each["name"] for each in outcome["documents"]]
    assert names == ["a.exe.docx", "b.XLSX", "c.docx"]
    answer = await site.ask("GET", f"{where}/{made[0]['document_id']}", "clerk")
    assert (answer.content, answer.headers["content-type"]) == (word, made[0]["media_type"])
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    shown = await site.ask("POST", "./documents?item_id=two&name=a", "clerk", content=word)
    assert shown.json()["code"] == "document_type"
    (found,) = await verify_record(site.tongxin.settings, site.id)
    assert (found.documents, found.lost) == (3, [])
