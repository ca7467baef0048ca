"""The fields of an office's template, as `{{文号}}`, and what stands in their places."""

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from sessions.errors import Refused
from sessions.export.document import Document

MARKER = "{{纪要}}"
"""Where the minutes themselves go."""
FIELD = re.compile(r"\{\{\s*([^{}]{1,40}?)\s*\}\}")
PENDING = "（签发后填写）"
"""In the place of what is known once the minutes are signed."""
FIELDS = ("文号", "日期", "签发人", "机关", "抄送", "标题", "标志")
"""All that there are: number, date, signer, issuing organ, copies to, title and mark."""
_NAMED_MAX = 5
"""As many unknown ones are named in a refusal."""


def values(document: Document) -> Mapping[str, str]:
    """What each field says. An organ and those whom copies go to may be left empty."""
    issue = document.issue
    return {
        "文号": issue.number or PENDING,
        "日期": issue.issued_on or PENDING,
        "签发人": issue.signer or PENDING,
        "机关": issue.organ or "",
        "抄送": "、".join(issue.copies_to),
        "标题": document.title,
        "标志": document.mark,
    }


def check(texts: Iterable[str]) -> None:
    """Raises `Refused("template_field_unknown")` with the names that nobody knows."""
    named = {field[1]: None for text in texts for field in FIELD.finditer(text)}
    unknown = [name for name in named if name not in FIELDS and f"{{{{{name}}}}}" != MARKER]
    if unknown:
        raise Refused(
            "template_field_unknown",
            fields="、".join(unknown[:_NAMED_MAX]),
            known="、".join([MARKER.strip("{}"), *FIELDS]),
        )


def named(texts: Iterable[str]) -> list[str]:
    """The fields that these have, in the order of `FIELDS`."""
    found = {field[1] for text in texts for field in FIELD.finditer(text)}
    return [name for name in FIELDS if name in found]


def below(document: Document, said: Collection[str]) -> Document:
    """What still stands under a template that has said these fields itself."""
    issue = document.issue
    dated = "日期" in said
    return replace(
        document,
        title="" if "标题" in said else document.title,
        issue=replace(
            issue,
            number=None if "文号" in said else issue.number,
            signer=None if "签发人" in said else issue.signer,
            issued_on=None if dated else issue.issued_on,
            organ=None if dated and "机关" in said else issue.organ,
            sealed=issue.sealed and not dated,
            copies_to=[] if "抄送" in said else issue.copies_to,
        ),
    )
