"""Uploaded sheets: encodings, shapes, and files that are made to cost much."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.web.conftest import Site
from web import sheets
from web.apart import ProcessFailed
from web.errors import WebError
from web.roster import read_sheet
from web.sheets import CannotRead, read

TABLE = [["姓名", "身份", "会场"], ["王一", "委员", "石峰区会场"], ["李二", "专家", "渌口区会场"]]
TEXT = "\r\n".join(",".join(row) for row in TABLE)


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.replace(",", "\t").encode("utf-16"), "utf-16"),  # "Unicode text" of Excel
        (TEXT.replace(",", ";").encode(), "utf-8"),
        (TEXT.replace("\r\n", "\n").encode(), "utf-8"),
        ((TEXT + "\r\n,,\r\n\r\n").encode(), "utf-8"),
    ],
)
def test_csv(content: bytes, encoding: str) -> None:
    found = read(content)
    assert (found.format, found.encoding) == ("csv", encoding)
    assert [row for row in found.table if any(row)] == TABLE


def test_rare_hanzi_of_gb18030() -> None:
    assert read("姓名\n𠮷野家\n龘".encode("gb18030")).table == [["姓名"], ["𠮷野家"], ["龘"]]


def test_quotes_and_lines_within_cells() -> None:
    found = read('姓名,单位\n"王,一","甲\n乙 ""丙"""'.encode())
    assert found.table[1] == ["王,一", '甲\n乙 "丙"']


def test_xlsx() -> None:
    rows: list[list[object]] = [[*TABLE[0], "区划代码"], [*TABLE[1], 430204], [None]]
    rows.append([*TABLE[2], 1.5])
    assert read(workbook(rows)).table == [
        [*TABLE[0], "区划代码"],
        [*TABLE[1], "430204"],
        [],
        [*TABLE[2], "1.5"],
    ]


def test_other_kinds_of_cells() -> None:
    found = read(workbook([[True, date(2026, 7, 16), "=1+1", "#N/A", '=HYPERLINK("x")']]))
    assert found.table == [["True", "2026-07-16T00:00:00", "=1+1", "=#N/A", '=HYPERLINK("x")']]


def test_the_first_sheet_that_is_shown() -> None:
    book = openpyxl.Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    book.create_sheet("名单").append(["shown"])
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).table == [["shown"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\x00\x81\x20", "sheet_encoding"),
        (b"name\x00,role", "sheet_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "sheet_unreadable"),  # .xls
        (b"PK\x03\x04" + bytes(100), "sheet_unreadable"),
        (b"a\n" * 8_100, "sheet_too_large"),
    ],
)
def test_what_cannot_be_read(content: bytes, code: str) -> None:
    with pytest.raises(CannotRead, match=code):
        read(content)


def test_a_zip_that_is_no_workbook() -> None:
    with pytest.raises(CannotRead, match="sheet_unreadable"):
        read(zipped({"a.txt": b"x"}))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb(part: bytes, lie: bool = False) -> bytes:
    """A workbook whose sheet is `part`; with `lie` its header says that it is small."""
    good = zipfile.ZipFile(io.BytesIO(workbook([["姓名"]])))
    parts = {name: good.read(name) for name in good.namelist()}
    parts["xl/worksheets/sheet1.xml"] = part
    content = bytearray(zipped(parts))
    if lie:
        size = len(part).to_bytes(4, "little")
        for at in range(len(content) - 4):
            if content[at : at + 4] == size:
                content[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (bomb(SHEET + b" " * (60 << 20)), {"sheet_too_large"}),
        (bomb(SHEET + b" " * (60 << 20), lie=True), {"sheet_unreadable"}),
        (
            bomb(SHEET + b"<row><c><v>1</v></c></row>" * 9_000 + b"</sheetData></worksheet>"),
            {"sheet_too_large"},
        ),
        (
            bomb(
                b'<!DOCTYPE w [<!ENTITY a "' + b"x" * 1000 + b'">'
                + b"".join(
                    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 100) for n in range(6)
                )
                + b"]>" + SHEET + b'<row><c t="str"><v>&g;</v></c></row></sheetData></worksheet>'
            ),
            {"sheet_unreadable", "sheet_too_large"},
        ),
    ],
)  # fmt: skip
async def test_files_that_are_made_to_cost_much(
    site: Site, content: bytes, codes: set[str]
) -> None:
    answer = await site.ask("POST", "./roster/preview", "clerk", content=content)
    assert answer.status_code == 422
    assert answer.json()["code"] in codes


def test_outside_files_are_not_read() -> None:
    part = (
        b'<!DOCTYPE w [<!ENTITY a SYSTEM "/etc/hostname">]>'
        + SHEET
        + b'<row><c t="str"><v>x&a;x</v></c></row></sheetData></worksheet>'
    )
    hostname = Path("/etc/hostname").read_text().strip()
    try:
        table = read(bomb(part)).table
    except CannotRead:
        return
    assert hostname not in str(table)


async def test_too_many_bytes(site: Site) -> None:
    answer = await site.ask("POST", "./roster/preview", "clerk", content=bytes(3 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_process_that_fails_is_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*_: object, **__: object) -> bytes:
        raise ProcessFailed("killed")

    monkeypatch.setattr("web.roster.apart", failing)
    with pytest.raises(WebError, match="sheet_too_large"):
        await read_sheet(b"")


async def test_it_is_read_in_a_process(site: Site) -> None:
    found = await read_sheet(TEXT.encode("gbk"))
    assert found.table == TABLE
    assert sheets.ROWS_MAX == 8_000
