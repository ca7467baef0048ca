"""Office documents from outside: what they are told to be by, and what is refused of them."""

import io
import zipfile

import pytest

from sessions.export.office_package import PARTS_MAX, XML_BYTES_MAX, BadPackage, Fault, check
from tests.support.office import (
    related,
    replaced,
    table,
    with_field,
    with_formula,
    with_part,
    written,
)

WORD, SHEET = written("答复"), table(("项目", "万元"), ("治理", 120))
MOST = 10 * 1024 * 1024
TYPES = "[Content_Types].xml"
WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODD = '<?xml version="1.0" encoding="utf-16"?><fldSimple instr="DDE a b"/>'
MACRO_MAIN = b"application/vnd.ms-word.document.macroEnabled.main+xml"


def many(given: bytes, parts: int) -> bytes:
    out = io.BytesIO(given)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(parts):
            archive.writestr(f"word/media/{number}.png", b"")
    return out.getvalue()


def flipped(given: bytes) -> bytes:
    """One bit of a part's packed bytes is another."""
    with zipfile.ZipFile(io.BytesIO(given)) as archive:
        part = max(archive.infolist(), key=lambda one: one.compress_size)
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    return given[:at] + bytes([given[at] ^ 1]) + given[at + 1 :]


def odd_method(given: bytes) -> bytes:
    """A part packed by LZMA with properties that there are none of."""
    out = io.BytesIO(given)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/media/a.bin", bytes(100))
        at = archive.getinfo("word/media/a.bin").header_offset + 30 + len("word/media/a.bin")
    made = out.getvalue()
    return made[: at + 4] + b"\xff" + made[at + 5 :]


def among_alternatives(given: bytes) -> bytes:
    """One relation more, which stands where only some readers look."""
    one = b'<Relationship Id="rId999" Type="oleObject" Target="media/harmless.bin"/>'
    choice = b'<c:AlternateContent xmlns:c="urn:c"><c:Choice Requires="x">%s</c:Choice>' % one
    end = b"</Relationships>"
    return replaced(
        given, "word/_rels/document.xml.rels", end, choice + b"</c:AlternateContent>" + end
    )


def said_smaller(given: bytes) -> bytes:
    """The directory says of a part that it unpacks to ten bytes."""
    packed = with_part(given, "word/media/a.bin", bytes(MOST + 1))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        size = archive.getinfo("word/media/a.bin").file_size
    whole = size.to_bytes(4, "little")
    return packed.replace(whole, (10).to_bytes(4, "little"))


def test_what_they_are_is_told_by_what_they_hold() -> None:
    kind = "application/vnd.openxmlformats-officedocument"
    assert check(io.BytesIO(WORD), MOST, reads_text=True) == f"{kind}.wordprocessingml.document"
    assert check(io.BytesIO(SHEET), MOST, reads_text=True) == f"{kind}.spreadsheetml.sheet"


@pytest.mark.parametrize(
    "given",
    [
        with_field(WORD, " PAGE  \\* MERGEFORMAT "),
        with_field(WORD, ' HYPERLINK "https://example.org/" '),
        with_formula("=SUM(A1:A3)"),
        with_formula('=IF(A1>0,"见[1]注!","a|b")'),
    ],
)
def test_plain_fields_and_formulas_stay(given: bytes) -> None:
    assert check(io.BytesIO(given), MOST, reads_text=True)


def test_a_link_that_waits_to_be_clicked_may_stay() -> None:
    linked = related(WORD, "hyperlink", "https://example.org/", external=True)
    assert check(io.BytesIO(linked), MOST, reads_text=True)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (b"", "broken"),
        (b"PK\x03\x04 no archive", "broken"),
        (WORD[:-200], "broken"),
        (flipped(WORD), "broken"),
        (said_smaller(WORD), "broken"),
        (odd_method(WORD), "broken"),
        (replaced(WORD, TYPES, b"UTF-8", b"no-such-encoding"), "broken"),
        (with_part(WORD, "WORD/document.xml"), "broken"),
        (replaced(WORD, TYPES, b"<Types", b'<!DOCTYPE t [<!ENTITY a "b">]><Types'), "broken"),
        (replaced(WORD, TYPES, b"</Types>", b""), "broken"),
        (with_part(b"", "a.txt"), "foreign"),
        (with_part(b"", TYPES, b"<Types/>"), "foreign"),
        (replaced(WORD, TYPES, WORD_MAIN, b"application/java-archive"), "foreign"),
        (with_part(WORD, "word/media/a.bin", bytes(MOST + 1)), "too_big"),
        (many(WORD, PARTS_MAX), "too_big"),
        (with_part(WORD, "word/_rels/a.rels", b" " * (XML_BYTES_MAX + 1)), "too_big"),
        (replaced(WORD, TYPES, WORD_MAIN, MACRO_MAIN), "active"),
        (with_part(WORD, "word/vbaProject.bin"), "active"),
        (related(WORD, "vbaProject", "media/harmless.bin"), "active"),
        (with_part(WORD, "word/embeddings/oleObject1.bin"), "active"),
        (related(WORD, "oleObject", "media/harmless.bin"), "active"),
        (among_alternatives(WORD), "active"),
        (related(WORD, "aFChunk", "media/harmless.html"), "active"),
        (related(WORD, "attachedTemplate", "http://192.0.2.1/a.dotm", external=True), "active"),
        (related(WORD, "image", "file://192.0.2.1/share/a.png", external=True), "active"),
        (with_part(SHEET, "xl/macrosheets/sheet1.xml"), "active"),
        (with_part(SHEET, "xl/externalLinks/externalLink1.xml"), "active"),
        (related(SHEET, "xlMacrosheet", "worksheets/sheet1.xml"), "active"),
        (with_part(SHEET, "xl/connections.xml"), "active"),
        (related(WORD, "hyperlink", "file://192.0.2.1/a.exe", external=True), "outside"),
        (related(WORD, "hyperlink", "javascript:alert(1)", external=True), "outside"),
        (with_field(WORD, 'DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'), "outside"),
        (with_field(WORD, "DDE", "AUTO excel a"), "outside"),
        (with_formula("=1+WEBSERVICE(A1)"), "outside"),
        (with_formula("=cmd|'/c calc'!A0"), "outside"),
        (with_part(WORD, "word/odd.bin", ODD.encode("utf-16")), "outside"),
        (with_part(WORD, "word/odd.bin", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "broken"),
    ],
)
def test_what_is_refused(given: bytes, fault: Fault) -> None:
    with pytest.raises(BadPackage) as refused:
        check(io.BytesIO(given), MOST, reads_text=True)
    assert refused.value.fault == fault
