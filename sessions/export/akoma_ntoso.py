"""The minutes or the record as Akoma Ntoso 3.0 (OASIS LegalDocML 1.0): a `debate`, for archives.

What the vocabulary has no word for stands in attributes and elements of a namespace of our own:
timecodes into the recording, venues and levels, ids of opinions, the hash of the log.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from sessions.export.act_words import act_text, screened_text
from sessions.export.akoma_meta import AKN, OWN, Names, attributes, iso, meta
from sessions.export.attendance_words import ANSWERS
from sessions.export.common_words import opinion_counts
from sessions.export.plain import plain
from sessions.export.record_document import speech_text
from sessions.export.votes import ballot_texts, stance_text
from sessions.export.words import clock, named, who
from sessions.minutes import AttendanceLine, ItemLine, Minutes
from sessions.minutes_speeches import SpeechLine
from sessions.record_lines import ActLine, MeetingRecord, NoteLine, RecordLine, SaidLine, SpokenLine
from sessions.screening_lines import ScreenedLine
from sessions.types import RequestKind

ELEMENTS: dict[RequestKind, str] = {
    "statement": "speech",
    "question": "question",
    "answer": "answer",
    "interposed_question": "question",
    "point_of_order": "speech",
}


def render(data: Minutes | MeetingRecord) -> bytes:
    """UTF-8 with a declaration; each block on a line of its own."""
    m = data.meeting if isinstance(data, MeetingRecord) else data
    name = "record" if isinstance(data, MeetingRecord) else "minutes"
    ET.register_namespace("", AKN)
    ET.register_namespace("tongxin", OWN)
    names = Names(m)
    root = ET.Element(f"{{{AKN}}}akomaNtoso")
    debate = _add(root, "debate", name=name)
    debate.append(meta(m, name, names))
    preface = _add(debate, "preface")
    title = _add(preface, "p")
    _add(title, "docTitle", m.title)
    _Body(debate, m, names).write(data.lines if isinstance(data, MeetingRecord) else None)
    made: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _add(parent: ET.Element, tag: str, text: str = "", **given: str | int | None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{AKN}}}{tag}", attributes(given))
    element.text = plain(text) or None
    element.tail = "\n"
    return element


class _Body:
    """`debateBody`, from the roll call to the resolutions."""

    def __init__(self, debate: ET.Element, m: Minutes, names: Names) -> None:
        self.body = _add(debate, "debateBody")
        self.m = m
        self.names = names

    def write(self, lines: Sequence[RecordLine] | None) -> None:
        """With the lines of the record in time order, or without them item by item."""
        self._roll_call()
        if lines is None:
            for item in self.m.items:
                self._item(item)
            if self.m.other_speeches:
                section = self._section("otherSpeeches", "others", "议程外发言")
                for speech in self.m.other_speeches:
                    self._speech(section, speech)
        else:
            self._lines(lines)
        self._votes()
        self._opinions()
        self._papers()
        self._resolutions()

    def _section(self, name: str, id: str, heading: str, num: int | None = None) -> ET.Element:
        section = _add(self.body, "debateSection", name=name, eId=id)
        if num is not None:
            _add(section, "num", str(num))
        _add(section, "heading", heading)
        return section

    # --- who was here -------------------------------------------------------------------------

    def _roll_call(self) -> None:
        sheet = self.m.attendance
        section = _add(self.body, "rollCall", eId="rollCall")
        _add(section, "heading", "出席情况")
        parts = [
            ("present", "出席", sheet.present),
            ("observing", "列席", sheet.observing),
            ("excused", "请假", sheet.excused),
            ("absent", "缺席", sheet.absent),
        ]
        for standing, word, lines in parts:
            if lines:
                part = _add(section, "blockContainer", eId=f"rollCall__{standing}")
                _add(part, "heading", word)
                for line in lines:
                    self._attendee(part, standing, line)

    def _attendee(self, part: ET.Element, standing: str, line: AttendanceLine) -> None:
        row = _add(
            part, "p", own_standing=standing, own_seconds=line.seconds,
            own_venue=line.person.venue, own_substitute=line.substitute or None,
        )  # fmt: skip
        person = _add(row, "person", named(line.person), refersTo=self.names.ref(line.person))
        person.tail = None

    # --- what was said ------------------------------------------------------------------------

    def _item(self, item: ItemLine) -> None:
        section = self._section("agendaItem", f"item_{item.number}", item.title, item.number)
        section.attrib.update(
            attributes({"own_start": iso(item.started_at), "own_end": iso(item.closed_at)})
        )
        for speech in item.speeches:
            self._speech(section, speech)
        self._questions(section, item)

    def _questions(self, section: ET.Element, item: ItemLine) -> None:
        for question in item.questions:
            id = f"item_{item.number}__question_{question.number}"
            part = _add(section, "blockContainer", eId=id, own_at=iso(question.put_at))
            _add(part, "heading", question.text)
            if question.withdrawn is not None:
                _add(part, "p", f"已撤回：{question.withdrawn}")
            for answer in question.answers:
                text = f"{answer.department}：{ANSWERS[answer.state]}。{answer.reply}"
                _add(part, "p", text, own_answer=answer.state)
        if item.unanswered is not None:
            departments = "、".join(item.unanswered.departments)
            _add(section, "p", f"{departments}没有应答，理由：{item.unanswered.reason}。")

    def _speech(self, section: ET.Element, speech: SpeechLine) -> None:
        speaker = speech.speaker
        element = _add(
            section, ELEMENTS[speech.kind], eId=f"speech_{speech.number}",
            by=self.names.ref(speaker), as_=self.names.role(speaker.role),
            startTime=iso(speech.started_at), endTime=iso(speech.ended_at),
            own_kind=speech.kind, own_timecode=f"PT{speech.timecode}S", own_venue=speaker.venue,
            own_level=speech.level, own_seconds=speech.duration, own_allotted=speech.allotted,
        )  # fmt: skip
        _add(element, "from", named(speaker))
        _add(element, "p", speech_text(speech))
        for caption in speech.captions:
            spoken = _add(element, "p", caption.text, own_timecode=f"PT{caption.timecode}S")
            spoken.set("{http://www.w3.org/XML/1998/namespace}lang", caption.language)

    def _lines(self, lines: Sequence[RecordLine]) -> None:
        """A section for each stretch of an item, and for what was between them."""
        section: ET.Element | None = None
        item: int | None = None
        for line in lines:
            if section is None or line.item != item:
                item = line.item
                title = "议程之外" if item is None else self.m.items[item - 1].title
                name = "outside" if item is None else "agendaItem"
                section = self._section(name, f"stretch_{line.seq}", title, item)
            self._line(section, line)

    def _line(self, section: ET.Element, line: RecordLine) -> None:
        match line:
            case SpokenLine(speech=speech):
                self._speech(section, speech)
            case SaidLine(by=by, caption=caption):
                self._narrative(section, line, f"{by}：{caption.text}", "said")
            case NoteLine(by=by, text=text):
                self._narrative(section, line, f"{by}〔记录员笔记〕：{text}", "note")
            case ActLine(by=by, act=act):
                self._narrative(section, line, f"{who(by)}：{act_text(line, self.m)}", act)
            case ScreenedLine(by=by):
                self._narrative(section, line, f"{who(by)}：{screened_text(line)}", "screening")

    def _narrative(self, section: ET.Element, line: RecordLine, text: str, act: str) -> None:
        told = _add(
            section, "narrative", own_act=act, own_seq=line.seq,
            own_timecode=f"PT{line.timecode}S",
        )  # fmt: skip
        time = _add(told, "recordedTime", clock(line.at, seconds=True), time=iso(line.at))
        time.tail = plain(f" {text}")

    # --- what came of it ----------------------------------------------------------------------

    def _votes(self) -> None:
        for ballot in self.m.ballots:
            id, title = f"vote_{ballot.number}", ballot.terms.title
            section = self._section("vote", id, title, ballot.number)
            for text in ballot_texts(ballot):
                _add(section, "p", text)
        if self.m.stances:
            section = self._section("stances", "stances", "表态")
            for stance in self.m.stances:
                _add(section, "p", stance_text(stance))

    def _opinions(self) -> None:
        o = self.m.opinions
        section = self._section("opinions", "opinions", "公众意见")
        section.attrib.update(
            attributes(
                {"own_received": o.received, "own_withheld": o.withheld, "own_waiting": o.waiting}
            )
        )
        _add(section, "p", opinion_counts(self.m))
        for one in o.published:
            _add(
                section, "p", one.text, eId=f"opinion_{one.number}", own_opinion=one.opinion_id,
                own_name=one.name, own_region=one.region, own_at=iso(one.published_at),
                own_merged=one.merged, own_supports=one.supports,
            )  # fmt: skip

    def _papers(self) -> None:
        if not self.m.documents:
            return
        section = _add(self.body, "papers", eId="papers")
        _add(section, "heading", "附件")
        for one in self.m.documents:
            _add(
                section, "p", one.name, own_item=one.item, own_pages=one.pages,
                own_sha256=one.sha256, own_at=iso(one.shown_at),
            )  # fmt: skip

    def _resolutions(self) -> None:
        section = _add(self.body, "resolutions", eId="resolutions")
        _add(section, "heading", "协商成果")
        for one in self.m.outcomes:
            _add(
                section, "p", one.text, eId=f"outcome_{one.number}", own_unit=one.unit,
                own_due=one.due, own_source=one.source, own_from=one.source_text,
            )  # fmt: skip
