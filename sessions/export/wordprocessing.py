"""The blocks of a document as WordprocessingML, written as text.

An object for each run, as python-docx makes them, takes ten seconds for ten thousand opinions. All
that varies is escaped here; the prefix is `w`, as in every file of Word, WPS and LibreOffice.
"""

from itertools import zip_longest
from xml.sax.saxutils import escape

from sessions.export import layout
from sessions.export.blocks import (
    Block,
    Entries,
    Heading,
    Labelled,
    Moment,
    Paragraph,
    Table,
)
from sessions.export.document import Document
from sessions.export.links import anchor

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _twips(points: float) -> int:
    return round(points * 20)


PITCH = _twips(layout.LINE_PITCH_PT)
CHARACTER = layout.CHARACTER_PITCH_PT
WIDTH = _twips(layout.BLOCK_MM[0] * layout.POINTS_PER_MM)
_CLOSER = round((layout.CHARACTER_PITCH_PT - layout.BODY_PT) * 20)
"""What makes 28 characters of 3号 fill a line, in twips."""


def body(document: Document, *, head: bool, recording: str = "") -> str:
    """All of it but the code of the signed head; without `head` as below an office's own.

    `recording` is the id of the relationship to the recording's address, empty where there is none.
    """
    parts = [_mark(document)] if head else []
    parts += [_number(document), _title(document.title) if document.title else ""]
    before: list[Block | None] = [None, *document.blocks]
    parts += [_block(*pair, recording) for pair in zip(document.blocks, before, strict=False)]
    return "".join([*parts, _signature(document)])


# --- runs and paragraphs ----------------------------------------------------------------------


def _run(
    text: str,
    face: str = layout.FANGSONG,
    size: float = layout.BODY_PT,
    color: str = "",
    *,
    underlined: bool = False,
) -> str:
    line = '<w:u w:val="single"/>' if underlined else ""
    painted = f'<w:color w:val="{color}"/>' if color else ""
    closer = f'<w:spacing w:val="{_CLOSER}"/>' if size == layout.BODY_PT else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
        f'w:eastAsia="{face}" w:hint="eastAsia"/>{painted}{closer}'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>{line}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _timecode(text: str, at: int | None, recording: str, size: float = layout.BODY_PT) -> str:
    """A run, which leads into the recording where there is one. The prefix is declared here, for an
    office's own file may call it otherwise.
    """
    if not recording or at is None:
        return _run(text, size=size)
    return (
        f'<w:hyperlink xmlns:r="{_RELATIONSHIPS}" r:id="{recording}" w:anchor="{anchor(at)}">'
        f"{_run(text, size=size, color=layout.LINK, underlined=True)}</w:hyperlink>"
    )


def _paragraph(
    *runs: str,
    align: str = "both",
    first: float = 0,
    left: float = 0,
    right: float = 0,
    before: float = 0,
    after: float = 0,
    line: float = layout.LINE_PITCH_PT,
    keep: bool = False,
    border: str = "",
    tab: float = 0,
    grid: bool = True,
) -> str:
    """Lengths in points; `line` is the pitch, `tab` where a tab to the right ends. The order of the
    properties is the schema's.
    """
    hanging = f'w:hanging="{_twips(-first)}"' if first < 0 else f'w:firstLine="{_twips(first)}"'
    stop = f'<w:tab w:val="right" w:pos="{_twips(tab)}"/>'
    parts = [
        "<w:keepNext/>" if keep else "",
        f"<w:pBdr>{border}</w:pBdr>" if border else "",
        f"<w:tabs>{stop}</w:tabs>" if tab else "",
        "" if grid else '<w:snapToGrid w:val="0"/>',
        f'<w:spacing w:before="{_twips(before)}" w:after="{_twips(after)}" '
        f'w:line="{_twips(line)}" w:lineRule="exact"/>',
        f'<w:ind w:left="{_twips(left)}" w:right="{_twips(right)}" {hanging}/>',
        f'<w:jc w:val="{align}"/>',
    ]
    return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{''.join(runs)}</w:p>"


def _border(side: str, points: float, color: str = "auto", space: int = 1) -> str:
    return (
        f'<w:{side} w:val="single" w:sz="{round(points * 8)}" w:space="{space}" w:color="{color}"/>'
    )


# --- around the blocks ------------------------------------------------------------------------


def _mark(document: Document) -> str:
    size = layout.mark_pt(document.mark)
    run = _run(document.mark, layout.XIAOBIAOSONG, size, layout.RED)
    before = layout.MARK_BELOW_MM * layout.POINTS_PER_MM
    return _paragraph(
        run, align="center", before=before, after=layout.LINE_PITCH_PT, line=size * 1.2, grid=False
    )


def _number(document: Document) -> str:
    """发文字号 and 签发人 on one line above the red rule."""
    issue = document.issue
    if issue.number is None and issue.signer is None:
        return ""
    runs = [_run(issue.number or "")]
    if issue.signer is not None:
        runs += [_TAB, _run("签发人："), _run(issue.signer, layout.KAITI)]
    return _paragraph(
        *runs,
        align="center" if issue.signer is None else "left",
        left=0 if issue.signer is None else CHARACTER,
        tab=0 if issue.signer is None else WIDTH / 20 - CHARACTER,
        after=layout.LINE_PITCH_PT,
        border=_border(
            "bottom",
            layout.RULE_PT,
            layout.RED,
            round(layout.RULE_BELOW_MM * layout.POINTS_PER_MM),
        ),
    )


def _title(title: str) -> str:
    run = _run(title, layout.XIAOBIAOSONG, layout.TITLE_PT)
    pitch = layout.LINE_PITCH_PT
    return _paragraph(run, align="center", after=pitch, line=layout.TITLE_PT * 1.5, grid=False)


def _signature(document: Document) -> str:
    """署名 and 成文日期, with room for a seal over both."""
    issue = document.issue
    insets = layout.signature_insets(issue.organ or "", issue.issued_on or "")
    pairs = zip((issue.organ, issue.issued_on), insets, strict=True)
    lines = [(text, inset) for text, inset in pairs if text is not None]
    room = layout.LINE_PITCH_PT * (layout.SEAL_LINES if issue.sealed else 1)
    return "".join(
        _paragraph(
            _run(text), align="right", right=CHARACTER * inset, before=0 if number else room,
            keep=True,
        )
        for number, (text, inset) in enumerate(lines)
    )  # fmt: skip


def imprint(document: Document) -> str:
    """版记: who gets copies, who issues it and when."""
    issue = document.issue
    if not issue.copies_to:
        return ""
    size, rule = layout.COPIES_PT, layout.COPIES_RULE_PT
    last = issue.issued_on is None
    copies = _paragraph(
        _run(f"抄送：{'，'.join(issue.copies_to)}。", size=size),
        align="left", left=size * 4, first=-size * 3, right=size, before=layout.LINE_PITCH_PT / 2,
        keep=not last,
        border=_border("top", rule) + _border("bottom", rule if last else rule * 0.7),
    )  # fmt: skip
    if last:
        return copies
    printed = [_run(issue.organ or "", size=size), _TAB]
    printed.append(_run(f"{issue.issued_on}印发", size=size))
    bottom = _border("bottom", rule)
    return copies + _paragraph(
        *printed, align="left", left=size, border=bottom, tab=WIDTH / 20 - size
    )


_TAB = "<w:r><w:tab/></w:r>"


# --- blocks -----------------------------------------------------------------------------------


def _block(block: Block, before: Block | None, recording: str) -> str:
    match block:
        case Heading(level, text):
            face = layout.HEITI if level == 1 else layout.KAITI
            return _paragraph(_run(text, face), first=CHARACTER * 2, keep=True)
        case Paragraph(text, _, Moment(at, timecode)):
            behind = _timecode(timecode, at, recording)
            return _paragraph(_run(text), behind, first=CHARACTER * 2)
        case Paragraph(text):
            return _paragraph(_run(text), first=CHARACTER * 2)
        case Entries(lines):
            return "".join(_entry(line) for line in lines)
        case Table():
            return _table(block, recording)
        case Labelled(label, lines):
            return _labelled(label, lines, first=not isinstance(before, Labelled))


_ENTRY = _paragraph(
    _run("{}", size=layout.TABLE_PT), align="left", first=layout.TABLE_PT * 2, grid=False,
    line=layout.TABLE_PITCH_PT, after=layout.ENTRY_PT,
).split("{}")  # fmt: skip


def _entry(line: str) -> str:
    return escape(line).join(_ENTRY)


def _labelled(label: str, lines: list[str], *, first: bool) -> str:
    """The label in 黑体 two characters in; names hang behind it, a new line per venue.

    A blank line stands above the first of several.
    """
    behind = CHARACTER * (2 + len(label))
    head = _paragraph(
        _run(label, layout.HEITI), *(_run(line) for line in lines[:1]),
        align="left", left=behind, first=CHARACTER * 2 - behind,
        before=layout.LINE_PITCH_PT if first else 0,
    )  # fmt: skip
    return head + "".join(_paragraph(_run(line), align="left", left=behind) for line in lines[1:])


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _table(table: Table, recording: str) -> str:
    widths = [round(WIDTH * column.width) for column in table.columns]
    titles = [_run(column.title, layout.HEITI, layout.TABLE_PT) for column in table.columns]
    rows = [_row(table, widths, titles, header=True)]
    rows += [
        _row(table, widths, _cells(row, at, recording), header=False)
        for row, at in zip_longest(table.rows, table.moments)
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        + _paragraph(line=layout.AFTER_TABLE_PT, grid=False)
    )


def _cells(row: list[str], at: int | None, recording: str) -> list[str]:
    first, *rest = row
    size = layout.TABLE_PT
    return [_timecode(first, at, recording, size), *(_run(text, size=size) for text in rest)]


def _row(table: Table, widths: list[int], runs: list[str], *, header: bool) -> str:
    cells = [
        _cell(width, run, centred=column.centred or header)
        for width, run, column in zip(widths, runs, table.columns, strict=True)
    ]
    once = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{once}</w:trPr>{''.join(cells)}</w:tr>"


_CELL_SPACING = (
    f'<w:spacing w:before="{_twips(layout.CELL_PT)}" w:after="{_twips(layout.CELL_PT)}" '
    f'w:line="{_twips(layout.TABLE_PITCH_PT)}" w:lineRule="exact"/>'
)


def _cell(width: int, run: str, *, centred: bool) -> str:
    """Off the grid: lines of a table stand closer than the 22 of a page."""
    side = "center" if centred else "left"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/>{_CELL_SPACING}<w:jc w:val="{side}"/></w:pPr>'
        f"{run}</w:p></w:tc>"
    )
