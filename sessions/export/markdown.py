"""The minutes as Markdown (CommonMark with pipe tables)."""

import re

from sessions.export.blocks import Block, Heading, Labelled, Paragraph, Table
from sessions.export.document import compose
from sessions.minutes import Minutes

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(minutes: Minutes) -> bytes:
    """UTF-8; text from people is escaped, so it cannot become markup."""
    document = compose(minutes)
    parts = [f"# {escape(document.mark)}", f"## {escape(document.title)}"]
    parts += [_block(b) for b in document.blocks]
    return ("\n\n".join(parts) + "\n").encode()


def escape(text: str) -> str:
    """`text` as itself in Markdown and in the HTML made from it."""
    escaped = _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;")
    bulleted = re.sub(r"^(\s*)([-+])(\s)", r"\1\\\2\3", escaped)
    return re.sub(r"^(\s*\d+)([.)])(\s)", r"\1\\\2\3", bulleted)


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 2)} {escape(text)}"
        case Paragraph(text):
            return escape(text)
        case Labelled(label, lines):
            return "\n".join([f"**{escape(label)}**", *(f"- {escape(line)}" for line in lines)])
        case Table(columns, rows):
            head = "| " + " | ".join(escape(c.title) for c in columns) + " |"
            rule = "|" + "|".join(":-:" if c.centred else ":--" for c in columns) + "|"
            body = ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]
            return "\n".join([head, rule, *body])
