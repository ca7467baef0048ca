"""Office documents as offices send them, and as somebody sends them who means harm."""

import io
import zipfile

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(*paragraphs: str) -> bytes:
    """A DOCX."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(*rows: tuple[str | int, ...]) -> bytes:
    """An XLSX."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(given: bytes, name: str, content: bytes = b"x") -> bytes:
    """The same archive with one part more."""
    out = io.BytesIO(given)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def replaced(given: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same archive with other bytes in one part, which must have held `old`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as source, zipfile.ZipFile(out, "w") as archive:
        for part in source.namelist():
            content = source.read(part)
            if part == name:
                assert old in content, content
                content = content.replace(old, new)
            archive.writestr(part, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def related(given: bytes, kind: str, target: str, *, external: bool = False) -> bytes:
    """The same package with one relation more, of its main part or, if there is none, of itself."""
    mode = ' TargetMode="External"' if external else ""
    one = f'<Relationship Id="rId999" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
    with zipfile.ZipFile(io.BytesIO(given)) as archive:
        mains = ("word/_rels/document.xml.rels", "xl/_rels/workbook.xml.rels")
        name = next(part for part in archive.namelist() if part in mains)
    return replaced(given, name, b"</Relationships>", one.encode() + b"</Relationships>")


def with_field(given: bytes, *instruction: str) -> bytes:
    """The same DOCX with a field, its instruction cut into runs as Word does."""
    document = docx.Document(io.BytesIO(given))
    paragraph = document.add_paragraph()

    def add(name: str, text: str = "", **attributes: str) -> None:
        element = OxmlElement(f"w:{name}")
        element.text = text
        for key, value in attributes.items():
            element.set(qn(f"w:{key}"), value)
        paragraph.add_run()._r.append(element)

    add("fldChar", fldCharType="begin")
    for piece in instruction:
        add("instrText", piece)
    add("fldChar", fldCharType="separate")
    add("t", "1")
    add("fldChar", fldCharType="end")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_formula(formula: str) -> bytes:
    """An XLSX with a formula in a cell."""
    return table((1, 2), (formula, 4))
