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

LINE_PITCH_PT = BLOCK_MM[1] * POINTS_PER_MM / LINES
CHARACTER_PITCH_PT = BLOCK_MM[0] * POINTS_PER_MM / CHARACTERS

RED = "C8102E"

FANGSONG, HEITI, KAITI, XIAOBIAOSONG, SONGTI = "仿宋", "黑体", "楷体", "方正小标宋简体", "宋体"
"""The faces the standard names, as Windows and WPS know them."""
