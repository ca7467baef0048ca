"""Who, what and where of an Akoma Ntoso document: its identification, references and proof."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree import ElementTree as ET

from sessions.export.plain import plain
from sessions.export.words import ACTORS, BEIJING, named
from sessions.minutes import Minutes
from sessions.minutes_speeches import Person
from sessions.types import Role

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:tongxin:record:1"
SOURCE = "#tongxin"


def attributes(given: Mapping[str, str | int | None]) -> dict[str, str]:
    """Those that are there; what begins with `own_` is of our namespace, and `as_` is `as`."""
    return {
        f"{{{OWN}}}{name[4:]}" if name.startswith("own_") else name.rstrip("_"): plain(str(value))
        for name, value in given.items()
        if value is not None
    }


def iso(ms: int | None) -> str | None:
    """An xsd:dateTime in Beijing's time."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, BEIJING).isoformat(timespec="milliseconds")


class Names:
    """Everybody whom a document names, with an id in the order in which they first stand there."""

    def __init__(self, m: Minutes) -> None:
        self.people = {person: f"person_{n}" for n, person in enumerate(_people(m), start=1)}

    def ref(self, person: Person) -> str:
        """As `by` and `refersTo` want it."""
        return f"#{self.people[person]}"

    def role(self, role: Role | None) -> str | None:
        """As `as` wants it; None for a seat."""
        return None if role is None else f"#role_{role}"


def _people(m: Minutes) -> Iterator[Person]:
    sheet = m.attendance
    here = (*sheet.present, *sheet.observing, *sheet.excused, *sheet.absent)
    spoken = [s.speaker for item in m.items for s in item.speeches]
    spoken += [s.speaker for s in m.other_speeches]
    everybody = (*m.chairs, *m.clerks, *(line.person for line in here), *spoken)
    yield from dict.fromkeys(everybody)


def meta(m: Minutes, name: str, names: Names) -> ET.Element:
    """The `meta` of the document `name`, `minutes` or `record`."""
    element = ET.Element(f"{{{AKN}}}meta")
    element.tail = "\n"
    _identification(_add(element, "identification", source=SOURCE), m, name)
    _references(_add(element, "references", source=SOURCE), m, names)
    _own(_add(element, "proprietary", source=SOURCE), m)
    return element


def _add(parent: ET.Element, tag: str, **given: str | int | None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{AKN}}}{tag}", attributes(given))
    element.tail = "\n"
    return element


def _identification(element: ET.Element, m: Minutes, name: str) -> None:
    """Work, expression and manifestation of FRBR, by the naming convention of the standard."""
    opened = datetime.fromtimestamp((m.opened_at or m.scheduled_at) / 1000, BEIJING).date()
    work = f"/akn/cn/debate/{opened}/{m.id}"
    expression = f"{work}/zho@{opened}"
    for level, uri, author in (
        ("FRBRWork", work, "#organizer"),
        ("FRBRExpression", expression, SOURCE),
        ("FRBRManifestation", f"{expression}/main.xml", SOURCE),
    ):
        part = _add(element, level)
        _add(part, "FRBRthis", value=f"{uri}/!{name}")
        _add(part, "FRBRuri", value=uri)
        _add(part, "FRBRdate", date=str(opened), name="sitting")
        _add(part, "FRBRauthor", href=author)
        if level == "FRBRWork":
            _add(part, "FRBRcountry", value="cn")
            _add(part, "FRBRsubtype", value=name)
            _add(part, "FRBRnumber", value=m.id)
            _add(part, "FRBRname", value=m.title)
        elif level == "FRBRExpression":
            _add(part, "FRBRlanguage", language="zho")
        else:
            _add(part, "FRBRformat", value="application/xml")


def _references(element: ET.Element, m: Minutes, names: Names) -> None:
    _add(element, "TLCObject", eId="tongxin", href="/akn/ontology/object/tongxin", showAs="同心")
    organ = m.issue.organ or "会议组织方"
    _add(element, "TLCOrganization", eId="organizer", href="#organizer", showAs=organ)
    units = dict.fromkeys(person.organization for person in names.people if person.organization)
    for number, unit in enumerate(units, start=1):
        id = f"organization_{number}"
        _add(element, "TLCOrganization", eId=id, href=f"#{id}", showAs=unit)
    for number, venue in enumerate(m.venues, start=1):
        id = f"venue_{number}"
        _add(
            element, "TLCLocation", eId=id, href=f"#{id}", showAs=venue.name,
            own_level=venue.level, own_region=venue.region_code,
            own_connections=" ".join(venue.connections),
        )  # fmt: skip
    for role in dict.fromkeys(person.role for person in names.people if person.role is not None):
        id = f"role_{role}"
        _add(element, "TLCRole", eId=id, href=f"#{id}", showAs=ACTORS[role])
    for person, id in names.people.items():
        _add(
            element, "TLCPerson", eId=id, href=f"#{id}", showAs=named(person),
            own_name=person.name, own_title=person.title, own_organization=person.organization,
            own_venue=person.venue,
        )  # fmt: skip


def _own(element: ET.Element, m: Minutes) -> None:
    """The log that it rests on."""
    given: dict[str, str | int | None] = {
        "seq": m.proof.seq,
        "sha256": m.proof.hash,
        "head": m.proof.head or None,
        "scheduled": iso(m.scheduled_at),
        "opened": iso(m.opened_at),
        "closed": iso(m.closed_at),
    }
    ET.SubElement(element, f"{{{OWN}}}log", attributes(given))
