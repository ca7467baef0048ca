"""A document as Markdown (CommonMark with pipe tables)."""

import re

from sessions.export.blocks import Block, Entries, Heading, Labelled, Paragraph, Table
from sessions.export.document import Document
from sessions.minutes import Issue

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(document: Document) -> bytes:
    """UTF-8; text from people is escaped, so it cannot become markup."""
    parts = [f"# {escape(document.mark)}", *_issue(document.issue)]
    parts += [f"## {escape(document.title)}", *(_block(b) for b in document.blocks)]
    parts += _end(document)
    return ("\n\n".join(parts) + "\n").encode()


def _issue(issue: Issue) -> list[str]:
    signer = "" if issue.signer is None else f"签发人：{issue.signer}"
    line = "　".join(part for part in (issue.number, signer) if part)
    return [escape(line)] if line else []


def _end(document: Document) -> list[str]:
    """The signed head, name and date, and who gets copies."""
    issue = document.issue
    head = f"签名链尾：`{document.head}`" if document.head else ""
    copies = f"抄送：{'、'.join(issue.copies_to)}。" if issue.copies_to else ""
    return [
        *([head] if head else []),
        *(escape(one) for one in (issue.organ, issue.issued_on, copies) if one),
    ]


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
        case Entries(lines):
            return "\n\n".join(escape(line) for line in lines)
        case Table(columns, rows):
            head = "| " + " | ".join(escape(c.title) for c in columns) + " |"
            rule = "|" + "|".join(":-:" if c.centred else ":--" for c in columns) + "|"
            body = ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]
            return "\n".join([head, rule, *body])
