"""What the text of an office document reaches for outside it: fields, formulas, links.

A field of Word or a formula of Excel may fetch a file, run a program or send what stands beside it
to somebody; a link may be to more than a page. Names are told in small letters, as programs read
them in any.
"""

import re
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

OUTSIDE_FIELDS = frozenset(
    {
        "dde", "ddeauto", "link", "embed", "import", "include", "includetext", "includepicture",
        "database", "rd", "macrobutton", "control", "autotextlist", "mergesource", "addin",
    }
)  # fmt: skip
"""Names of fields (ECMA-376 part 1, section 17.16.5, and those that are only read any more)."""
OUTSIDE_FUNCTIONS = re.compile(
    r"(?<![\w.])(?:_xl\w+\.)*(?:webservice|image|call|register|register\.id|exec|rtd|dde|"
    r"sql\.request|sql\.open|importdata|importxml|importhtml|importfeed|importrange|cube\w+)\s*\(",
    re.IGNORECASE,
)
"""Of Excel, LibreOffice and WPS, and of tables in the network."""
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
FORMULAS = frozenset(
    {
        "f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula",
        "totalsRowFormula",
    }
)  # fmt: skip
"""Elements of SpreadsheetML whose text is a formula; `f` also in charts."""
DEPTH_MAX = 64
"""Of fields in fields."""
READ = 1 << 18
"""Bytes parsed at once."""

_STRING = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(r"'(?:[^']|'')*'(?=\s*!)")
_OTHER_BOOK = re.compile(r"\[(?!0\])[^\[\]]*\][^\s\[\](){},;!+*/&<>=^\"'-]*!")
_HYPERLINK = re.compile(r"(?<![\w.])(?:_xl\w+\.)*hyperlink\s*\(", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"?|(\S+)')
_NESTED = "\0"
"""In an instruction, where another field's result would stand."""


def link_reaches(target: str) -> bool:
    """Whether a link is to anything but a page, a mail, a call, or a place in the document: files,
    shares, scripts. What browsers leave out of an address is left out.
    """
    address = _IGNORED.sub("", target).replace("\\", "/")
    if address.startswith("/"):
        return True
    scheme = _SCHEME.match(address)
    return scheme is not None and scheme[1].lower() not in SAFE_SCHEMES


def field_reaches(instruction: str) -> bool:
    """Whether a field of Word fetches or starts something; one whose name is made by another field
    might be any.
    """
    words = list(_WORD.finditer(instruction))
    if not words:
        return False
    name = (words[0][1] or words[0][2] or "").lower()
    if _NESTED in name or name in OUTSIDE_FIELDS:
        return True
    return name == "hyperlink" and any(map(link_reaches, _addresses(words[1:])))


def _addresses(words: list[re.Match[str]]) -> list[str]:
    """Of a HYPERLINK field: all but its switches, and the words that belong to these."""
    found, belongs = list[str](), False
    for word in words:
        bare = word[2]
        is_switch = bare is not None and re.fullmatch(r"\\[a-zA-Z]", bare) is not None
        if not is_switch and not belongs:
            found.append(bare if bare is not None else word[1].replace("\\\\", "\\"))
        belongs = is_switch and bare[1].lower() in "lot"
    return found


def formula_reaches(formula: str) -> bool:
    """Whether a formula reads another workbook or the network, talks to a program (DDE), or links
    to more than a page.
    """
    if _HYPERLINK.search(formula) and any(
        link_reaches(one[0][1:-1]) for one in _STRING.finditer(formula)
    ):
        return True
    code = _STRING.sub('""', formula)
    if "|" in code or OUTSIDE_FUNCTIONS.search(code):
        return True
    if any(re.search(r"\[(?!0\])|[\\/:]", one[0]) for one in _QUOTED.finditer(code)):
        return True
    return _OTHER_BOOK.search(_QUOTED.sub("x", code)) is not None


class _Reader:
    """Goes through one part; `reaches` once anything did."""

    def __init__(self) -> None:
        self.reaches = False
        self._fields: list[tuple[list[str], bool]] = []
        """Those that are open: the pieces of their instruction, and whether it goes on."""
        self._text: list[str] | None = None
        """Of the element whose text counts."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        given = {_local(key): value for key, value in attributes.items()}
        self._check_attributes(name, given)
        if name == "fldChar":
            self._turn(given.get("fldCharType", ""))
        elif tag.endswith("/math f"):
            return  # a fraction
        elif name in FORMULAS or name in ("instrText", "delInstrText"):
            self._text = []

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def end(self, tag: str) -> None:
        if self._text is None:
            return
        name, text = _local(tag), "".join(self._text)
        if name in FORMULAS:
            self.reaches |= formula_reaches(text)
            self._text = None
        elif name in ("instrText", "delInstrText"):
            if self._fields and self._fields[-1][1]:
                self._fields[-1][0].append(text)
            else:
                self.reaches |= field_reaches(text)
            self._text = None

    def close(self) -> None:
        """The part ends; what is open then ends as well."""
        while self._fields:
            self._turn("end")

    def _check_attributes(self, name: str, given: dict[str, str]) -> None:
        if name == "fldSimple":
            self.reaches |= field_reaches(given.get("instr", ""))
        elif name == "definedName":  # of a macro
            marks = (given.get(key, "") for key in ("xlm", "vbProcedure", "function"))
            self.reaches |= any(mark in ("1", "true") for mark in marks)
        self.reaches |= name == "connectString"  # of a mail merge
        source = given.get("src", "")
        self.reaches |= _SCHEME.match(source) is not None or link_reaches(source)
        self.reaches |= link_reaches(given.get("href", ""))

    def _turn(self, kind: str) -> None:
        """A field begins, its result does, or it ends (ECMA-376 part 1, section 17.16.18)."""
        if kind == "begin":
            if self._fields and self._fields[-1][1]:
                self._fields[-1][0].append(_NESTED)
            self._fields.append(([], True))
            self.reaches |= len(self._fields) > DEPTH_MAX
        elif kind in ("separate", "end") and self._fields:
            pieces, goes_on = self._fields.pop()
            if goes_on:
                self.reaches |= field_reaches("".join(pieces))
            if kind == "separate":
                self._fields.append((pieces, False))


def part_reaches(part: IO[bytes], on_doctype: Callable[[], None]) -> bool:
    """Whether anything in an XML part does; `on_doctype` raises. Raises `ExpatError`."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = lambda *_: on_doctype()
    while data := part.read(READ):
        parser.Parse(data, False)
    parser.Parse(b"", True)
    reader.close()
    return reader.reaches


def _local(name: str) -> str:
    """Without the namespace, of which each element has two (ECMA-376 part 1 and part 4)."""
    return name.rpartition(" ")[2]
