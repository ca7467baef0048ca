"""The XML has the structure of an Akoma Ntoso 3.0 `debate`.

The published schema is not in this tree; what it asks for of what we write is: which children, in
which order, with which attributes, and that every reference and id is sound.
"""

import re
from xml.etree import ElementTree as ET

import pytest

from sessions.export import akoma_ntoso
from sessions.export.akoma_meta import AKN, OWN
from sessions.minutes import Minutes
from sessions.minutes_drafting import build
from sessions.record_lines import MeetingRecord, build_record
from tests.support.forms import MINUTES, RECORD
from tests.support.held import held

RECORDS = held().records
GIVEN: dict[str, Minutes | MeetingRecord] = {
    "minutes": MINUTES,
    "record": RECORD,
    "minutes of a log": build(RECORDS),
    "record of a log": build_record(RECORDS),
    "minutes of a plan": build(RECORDS[:1]),
    "record of a plan": build_record(RECORDS[:1]),
}

CORE = ("FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor")
SEQUENCES: dict[str, tuple[str, ...]] = {
    "akomaNtoso": ("debate",),
    "debate": ("meta", "preface", "debateBody"),
    "meta": ("identification", "references", "proprietary"),
    "identification": ("FRBRWork", "FRBRExpression", "FRBRManifestation"),
    "FRBRWork": (*CORE, "FRBRcountry", "FRBRsubtype", "FRBRnumber", "FRBRname"),
    "FRBRExpression": (*CORE, "FRBRlanguage"),
    "FRBRManifestation": (*CORE, "FRBRformat"),
}
"""The children of elements that the schema gives as sequences, exactly as we write them."""
BLOCKS = {"p", "blockContainer", "speech", "question", "answer", "narrative"}
CHILDREN: dict[str, set[str]] = {
    "references": {"TLCObject", "TLCOrganization", "TLCLocation", "TLCRole", "TLCPerson"},
    "debateBody": {"rollCall", "debateSection", "papers", "resolutions"},
    "rollCall": {"heading", "blockContainer"},
    "debateSection": {"num", "heading", *BLOCKS},
    "papers": {"heading", "p"},
    "resolutions": {"heading", "p"},
    "blockContainer": {"heading", "p"},
    "speech": {"from", "p"},
    "question": {"from", "p"},
    "answer": {"from", "p"},
    "narrative": {"recordedTime"},
    "preface": {"p"},
    "p": {"docTitle", "person"},
}
"""Of the schema's choices, what we use."""
REQUIRED: dict[str, set[str]] = {
    "debate": {"name"},
    "identification": {"source"},
    "references": {"source"},
    "proprietary": {"source"},
    "FRBRthis": {"value"},
    "FRBRuri": {"value"},
    "FRBRdate": {"date", "name"},
    "FRBRauthor": {"href"},
    "FRBRlanguage": {"language"},
    "debateSection": {"name", "eId"},
    "rollCall": {"eId"},
    "resolutions": {"eId"},
    "papers": {"eId"},
    "blockContainer": {"eId"},
    "speech": {"by", "eId", "startTime"},
    "question": {"by", "eId", "startTime"},
    "answer": {"by", "eId", "startTime"},
    "TLCPerson": {"eId", "href", "showAs"},
    "TLCRole": {"eId", "href", "showAs"},
    "TLCOrganization": {"eId", "href", "showAs"},
    "TLCLocation": {"eId", "href", "showAs"},
    "recordedTime": {"time"},
}
ALLOWED = {
    "name", "eId", "by", "as", "startTime", "endTime", "refersTo", "time", "source", "value",
    "date", "href", "showAs", "language",
}  # fmt: skip
"""Attributes without a namespace."""
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00")


@pytest.fixture(params=GIVEN)
def root(request: pytest.FixtureRequest) -> ET.Element:
    return ET.fromstring(akoma_ntoso.render(GIVEN[request.param]))


def name(element: ET.Element) -> str:
    """Of an element of the standard; of ours with its namespace."""
    return element.tag.removeprefix(f"{{{AKN}}}")


def standard(root: ET.Element) -> list[ET.Element]:
    return [element for element in root.iter() if element.tag.startswith(f"{{{AKN}}}")]


def test_children_and_their_order(root: ET.Element) -> None:
    for element in standard(root):
        children = tuple(name(child) for child in element)
        if name(element) in SEQUENCES:
            assert children == SEQUENCES[name(element)]
        elif name(element) == "proprietary":
            assert children == (f"{{{OWN}}}log",)
        else:
            assert set(children) <= CHILDREN.get(name(element), set()), name(element)


def test_headings_come_first_and_speeches_say_something(root: ET.Element) -> None:
    for element in standard(root):
        children = [name(child) for child in element]
        if "heading" in children:
            assert children.index("heading") <= 1
        if name(element) in ("speech", "question", "answer"):
            assert children[:2] == ["from", "p"]


def test_attributes(root: ET.Element) -> None:
    for element in standard(root):
        own = {key for key in element.attrib if key.startswith(f"{{{OWN}}}")}
        plain = set(element.attrib) - own - {"{http://www.w3.org/XML/1998/namespace}lang"}
        assert REQUIRED.get(name(element), set()) <= plain <= ALLOWED
        for key in ("startTime", "endTime", "time"):
            assert DATE_TIME.fullmatch(element.get(key, "2026-07-16T09:00:00.000+08:00"))


def test_ids_are_unique_and_references_sound(root: ET.Element) -> None:
    ids = [id for element in root.iter() if (id := element.get("eId"))]
    assert len(ids) == len(set(ids))
    assert not [id for id in ids if re.search(r"\s", id)]
    for element in standard(root):
        for key in ("by", "as", "refersTo", "source"):
            if key in element.attrib:
                assert element.attrib[key][1:] in ids


def test_the_extras_of_our_own() -> None:
    root = ET.fromstring(akoma_ntoso.render(RECORD))
    log = next(root.iter(f"{{{OWN}}}log"))
    assert (log.get("seq"), log.get("sha256")) == ("412", "9f" * 32)
    (first, _) = [e for e in standard(root) if e.get("eId", "").startswith("speech_")]
    assert name(first) == "question"
    assert first.get(f"{{{OWN}}}timecode") == "PT61S"
    assert first.get(f"{{{OWN}}}venue") == "石峰区会场"
    languages = [p.get("{http://www.w3.org/XML/1998/namespace}lang") for p in first]
    assert languages == [None, None, "zh-CN", "en"], "with the translations"
    opinions = [e for e in standard(root) if e.get(f"{{{OWN}}}opinion") is not None]
    assert [e.get(f"{{{OWN}}}name") for e in opinions] == ["王女士"]


def test_acts_are_told_in_time_order() -> None:
    root = ET.fromstring(akoma_ntoso.render(build_record(RECORDS)))
    numbers = [int(e.get(f"{{{OWN}}}seq", "0")) for e in standard(root) if name(e) == "narrative"]
    assert len(numbers) > 40
    assert numbers == sorted(numbers)
