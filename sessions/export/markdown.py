"""A document as Markdown (CommonMark with pipe tables)."""

import re
from itertools import zip_longest

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
from sessions.export.links import address
from sessions.minutes import Issue

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(document: Document) -> bytes:
    """UTF-8; text from people is escaped, so it cannot become markup."""
    parts = [f"# {escape(document.mark)}", *_issue(document.issue)]
    parts.append(f"## {escape(document.title)}")
    parts += [_block(block, document.recording) for block in document.blocks]
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


def _linked(text: str, recording: str, at: int | None) -> str:
    if not recording or at is None:
        return escape(text)
    return f"[{escape(text)}](<{address(recording, at)}>)"


def _block(block: Block, recording: str) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 2)} {escape(text)}"
        case Paragraph(text, _, Moment(at, timecode)):
            return escape(text) + _linked(timecode, recording, at)
        case Paragraph(text):
            return escape(text)
        case Labelled(label, lines):
            return "\n".join([f"**{escape(label)}**", *(f"- {escape(line)}" for line in lines)])
        case Entries(lines):
            return "\n\n".join(escape(line) for line in lines)
        case Table(columns, rows, _, moments):
            head = "| " + " | ".join(escape(c.title) for c in columns) + " |"
            rule = "|" + "|".join(":-:" if c.centred else ":--" for c in columns) + "|"
            body = [
                "| " + " | ".join([_linked(first, recording, at), *map(escape, rest)]) + " |"
                for (first, *rest), at in zip_longest(rows, moments)
            ]
            return "\n".join([head, rule, *body])
