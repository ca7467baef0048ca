"""Documents over HTTP: who may attach, see and remove; what is kept on the disk and what is not."""

import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sessions.config import DOCUMENT_BYTES_MAX
from tests.support import pdf
from tests.web.conftest import Site
from web.record import verify_record

PDF = pdf.typeset("First", "Second", "Third")
SHA = hashlib.sha256(PDF).hexdigest()


async def attach(
    site: Site, content: Any = PDF, role: str = "clerk", query: str = "", **headers: str
) -> Any:
    """The answer to an upload to item `two`."""
    where = f"./documents?item_id=two&name=%E6%8A%A5%E5%91%8A.pdf{query}"
    return await site.ask("POST", where, role, content=content, headers=headers)


def folders(site: Site) -> list[str]:
    """What is kept of the consultation, by hash."""
    root = site.tongxin.settings.documents
    assert not list((root / ".incoming").glob("*"))
    return sorted(one.name for one in (root / site.id).glob("*"))


async def events(site: Site, type: str) -> list[dict[str, Any]]:
    answer = await site.ask("GET", "./events?after=0", "clerk")
    return [r["event"] for r in answer.json()["records"] if r["event"]["type"] == type]


async def test_what_is_kept_no_more_is_not_found(site: Site) -> None:
    """As of a log that was imported from an archive of before these had documents."""
    made = (await attach(site)).json()
    site.tongxin.minutes.kept.prune(site.id, ())
    for path in ("original", "pages/1"):
        answer = await site.ask("GET", f"./documents/{made['document_id']}/{path}", "clerk")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_page")


async def test_a_document_is_kept_drawn_and_in_the_record(site: Site) -> None:
    answer = await attach(site)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["pages"], made["sha256"], made["bytes"]) == (3, SHA, len(PDF))
    (event,) = await events(site, "document_attached")
    assert event["sha256"] == SHA
    assert event["name"] == "报告.pdf"
    assert folders(site) == [SHA]
    where = f"./documents/{made['document_id']}"
    for width in (800, 1600):
        page = await site.ask("GET", f"{where}/pages/2?width={width}", "member")
        assert page.headers["content-type"] == "image/webp"
        assert page.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert Image.open(io.BytesIO(page.content)).width == width
        again = await site.ask(
            "GET", f"{where}/pages/2?width={width}", "member",
            headers={"if-none-match": page.headers["etag"]},
        )  # fmt: skip
        assert (again.status_code, again.content) == (304, b"")
    words = await site.ask("GET", f"{where}/pages/2/text", "member")
    assert words.text == "Second"
    original = await site.ask("GET", f"{where}/original", "chair")
    assert original.content == PDF
    assert original.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("role", "status"),
    [("organizer", 201), ("chair", 201), ("member", 403), ("venue", 403), ("viewer", 403),
     (None, 401)],
)  # fmt: skip
async def test_who_may_attach(site: Site, role: str | None, status: int) -> None:
    answer = await site.ask("POST", "./documents?item_id=two&name=a", role, content=PDF)
    assert answer.status_code == status
    assert folders(site) == ([SHA] if status == 201 else [])


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"MZ this is no document", 415, "document_type"),
        (b"", 415, "document_type"),
        (pdf.locked(PDF, "pw"), 422, "document_locked"),
        (PDF[:300], 422, "document_broken"),
        (pdf.long(201), 422, "document_too_long"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    site: Site, content: bytes, status: int, code: str
) -> None:
    answer = await attach(site, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert folders(site) == []
    assert await events(site, "document_attached") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("item_id=xx&name=a", 404),
        ("item_id=two", 400),
        ("name=a", 400),
        ("item_id=two&name=%20%0A", 400),
        ("item_id=..%2Fx&name=a", 400),
        ("item_id=two&name=a&public=perhaps", 400),
    ],
)
async def test_what_the_address_must_say(site: Site, query: str, status: int) -> None:
    answer = await site.ask("POST", f"./documents?{query}", "clerk", content=PDF)
    assert answer.status_code == status, answer.text
    assert folders(site) == []


async def test_too_much_is_not_read(site: Site) -> None:
    announced = await attach(site, b"%PDF-", **{"content-length": str(DOCUMENT_BYTES_MAX + 1)})
    assert announced.json()["code"] == "document_too_large"

    async def flood() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n"
        for _ in range(60):
            yield b" " * 1024 * 1024

    assert (await attach(site, flood())).status_code == 413
    assert folders(site) == []


async def test_the_commands_door_takes_no_document_that_nobody_has(site: Site) -> None:
    answer = await site.command(
        "clerk", "attach_document", document_id="d", item_id="two", name="a",
        media_type="application/pdf", pages=1, bytes=1, sha256="0" * 64,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_the_same_key_attaches_once(site: Site) -> None:
    first = await attach(site, **{"idempotency-key": "once"})
    second = await attach(site, **{"idempotency-key": "once"})
    assert first.json() == second.json()
    other = await attach(site)
    assert other.json()["document_id"] != first.json()["document_id"]
    assert len(await events(site, "document_attached")) == 2
    assert folders(site) == [SHA]


async def test_what_was_never_shown_is_deleted_and_what_was_is_kept(site: Site) -> None:
    await site.command("chair", "open_consultation")
    shown = (await attach(site)).json()["document_id"]
    unused = (await attach(site, pdf.typeset("other"))).json()["document_id"]
    await site.command("chair", "present_document", document_id=shown)
    assert len(folders(site)) == 2
    for id in (shown, unused):
        answer = await site.ask("DELETE", f"./documents/{id}", "clerk")
        assert answer.status_code == 204
    assert folders(site) == [SHA]
    assert (await site.ask("GET", f"./documents/{shown}/original", "clerk")).content == PDF
    assert (await site.ask("GET", f"./documents/{shown}/pages/1", "member")).status_code == 404
    assert (await site.ask("GET", f"./documents/{unused}/original", "clerk")).status_code == 404
    again = await site.ask("DELETE", f"./documents/{shown}", "clerk")
    assert (again.status_code, again.json()["code"]) == (404, "no_such_document")


async def test_equal_bytes_stay_while_another_document_has_them(site: Site) -> None:
    first, second = [(await attach(site)).json()["document_id"] for _ in range(2)]
    await site.ask("DELETE", f"./documents/{first}", "clerk")
    assert folders(site) == [SHA]
    assert (await site.ask("GET", f"./documents/{second}/pages/3", "member")).status_code == 200
    await site.ask("DELETE", f"./documents/{second}", "clerk")
    assert folders(site) == []


@pytest.mark.parametrize("page", ["0", "4", "x", "1.5", "-1", "99999999999"])
async def test_pages_that_are_none(site: Site, page: str) -> None:
    id = (await attach(site)).json()["document_id"]
    assert (await site.ask("GET", f"./documents/{id}/pages/{page}", "member")).status_code == 404


async def test_other_widths_are_none(site: Site) -> None:
    id = (await attach(site)).json()["document_id"]
    answer = await site.ask("GET", f"./documents/{id}/pages/1?width=100000", "member")
    assert answer.status_code == 400


async def test_the_public_gets_the_page_that_is_shown_and_no_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.presentation.PAGE_TURN_MS", 0)
    await site.command("chair", "open_consultation")
    id = (await attach(site)).json()["document_id"]

    async def statuses() -> list[int]:
        return [
            (await site.ask("GET", path, role)).status_code
            for page in (1, 2)
            for path, role in [
                (f"./presented/{id}/{page}", None),
                (f"./documents/{id}/pages/{page}", "viewer"),
            ]
        ]

    assert await statuses() == [404, 403, 404, 403]
    await site.command("chair", "present_document", document_id=id)
    now = (await site.ask("GET", "./now.json")).json()["document"]
    assert (now["page"], now["pages"], now["name"]) == (1, 3, "报告.pdf")
    assert now["image"] == f"{site.path}/presented/{id}/1"
    assert await statuses() == [200, 200, 404, 403]
    await site.command("chair", "turn_page", document_id=id, page=2)
    assert await statuses() == [404, 403, 200, 200]
    await site.command("chair", "stop_presenting")
    assert (await site.ask("GET", "./now.json")).json()["document"] is None
    assert await statuses() == [404, 403, 404, 403]


async def test_what_is_not_for_the_public_is_not_shown_to_it(site: Site) -> None:
    await site.command("chair", "open_consultation")
    id = (await attach(site, query="&public=false")).json()["document_id"]
    await site.command("chair", "present_document", document_id=id)
    assert (await site.ask("GET", "./now.json")).json()["document"] is None
    assert (await site.ask("GET", f"./presented/{id}/1")).status_code == 404
    assert (await site.ask("GET", f"./documents/{id}/pages/1", "viewer")).status_code == 403
    assert (await site.ask("GET", f"./documents/{id}/pages/1", "member")).status_code == 200


async def test_a_full_disk_takes_none(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.documents.FREE_BYTES", 1 << 60)
    assert (await attach(site)).json()["code"] == "no_space"


async def test_the_folder_is_for_its_owner_alone(site: Site) -> None:
    await attach(site)
    root: Path = site.tongxin.settings.documents
    for folder in (root, root / site.id):
        assert folder.stat().st_mode & 0o077 == 0


async def test_the_minutes_name_them(site: Site) -> None:
    await attach(site)
    lines = (await site.ask("GET", "./minutes.json", "clerk")).json()["documents"]
    assert [(one["name"], one["sha256"]) for one in lines] == [("报告.pdf", SHA)]


async def test_verifying_proves_the_bytes_as_well(site: Site) -> None:
    settings = site.tongxin.settings
    id = (await attach(site)).json()["document_id"]
    (one,) = await verify_record(settings, site.id)
    assert (one.documents, one.lost, one.faults) == (1, [], [])
    kept = settings.documents / site.id / SHA / "original"
    kept.write_bytes(PDF.replace(b"%PDF", b"%pdf"))
    (one,) = await verify_record(settings, site.id)
    assert (one.documents, one.lost) == (0, [id])
    kept.unlink()
    (one,) = await verify_record(settings, site.id)
    assert one.lost == [id]
