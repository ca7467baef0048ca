"""Chapters 章节: the agenda items and speeches of a consultation, as places in its recording.

A pure reading of the state; times are Unix ms, and whoever has the recording knows where in it a
moment is.
"""

from typing import Literal

import msgspec

from sessions.minutes_speeches import People
from sessions.state import Consultation
from sessions.state.floor import Speech
from sessions.types import Level, RequestKind

ChapterKind = Literal["item", "speech"]


class Chapter(msgspec.Struct, frozen=True):
    """An agenda item or a speech. `ended_at` is None while it lasts."""

    kind: ChapterKind
    id: str
    number: int
    """Of the item on the agenda, or of the speech as in the minutes."""
    title: str
    """Of the item; of a speech that of the item that it was held under, "" without one."""
    began_at: int
    ended_at: int | None
    item_id: str | None
    speaker: str = ""
    organization: str = ""
    venue: str = ""
    level: Level | None = None
    speech_kind: RequestKind | None = None


def chapters(state: Consultation) -> list[Chapter]:
    """Every item and speech that began, in order; an item before the speeches in it."""
    found = [*_items(state), *_speeches(state)]
    return sorted(found, key=lambda one: (one.began_at, one.kind != "item"))


def _items(state: Consultation) -> list[Chapter]:
    return [
        Chapter("item", id, number, one.item.title, one.started_at, one.closed_at, id)
        for number, (id, one) in enumerate(state.agenda.items(), start=1)
        if one.started_at is not None
    ]


def _speeches(state: Consultation) -> list[Chapter]:
    held = [one for one in state.speeches.values() if one.started_at is not None]
    return [_speech(state, number, one) for number, one in enumerate(held, start=1)]


def _speech(state: Consultation, number: int, speech: Speech) -> Chapter:
    assert speech.started_at is not None
    person = People(state).someone(speech.participant_id, speech.seat_id)
    item = state.agenda.get(speech.item_id or "")
    return Chapter(
        kind="speech",
        id=speech.speech_id,
        number=number,
        title="" if item is None else item.item.title,
        began_at=speech.started_at,
        ended_at=speech.ended_at,
        item_id=speech.item_id,
        speaker=person.name,
        organization=person.organization,
        venue=person.venue,
        level=state.venues[state.participants[speech.participant_id].venue_id].level,
        speech_kind=speech.kind,
    )
