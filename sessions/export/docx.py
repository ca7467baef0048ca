"""The minutes as DOCX in the layout of GB/T 9704-2012, with python-docx.

Fonts are named, not embedded: the readers' Windows or WPS have 仿宋, 黑体 and 楷体. Building
twice gives the same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from sessions.export import layout
from sessions.export.blocks import Block, Heading, Labelled, Paragraph, Table
from sessions.export.document import Document, compose
from sessions.minutes import Minutes

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(minutes: Minutes) -> bytes:
    """An Office Open XML document (ISO/IEC 29500)."""
    content = compose(minutes)
    document = docx.Document()
    _page(document)
    _properties(document, content)
    _head(document, content)
    for block in content.blocks:
        _block(document, block)
    return _saved(document)


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
        section.remove(old)  # type: ignore[attr-defined]
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(layout.LINE_PITCH_PT * 20)))
    section.append(grid)  # type: ignore[attr-defined]


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
    properties.title = content.title + "纪要"
    properties.subject = content.mark
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = when


# --- blocks -----------------------------------------------------------------------------------


def _head(document: Docx, content: Document) -> None:
    mark = _paragraph(document, indent=False)
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    mark.paragraph_format.space_before = Mm(layout.MARK_BELOW_MM)
    mark.paragraph_format.space_after = Pt(layout.LINE_PITCH_PT)
    mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    run = _run(mark, content.mark, layout.XIAOBIAOSONG, layout.MARK_PT)
    run.font.color.rgb = RGBColor.from_string(layout.RED)
    title = _paragraph(document, indent=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(layout.LINE_PITCH_PT)
    title.paragraph_format.line_spacing = Pt(layout.TITLE_PT * 1.5)
    _run(title, content.title, layout.XIAOBIAOSONG, layout.TITLE_PT)


def _block(document: Docx, block: Block) -> None:
    match block:
        case Heading(level, text):
            paragraph = _paragraph(document)
            paragraph.paragraph_format.keep_with_next = True
            _run(paragraph, text, layout.HEITI if level == 1 else layout.KAITI)
        case Paragraph(text):
            _run(_paragraph(document), text)
        case Table():
            _table(document, block)
        case Labelled(label, lines):
            _labelled(document, label, lines)


def _paragraph(document: Docx, *, indent: bool = True) -> DocxParagraph:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(layout.LINE_PITCH_PT)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if indent:
        form.first_line_indent = Pt(layout.CHARACTER_PITCH_PT * 2)
    return paragraph


def _labelled(document: Docx, label: str, lines: list[str]) -> None:
    """The label in 黑体 two characters in; names hang behind it, a new line per venue."""
    behind = layout.CHARACTER_PITCH_PT * (2 + len(label))
    for number, line in enumerate(lines):
        paragraph = _paragraph(document, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.left_indent = Pt(behind)
        if number == 0:
            paragraph.paragraph_format.space_before = Pt(layout.LINE_PITCH_PT / 2)
            paragraph.paragraph_format.first_line_indent = Pt(
                layout.CHARACTER_PITCH_PT * 2 - behind
            )
            _run(paragraph, label, layout.HEITI)
        _run(paragraph, line)


def _table(document: Docx, block: Table) -> None:
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    cells = [c.title for c in block.columns], *block.rows
    for number, (row, texts) in enumerate(zip(table.rows, cells, strict=True)):
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for cell, column, text in zip(row.cells, block.columns, texts, strict=True):
            cell.width = Mm(layout.BLOCK_MM[0] * column.width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            _off_grid(paragraph)
            if column.centred or number == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing = 1.25
            face = layout.HEITI if number == 0 else layout.FANGSONG
            _run(paragraph, text, face, layout.TABLE_PT)
    for column, width in zip(table.columns, block.columns, strict=True):
        column.width = Mm(layout.BLOCK_MM[0] * width.width)
    after = document.add_paragraph()
    after.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    after.paragraph_format.line_spacing = Pt(layout.LINE_PITCH_PT / 2)


def _off_grid(paragraph: DocxParagraph) -> None:
    """Lines of a table stand closer than the 22 of a page. Comes before spacing in the schema."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(snap)


def _run(
    paragraph: DocxParagraph, text: str, face: str = layout.FANGSONG, size: float = layout.BODY_PT
) -> Run:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")
    return run


# --- bytes ------------------------------------------------------------------------------------


def _saved(document: Docx) -> bytes:
    """python-docx stamps the archive with the present time; write it again without."""
    made = io.BytesIO()
    document.save(made)
    fixed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
