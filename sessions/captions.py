"""Captions 字幕: finished lines of what is said, by language, with their times."""

from collections.abc import Callable

from msgspec.structs import replace

from sessions.caption_ports import require_language
from sessions.commands import AddCaption, CorrectCaption
from sessions.config import (
    CAPTION_AHEAD_MS,
    CAPTION_LANGUAGES_MAX,
    CAPTION_MS_MAX,
    CAPTIONS_KEPT,
    CAPTIONS_MAX,
)
from sessions.errors import Refused
from sessions.events import AnyEvent, CaptionAdded, CaptionCorrected
from sessions.roles import authorize
from sessions.state import Consultation
from sessions.state.captions import Caption
from sessions.status import require_open, require_sitting
from sessions.types import Actor


def add_caption(
    state: Consultation,
    actor: Actor,
    command: AddCaption,
    now_ms: int,
    new_id: Callable[[], str],
) -> list[AnyEvent]:
    """While the consultation sits; a speech names its speaker unless the command does."""
    require_open(state)
    require_language(state, actor, command.language)
    _check_text(command.text)
    _check_times(state, command, now_ms)
    if state.caption_count >= CAPTIONS_MAX:
        raise Refused("too_many", limit=CAPTIONS_MAX)
    languages = state.caption_languages
    if command.language not in languages and len(languages) >= CAPTION_LANGUAGES_MAX:
        raise Refused("too_many_languages", limit=CAPTION_LANGUAGES_MAX)
    return [
        CaptionAdded(
            caption_id=new_id(),
            speech_id=command.speech_id,
            participant_id=_speaker(state, command),
            language=command.language,
            text=command.text,
            started_at=command.started_at,
            ended_at=command.ended_at,
            line_id=command.line_id,
        )
    ]


def check_draft(state: Consultation, actor: Actor, language: str) -> None:
    """Raise `Refused` for whoever may not write captions, or not in this language."""
    authorize(state, actor, AddCaption("…", 0, 0, language))
    require_language(state, actor, language)


def correct_caption(state: Consultation, actor: Actor, command: CorrectCaption) -> list[AnyEvent]:
    """Only one of the latest; what already reads so changes nothing."""
    require_sitting(state)
    _check_text(command.text)
    known = next((one for one in state.captions if one.caption_id == command.caption_id), None)
    if known is None:
        raise Refused("no_such_caption")
    require_language(state, actor, known.language)
    if known.text == command.text:
        return []
    return [CaptionCorrected(caption_id=command.caption_id, text=command.text)]


def caption_added(state: Consultation, event: CaptionAdded) -> Consultation:
    """One caption more; the oldest makes room."""
    caption = Caption(
        caption_id=event.caption_id,
        speech_id=event.speech_id,
        participant_id=event.participant_id,
        language=event.language,
        text=event.text,
        started_at=event.started_at,
        ended_at=event.ended_at,
        line_id=event.line_id,
    )
    languages = state.caption_languages
    if event.language not in languages:
        languages = (*languages, event.language)
    return replace(
        state,
        captions=(*state.captions, caption)[-CAPTIONS_KEPT:],
        caption_count=state.caption_count + 1,
        caption_languages=languages,
    )


def caption_corrected(state: Consultation, event: CaptionCorrected) -> Consultation:
    """A caption reads otherwise."""
    captions = tuple(
        replace(one, text=event.text) if one.caption_id == event.caption_id else one
        for one in state.captions
    )
    return replace(state, captions=captions)


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused("caption_empty")


def _check_times(state: Consultation, command: AddCaption, now_ms: int) -> None:
    opened = state.opened_at or 0
    length = command.ended_at - command.started_at
    if (
        command.started_at < opened
        or not 0 <= length <= CAPTION_MS_MAX
        or command.ended_at > now_ms + CAPTION_AHEAD_MS
    ):
        raise Refused("caption_times")


def _speaker(state: Consultation, command: AddCaption) -> str | None:
    speech = None
    if command.speech_id is not None:
        speech = state.speeches.get(command.speech_id)
        if speech is None:
            raise Refused("no_such_speech")
    if command.participant_id is not None:
        if command.participant_id not in state.participants:
            raise Refused("no_such_participant")
        return command.participant_id
    return None if speech is None else speech.participant_id
