"""The measures of a 纪要 page after GB/T 9704-2012, in one place for DOCX and PDF."""

PAGE_MM = (210.0, 297.0)
"""A4."""
TOP_MM = 37.0
LEFT_MM = 28.0
BLOCK_MM = (156.0, 225.0)
"""The text block: 22 lines of 28 characters."""
RIGHT_MM = PAGE_MM[0] - LEFT_MM - BLOCK_MM[0]
BOTTOM_MM = PAGE_MM[1] - TOP_MM - BLOCK_MM[1]
PAGE_NUMBER_BELOW_MM = 7.0
"""From the text block's lower edge to the page number."""
MARK_BELOW_MM = 35.0
"""From the text block's upper edge to the mark."""

LINES = 22
CHARACTERS = 28
POINTS_PER_MM = 72 / 25.4

BODY_PT = 16.0
"""3号."""
TITLE_PT = 22.0
"""2号."""
MARK_PT = 34.0
"""The standard leaves the size to the issuer, below 小初 of a printed head."""
TABLE_PT = 12.0
"""小四: a table of six columns does not fit in 3号."""
PAGE_NUMBER_PT = 14.0
"""4号."""

TABLE_PITCH_PT = 17.4
"""Of lines in a table and in a long list."""
CELL_PT = 2.3
"""Above and below the lines of a cell, beside what the pitch leaves."""
ENTRY_PT = 1.8
"""Between two lines of a list, likewise."""
AFTER_TABLE_PT = 14.5
"""Half a line."""
QR_MM = 32.0
"""A signed head's code has some 70 modules a side; phones read 0.4 mm each."""
RULE_BELOW_MM = 4.0
"""From the number to the red rule."""
RULE_PT = 1.0
COPIES_PT = 14.0
"""4号, of 抄送 and 印发."""
COPIES_RULE_PT = 1.0
"""0.35 mm, above and below them."""
SEAL_LINES = 4
"""Left free above the name for a seal of 42 mm, the largest of an office."""

LINE_PITCH_PT = BLOCK_MM[1] * POINTS_PER_MM / LINES
CHARACTER_PITCH_PT = BLOCK_MM[0] * POINTS_PER_MM / CHARACTERS

RED = "C8102E"
LINK = "1F4E79"
"""Of a timecode that leads into the recording."""

FANGSONG, HEITI, KAITI, XIAOBIAOSONG, SONGTI = "仿宋", "黑体", "楷体", "方正小标宋简体", "宋体"
"""The faces the standard names, as Windows and WPS know them."""


def mark_pt(mark: str) -> float:
    """The size of the mark, smaller where an office's name makes it longer than the line."""
    return min(MARK_PT, BLOCK_MM[0] * POINTS_PER_MM / max(1, len(mark)) / 1.1)


def signature_insets(organ: str, date: str) -> tuple[float, float]:
    """How far 署名 and 成文日期 end from the right, in characters: four for the longer, and the
    other stands in its middle.
    """
    over = (width(organ) - width(date)) / 2
    return 4 + max(0.0, -over), 4 + max(0.0, over)


def width(text: str) -> float:
    """In characters: those of the Latin alphabet and digits are half as wide as hanzi."""
    return sum(1.0 if ord(c) > 0x2E80 else 0.5 for c in text)
