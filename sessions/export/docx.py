"""A document as DOCX in the layout of GB/T 9704-2012, with python-docx.

Fonts are named, not embedded: the readers' Windows or WPS have 仿宋, 黑体 and 楷体. Building
twice gives the same bytes.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from sessions.export import layout, office_template, qr, wordprocessing
from sessions.export.document import Document

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(document: Document, template: bytes | None = None) -> bytes:
    """An Office Open XML document (ISO/IEC 29500); raises `Refused` where `template` is unusable.

    Without a template it stands on the standard's page under its red mark. With an office's own it
    stands where that says `{{纪要}}`, or at its end, on its page and under its head, of which the
    fields (`{{文号}}`, …) are filled.
    """
    made = docx.Document() if template is None else office_template.opened(template)
    if template is None:
        _page(made)
    _properties(made, document)
    place = office_template.place(made) if template is not None else None
    left = document if template is None else office_template.fill(made, document)
    recording = _linked(made, document.recording)
    parts = {"body": wordprocessing.body(left, head=template is None, recording=recording)}
    _leave_room(made, place, "body")
    if document.head:
        _code(made, place, document.head)
    printed = document if left.issue.copies_to else left  # its date is that of printing
    parts["imprint"] = wordprocessing.imprint(printed)
    _leave_room(made, place, "imprint")
    if place is not None:
        office_template.close(place)
    return _saved(made, parts)


def _linked(made: Docx, address: str) -> str:
    """The id of the one relationship that all timecodes use; empty where they lead nowhere."""
    if not address:
        return ""
    return made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _leave_room(made: Docx, place: DocxParagraph | None, part: str) -> None:
    """A comment before `place`, or at the end, for which `_saved` puts the part.

    As text: to parse and write again ten thousand paragraphs takes longer than all the rest.
    """
    end = made.element.body.sectPr if place is None else place._p
    room = parse_xml(f'<w:body xmlns:w="{wordprocessing.NAMESPACE}">{_room(part)}</w:body>')[0]
    end.addprevious(room)


def _room(part: str) -> str:
    """No text from anybody reads so: in XML its first sign is escaped."""
    return f"<!--tongxin:{part}-->"


def _code(made: Docx, place: DocxParagraph | None, head: str) -> None:
    """The signed head as a picture, which stays with its words and with what follows it."""
    end = made.element.body.sectPr if place is None else place._p
    for picture in (True, False):
        paragraph = made.add_paragraph()
        end.addprevious(paragraph._p)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        if picture:
            shape = paragraph.add_run().add_picture(io.BytesIO(qr.png(head)), Mm(layout.QR_MM))
            shape._inline.docPr.set("descr", head)
        else:
            _run(paragraph, qr.LABEL, layout.FANGSONG, layout.TABLE_PT)


# --- page -------------------------------------------------------------------------------------


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(layout.PAGE_MM[0]), Mm(layout.PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.LEFT_MM), Mm(layout.RIGHT_MM)
    section.footer_distance = Mm(
        layout.BOTTOM_MM
        - layout.PAGE_NUMBER_BELOW_MM
        - layout.PAGE_NUMBER_PT / layout.POINTS_PER_MM
    )
    _grid(section._sectPr)
    document.settings.odd_and_even_pages_header_footer = True
    for zoom in document.settings.element.findall(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")  # which the schema asks for, and python-docx leaves out
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    style = document.styles["Normal"]
    style.font.size = Pt(layout.BODY_PT)
    style.font.name = "Times New Roman"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), layout.FANGSONG)
    fonts.set(qn("w:hint"), "eastAsia")
    properties = style.element.get_or_add_rPr()
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round((layout.CHARACTER_PITCH_PT - layout.BODY_PT) * 20)))
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _grid(section: object) -> None:
    """22 lines a page. The 28 characters a line come from the body style's spacing: LibreOffice
    draws a grid of characters twice as wide, because 3号 is a little wider than its cell.
    """
    for old in section.findall(qn("w:docGrid")):  # type: ignore[attr-defined]  # lxml element
        section.remove(old)  # type: ignore[attr-defined]  # likewise
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(layout.LINE_PITCH_PT * 20)))
    section.append(grid)  # type: ignore[attr-defined]  # likewise


def _page_number(paragraph: DocxParagraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, in 4号 宋体, one character in from the outer edge."""
    paragraph.alignment = side
    inset = Pt(layout.PAGE_NUMBER_PT)
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = inset
    else:
        paragraph.paragraph_format.left_indent = inset
    _run(paragraph, "— ", layout.SONGTI, layout.PAGE_NUMBER_PT)
    number = _run(paragraph, "", layout.SONGTI, layout.PAGE_NUMBER_PT)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        number._r.append(part)
    _run(paragraph, " —", layout.SONGTI, layout.PAGE_NUMBER_PT)


def _properties(document: Docx, content: Document) -> None:
    when = datetime.fromtimestamp(content.issued / 1000, UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.title = content.title + content.name
    properties.subject = content.mark
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = when


def _run(paragraph: DocxParagraph, text: str, face: str, size: float) -> Run:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")
    return run


# --- bytes ------------------------------------------------------------------------------------


def _saved(document: Docx, parts: Mapping[str, str]) -> bytes:
    """python-docx stamps the archive with the present time; write it again without, and with the
    parts in their places.
    """
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    main = document.part.partname.membername
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(name)
            if name == main:
                for part, text in parts.items():
                    content = content.replace(_room(part).encode(), text.encode(), 1)
            target.writestr(entry, content)
    return fixed.getvalue()
