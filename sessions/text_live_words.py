"""The entries of the text-and-picture live in words, in Chinese and in English."""

from collections.abc import Mapping
from typing import assert_never

from sessions.ballot_types import MOTION, Outcome
from sessions.errors import Language
from sessions.minutes_speeches import People, item_number
from sessions.questions import wording
from sessions.state import Consultation
from sessions.state.ballots import Ballot
from sessions.text_live import TextEntry
from sessions.types import RequestKind

SPEAKING: Mapping[RequestKind, tuple[str, str]] = {
    "statement": ("发言", "speaks"),
    "question": ("提问", "asks"),
    "answer": ("应答", "answers"),
    "interposed_question": ("插问", "interposes a question"),
    "point_of_order": ("提出程序问题", "raises a point of order"),
}
OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    "passed": ("通过", "carried"),
    "rejected": ("未通过", "not carried"),
    "no_quorum": ("未达法定人数，表决无效", "void for want of a quorum"),
}
MOTION_EN = ("For", "Against")
"""`MOTION` in English."""


def entry_words(entry: TextEntry, state: Consultation, language: Language) -> str:
    """What an entry says; a note's text as it reads now, empty where it was withdrawn.

    `state` is what the log amounts to; names, titles and texts stand as they were given.
    """
    if entry.kind == "note":
        return state.live_notes[entry.about].text
    chinese, english = _words(entry, state)
    return chinese if language == "zh-CN" else english


def _words(entry: TextEntry, state: Consultation) -> tuple[str, str]:
    about, people = entry.about, People(state)
    match entry.kind:
        case "consultation_opened":
            return "开会。", "The sitting is opened."
        case "consultation_adjourned":
            return _why("休会", "The sitting is adjourned", entry.words)
        case "consultation_resumed":
            return "复会。", "The sitting is resumed."
        case "consultation_closed":
            return "闭会。", "The consultation is closed."
        case "item_started" | "item_closed":
            return _item(entry, state)
        case "chair_taken":
            name = people.participant(about).name
            return f"{name}主持会议。", f"{name} takes the chair."
        case "speech_started":
            return _speech(about, state)
        case "question_put":
            question = state.questions[about]
            to = [people.participant(id).name for id in question.to]
            return (
                f"请{'、'.join(to)}应答：{wording(question)}",
                f"{', '.join(to)} asked to answer: {wording(question, 'en')}",
            )
        case "reply_filed":
            name = people.participant(about).name
            return f"{name}提交了书面答复。", f"{name} has filed a written reply."
        case "document_presented":
            name = state.documents[about].name
            return f"展示材料：{name}", f"Document shown: {name}"
        case "outcome_recorded":
            text = state.outcomes[about].text
            return f"记录成果：{text}", f"Outcome recorded: {text}"
        case "ballot_opened" | "ballot_closed" | "ballot_cancelled":
            return _ballot(entry, state.ballots[about])
        case "note":
            raise AssertionError("a note has its own words")
        case _:
            assert_never(entry.kind)


def _why(chinese: str, english: str, reason: str) -> tuple[str, str]:
    if not reason:
        return f"{chinese}。", f"{english}."
    return f"{chinese}：{reason}", f"{english}: {reason}"


def _item(entry: TextEntry, state: Consultation) -> tuple[str, str]:
    number = item_number(state, entry.about)
    title = state.agenda[entry.about].item.title
    if entry.kind == "item_started":
        return f"开始第 {number} 项议程：{title}", f"Item {number} begins: {title}"
    return f"第 {number} 项议程结束：{title}", f"Item {number} ends: {title}"


def _speech(speech_id: str, state: Consultation) -> tuple[str, str]:
    speech = state.speeches[speech_id]
    person = People(state).someone(speech.participant_id, speech.seat_id)
    name = f"{person.name}（{person.venue}）", f"{person.name} ({person.venue})"
    did = SPEAKING[speech.kind]
    return f"{name[0]}{did[0]}。", f"{name[1]} {did[1]}."


def _ballot(entry: TextEntry, ballot: Ballot) -> tuple[str, str]:
    title = ballot.terms.title
    match entry.kind:
        case "ballot_opened":
            return f"开始表决：{title}", f"Vote opened: {title}"
        case "ballot_cancelled":
            return _why(f"表决取消（{title}）", f"Vote cancelled ({title})", entry.words)
        case _:
            return _result(title, ballot)


def _result(title: str, ballot: Ballot) -> tuple[str, str]:
    if ballot.result is None:
        return f"表决结束：{title}", f"Vote closed: {title}"
    result, tally = ballot.result, ballot.result.tally
    options = ballot.terms.options
    chinese = [f"{o} {n} 票" for o, n in zip(options or MOTION, tally.counts, strict=True)]
    english = [f"{o} {n}" for o, n in zip(options or MOTION_EN, tally.counts, strict=True)]
    came = OUTCOMES[result.outcome]
    adopted = [options[index] for index in result.adopted] if options else []
    elected = (f"（{'、'.join(adopted)}）", f" ({', '.join(adopted)})") if adopted else ("", "")
    return (
        f"表决结果：{title}，{came[0]}{elected[0]}。"
        f"{'，'.join(chinese)}，弃权 {tally.abstentions} 票。",
        f"Result of the vote on {title}: {came[1]}{elected[1]}. "
        f"{', '.join(english)}, abstentions {tally.abstentions}.",
    )
