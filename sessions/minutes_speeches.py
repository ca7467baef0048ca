"""The people and the speeches of a log, as lines that the minutes and the record share."""

from collections.abc import Sequence

import msgspec

from sessions.caption_lines import caption_lines
from sessions.events import Record
from sessions.state import Consultation
from sessions.state.floor import Speech
from sessions.types import Actor, Level, Participant, RequestKind, Role


class Person(msgspec.Struct, frozen=True):
    """Somebody on the roster or in a seat."""

    name: str
    title: str
    organization: str
    venue: str
    role: Role | None
    """None for a seat: a person without a connection of their own."""


class CaptionLine(msgspec.Struct, frozen=True):
    """What was said, as captions wrote it. `at` is Unix ms, `timecode` as of a speech."""

    seq: int
    at: int
    timecode: int
    language: str
    """BCP 47."""
    text: str
    speaker: str = ""
    """Their name, where the caption says whose words they are and that is not the holder."""


class SpeechLine(msgspec.Struct, frozen=True):
    """One speech. Times are Unix ms; `duration` is seconds, None while it lasts."""

    number: int
    speaker: Person
    level: Level
    kind: RequestKind
    started_at: int
    duration: int | None
    allotted: int
    """Seconds granted, extensions included."""
    timecode: int = 0
    """Seconds from the opening, where the recording begins, to its start."""
    item: int | None = None
    """Number of the agenda item that it was held under."""
    ended_at: int | None = None
    paused: int = 0
    """Seconds for which its clock stood, which `duration` leaves out."""
    called: bool = False
    """点名: called by name, without having asked."""
    revoked: str | None = None
    """Why the floor was taken back, a `RevokeCode` or the chair's words; None where it was not."""
    captions: list[CaptionLine] = []


class People:
    """Looks up who is who."""

    def __init__(self, state: Consultation) -> None:
        self._state = state

    def participant(self, participant_id: str) -> Person:
        """Somebody on the roster."""
        found = self._state.participants[participant_id]
        return self._person(found)

    def _person(self, found: Participant) -> Person:
        venue = self._state.venues[found.venue_id].name
        return Person(found.name, found.title, found.organization, venue, found.role)

    def of_role(self, role: Role) -> list[Person]:
        """In the order of the roster."""
        return [self._person(p) for p in self._state.participants.values() if p.role == role]

    def someone(self, participant_id: str | None, seat_id: str | None) -> Person:
        """The person of the seat, where one is named, else the participant."""
        if seat_id is None:
            assert participant_id is not None
            return self.participant(participant_id)
        at = self._state.seats[seat_id]
        seat, venue = at.seat, self._state.venues[at.venue_id].name
        return Person(seat.name, seat.title, seat.organization, venue, role=None)


def acted_by(state: Consultation, actor: Actor) -> str:
    """The name of whoever did something, or the role where nobody is named."""
    known = state.participants.get(actor.participant_id or "")
    return known.name if known is not None else actor.name or actor.role


def timecode(state: Consultation, at: int) -> int:
    """Seconds from the opening to `at`; 0 before it."""
    return 0 if state.opened_at is None else max(0, at - state.opened_at) // 1000


def speech_lines(state: Consultation, records: Sequence[Record]) -> dict[str, SpeechLine]:
    """The speeches that began, by id, numbered in the order of their grants.

    A grant taken back before a word was said is no speech.
    """
    people, said = People(state), captions(state, records)
    held = (one for one in state.speeches.values() if one.started_at is not None)
    return {
        one.speech_id: _line(state, people, number, one, said.get(one.speech_id, []))
        for number, one in enumerate(held, start=1)
    }


def _line(
    state: Consultation, people: People, number: int, speech: Speech, said: list[CaptionLine]
) -> SpeechLine:
    assert speech.started_at is not None
    ended, began = speech.ended_at, speech.started_at + speech.paused_ms
    venue_id = state.participants[speech.participant_id].venue_id
    return SpeechLine(
        number=number,
        speaker=people.someone(speech.participant_id, speech.seat_id),
        level=state.venues[venue_id].level,
        kind=speech.kind,
        started_at=speech.started_at,
        duration=None if ended is None else round((ended - began) / 1000),
        allotted=speech.seconds,
        timecode=timecode(state, speech.started_at),
        item=item_number(state, speech.item_id),
        ended_at=ended,
        paused=round(speech.paused_ms / 1000),
        called=speech.request_id is None,
        revoked=speech.reason if speech.ended == "revoked" else None,
        captions=said,
    )


def item_number(state: Consultation, item_id: str | None) -> int | None:
    """Its place on the agenda, from 1."""
    return None if item_id is None else list(state.agenda).index(item_id) + 1


def captions(state: Consultation, records: Sequence[Record]) -> dict[str | None, list[CaptionLine]]:
    """Captions as they read at the end, by speech, in the order in which they were said.

    Those outside any speech stand under None.
    """
    found: dict[str | None, list[CaptionLine]] = {}
    for one in caption_lines(records):
        speech = state.speeches.get(one.speech_id or "")
        named = None if speech is not None and one.speaker == speech.participant_id else one.speaker
        line = CaptionLine(
            seq=one.seq,
            at=one.started_at,
            timecode=timecode(state, one.started_at),
            language=one.language,
            text=one.text,
            speaker="" if named is None else state.participants[named].name,
        )
        found.setdefault(one.speech_id, []).append(line)
    return found
