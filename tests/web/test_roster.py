"""A roster from a sheet over HTTP: template, preview by row, import."""

import io

import openpyxl
import pytest

from sessions import commands as c
from sessions.sheet_words import COLUMNS, HEADINGS
from sessions.types import Participant
from tests.web.conftest import ORGANIZER, Site

GOOD = (
    "姓名,身份,会场,单位,上级会场,级别,区划代码\r\n"
    "王一,委员,石峰区会场,环保组织,,,\r\n"
    "李二,席位,low,,,,\r\n"
    "赵三,会场操作员,株洲市会场,,全国会场,市,430200\r\n"
)


async def preview(site: Site, content: str | bytes, language: str = "zh-CN") -> dict[str, object]:
    answer = await site.ask(
        "POST", "./roster/preview", "clerk", content=content, headers={"accept-language": language}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_preview_writes_nothing_and_its_command_imports_all(site: Site) -> None:
    before = await site.tongxin.service.state(site.id)
    found = await preview(site, GOOD.encode("gb18030"))
    assert (found["format"], found["encoding"]) == ("csv", "gb18030")
    rows = found["rows"]
    assert isinstance(rows, list)
    assert [(row["row"], row["action"], row["issues"]) for row in rows] == [
        (2, "participant", []),
        (3, "seat", []),
        (4, "participant", []),
    ]
    assert rows[0]["cells"]["organization"] == "环保组织"
    assert await site.tongxin.service.state(site.id) is before
    key = {"idempotency-key": "import-once"}
    done = await site.ask("POST", "./roster", "clerk", found["command"], headers=key)
    assert done.status_code == 200, done.text
    seqs = done.json()["seqs"]
    assert seqs == list(range(before.seq + 1, before.seq + 5))
    again = await site.ask("POST", "./roster", "clerk", found["command"], headers=key)
    assert again.json()["seqs"] == seqs
    state = await site.tongxin.service.state(site.id)
    assert [one.name for one in state.participants.values()][-2:] == ["王一", "赵三"]
    assert state.venues["low"].seats[-1].name == "李二"
    assert list(state.venues.values())[-1].name == "株洲市会场"


async def test_it_is_one_commit(site: Site) -> None:
    found = await preview(site, GOOD)
    heard: list[int] = []
    site.tongxin.service.subscribe(site.id, lambda records: heard.append(len(records)))
    await site.ask("POST", "./roster", "clerk", found["command"])
    assert heard == [4]


async def test_errors_in_the_callers_language(site: Site) -> None:
    bad = "Name,Role,Venue\n,member,top\n王一,局长,top\n"
    for said, words in (("zh-CN", "写上姓名或席位名。"), ("en", "Give a name.")):
        found = await preview(site, bad, said)
        assert found["command"] is None
        rows = found["rows"]
        assert isinstance(rows, list)
        assert [row["action"] for row in rows] == ["none", "none"]
        assert rows[0]["issues"] == [
            {"column": "name", "severity": "error", "code": "name_missing", "message": words}
        ]
        assert rows[1]["issues"][0]["code"] == "role_unknown"


async def test_what_changed_meanwhile_refuses_it_whole(site: Site) -> None:
    found = await preview(site, GOOD)
    command = found["command"]
    assert isinstance(command, dict)
    first = c.ImportRoster(
        participants=[
            c.ImportedParticipant(2, Participant("w1", "王一", "member", "low")),
        ]
    )
    await site.tongxin.service.execute(site.id, ORGANIZER, first)
    before = await site.tongxin.service.state(site.id)
    done = await site.ask("POST", "./roster", "clerk", command)
    assert (done.status_code, done.json()["code"]) == (409, "import_outdated")
    assert "2" in done.json()["message"]
    assert await site.tongxin.service.state(site.id) is before
    # previewed again it is a sheet with one row less
    found = await preview(site, GOOD)
    assert (await site.ask("POST", "./roster", "clerk", found["command"])).status_code == 200


async def test_late_additions_while_it_is_open_and_none_after_the_close(site: Site) -> None:
    await site.command("chair", "open_consultation")
    found = await preview(site, GOOD)
    assert (await site.ask("POST", "./roster", "clerk", found["command"])).status_code == 200
    await site.command("chair", "close_consultation")
    answer = await site.ask("POST", "./roster/preview", "clerk", content=GOOD)
    assert (answer.status_code, answer.json()["code"]) == (409, "consultation_closed")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_templates_are_read_back(site: Site, language: str) -> None:
    said = {"accept-language": language}
    place = 1 if language == "en" else 0
    asked = await site.ask("GET", "./roster/template.csv", "organizer", headers=said)
    assert asked.content.startswith(b"\xef\xbb\xbf")
    found = await preview(site, asked.content)
    assert found["columns"] == list(COLUMNS)
    asked = await site.ask("GET", "./roster/template.xlsx", "organizer", headers=said)
    book = openpyxl.load_workbook(io.BytesIO(asked.content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [HEADINGS[name][place] for name in COLUMNS]
    assert [row[0].value for row in book.worksheets[2].iter_rows()] == ["全国会场", "石峰区会场"]
    sheet.append(["王一", "member" if place else "委员", "石峰区会场"])
    out = io.BytesIO()
    book.save(out)
    found = await preview(site, out.getvalue())
    assert found["format"] == "xlsx"
    rows = found["rows"]
    assert isinstance(rows, list)
    assert [row["action"] for row in rows] == ["participant"]


async def test_a_whole_province(site: Site) -> None:
    """As many as fit, within the time that a page waits."""
    lines = [f"某{n},委员,石峰区会场,单位{n}" for n in range(1_900)]
    found = await preview(site, "姓名,身份,会场,单位\n" + "\n".join(lines))
    done = await site.ask("POST", "./roster", "clerk", found["command"])
    assert done.status_code == 200
    assert len(done.json()["seqs"]) == 1_900
