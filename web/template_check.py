"""Tries an office's template in a process: `python -m web.template_check`.

The DOCX comes in on standard input; out goes which fields it has, as a list in JSON. It is from
outside: minutes are placed in it once, so that nothing is found out only when they are exported.
Bound as `web.page_images` is before it looks.
"""

import io

import docx
import msgspec

from sessions.errors import Refused
from sessions.export import docx as docx_form
from sessions.export import office_template
from sessions.export.blocks import Paragraph
from sessions.export.document import MARK, Document
from web.page_images import bind
from web.typeset import answer

TRIAL = Document(MARK, MARK, [Paragraph(MARK)], issued=0, seq=0, head="tongxin-head:")


def checked(given: bytes) -> bytes:
    """Raises `Refused` with what is wrong with it."""
    template = office_template.opened(given)
    try:
        docx.Document(io.BytesIO(docx_form.render(TRIAL, given)))
    except Exception:  # whatever another's file makes a library do
        raise Refused("template_not_docx") from None
    return msgspec.json.encode(office_template.fields(template))


if __name__ == "__main__":
    bind()
    answer(checked)
