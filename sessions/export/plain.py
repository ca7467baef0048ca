"""Text from people, made safe to stand in a document that others sign."""

import re
import unicodedata

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """`text` on one line without control characters or bidirectional overrides.

    They could hide or reorder words in a document that people sign; DOCX cannot hold most of them.
    """
    if text.isprintable():  # which none of them is: the usual case, at once
        return text
    spaced = re.sub(r"[\r\n\t\u2028\u2029]+", " ", _BIDI.sub("", text))
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
