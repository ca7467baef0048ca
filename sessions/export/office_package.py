"""Office documents from outside (ECMA-376 packages): bounded, whole, and without parts that do
something on the machine of whoever opens them.

Of the text only fields, formulas and links are read, of what is given out as it came
(`office_reach.py`). What a package is and what it holds stands in its directory, its list of
content types and its relations (ECMA-376 part 2); names alone only claim.
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Literal, Never
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, fromstring
from xml.parsers.expat import ExpatError

from sessions.export.office_reach import link_reaches, part_reaches
from sessions.outcome_types import OfficeType

Fault = Literal["broken", "foreign", "too_big", "active", "outside"]
"""Damaged, no document that we take, unpacks to too much, has parts that do something, has a field,
a formula or a link that reaches outside.
"""

PARTS_MAX = 500
"""A document of Word has some twenty."""
XML_BYTES_MAX = 2 * 1024 * 1024
"""Of the content types or of one part's relations, which have some hundred bytes for each."""
HEAD = 64
"""Bytes by which a part is told to be XML, in any of the encodings that XML is read in."""
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\x00?[ \t\r\n]\x00?)*\x00?<")
_TYPES = "[Content_Types].xml"
_MAIN: dict[str, OfficeType] = {
    f"{office}.main+xml": office
    for office in (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
}
"""What a main part says that it is; one with macros says something else."""
_ACTIVE_NAMES = (
    "vbaproject", "vbadata", "activex/", "embeddings/", "oleobject", "customui/", "macros",
    "externallinks/", "querytables/", "connections.xml", "afchunk",
)  # fmt: skip
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "vbadata", "activex", "oleobject", "macrosheet")
_ACTIVE_RELATIONS = frozenset(
    {
        "vbaproject", "wordvbadata", "oleobject", "package", "control", "activexcontrolbinary",
        "afchunk", "attachedtemplate", "externallink", "externallinkpath", "connections",
        "querytable", "xlmacrosheet", "xlintlmacrosheet", "dialogsheet", "extensibility",
        "webextension", "webextensiontaskpanes",
    }
)  # fmt: skip
"""The last word of a relation's type, in small letters."""


class BadPackage(Exception):
    """What is wrong with it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def check(file: IO[bytes], unpacked_max: int, *, reads_text: bool = False) -> OfficeType:
    """What the package is; raises `BadPackage`. `unpacked_max` in bytes, of all its parts.

    With `reads_text` nothing in it may reach outside either, as its relations may not.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_parts(archive.infolist(), unpacked_max)
            _check_relations(archive)
            if archive.testzip() is not None:
                raise BadPackage("broken")
            kind = _kind(archive)
            if reads_text:
                _check_text(archive)
            return kind
    except (  # each of them by `zipfile` or the XML parser, for some way of being broken
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, ParseError, ValueError, LookupError,
        NotImplementedError, RuntimeError, EOFError, OSError, ExpatError,
    ):  # fmt: skip
        raise BadPackage("broken") from None


def _check_parts(parts: list[zipfile.ZipInfo], unpacked_max: int) -> None:
    """By the directory alone: `zipfile` unpacks no part beyond the size that stands there."""
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > unpacked_max:
        raise BadPackage("too_big")
    names = [part.filename.lower() for part in parts]
    if _TYPES.lower() not in names:
        raise BadPackage("foreign")
    if len(set(names)) < len(names):  # of two, each program takes another
        raise BadPackage("broken")
    if any(word in name for name in names for word in _ACTIVE_NAMES):
        raise BadPackage("active")


def _kind(archive: zipfile.ZipFile) -> OfficeType:
    types = [one.get("ContentType", "").lower() for one in _parsed(archive, _TYPES)]
    if any(word in type for type in types for word in _ACTIVE_TYPES):
        raise BadPackage("active")
    kinds = {_MAIN[type] for type in types if type in _MAIN}
    if len(kinds) != 1:
        raise BadPackage("foreign")
    return kinds.pop()


def _check_relations(archive: zipfile.ZipFile) -> None:
    """Only hyperlinks may lead outside: they wait to be clicked."""
    for type, _, is_external in _relations(archive):
        if type in _ACTIVE_RELATIONS or (is_external and type != "hyperlink"):
            raise BadPackage("active")


def _check_text(archive: zipfile.ZipFile) -> None:
    """Of every part that is XML, whatever its name: which ones are read is for each program."""
    if any(type == "hyperlink" and link_reaches(to) for type, to, _ in _relations(archive)):
        raise BadPackage("outside")
    for name in archive.namelist():
        with archive.open(name) as part:
            if not _MARKUP.match(part.read(HEAD)):
                continue
        with archive.open(name) as part:
            if part_reaches(part, _refuse_doctype):
                raise BadPackage("outside")


def _refuse_doctype() -> Never:
    """ECMA-376 part 2 forbids one; entities are declared in it."""
    raise BadPackage("broken")


def _relations(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            for one in _parsed(archive, name):
                type = one.get("Type", "").rpartition("/")[2].lower()
                is_external = one.get("TargetMode", "").lower() == "external"
                yield type, one.get("Target", ""), is_external


class _WithoutDoctype(TreeBuilder):
    def doctype(self, _name: str, _public: str, _system: str) -> Never:
        _refuse_doctype()


def _parsed(archive: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """At any depth: among alternatives (ECMA-376 part 3) each reader takes another."""
    if archive.getinfo(name).file_size > XML_BYTES_MAX:
        raise BadPackage("too_big")
    return fromstring(archive.read(name), XMLParser(target=_WithoutDoctype())).iter()
