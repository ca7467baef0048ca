"""The clock of a speech: when it starts, stands, runs again and runs out; what is due by it."""

from collections.abc import Iterator

from msgspec.structs import replace

from sessions.commands import (
    AnyCommand,
    ExtendSpeech,
    PauseSpeech,
    ResumeSpeech,
    RevokeFloor,
    StartSpeech,
)
from sessions.config import ABSENCE_MS, SPEECH_SECONDS_MAX, SPEECH_START_MS
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    SpeechExtended,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from sessions.speaking import changed, held, speech_held
from sessions.state import Consultation
from sessions.state.floor import Speech
from sessions.types import Actor, PauseCode

# --- readings ---------------------------------------------------------------------------------


def elapsed_ms(speech: Speech, now_ms: int) -> int:
    """Milliseconds spoken; 0 until the clock runs, pauses left out."""
    if speech.started_at is None:
        return 0
    until = now_ms if speech.ended_at is None else speech.ended_at
    if speech.paused_at is not None:
        until = min(until, speech.paused_at)
    return max(0, until - speech.started_at - speech.paused_ms)


def runs(speech: Speech) -> bool:
    """Whether its time passes."""
    return speech.started_at is not None and speech.paused_at is None and speech.ended is None


# --- what is due ------------------------------------------------------------------------------


def due(state: Consultation, now_ms: int) -> list[AnyCommand]:
    """What the clock asks for by `now_ms`, to be executed as `SYSTEM`."""
    return [command for at, command in _deadlines(state) if now_ms >= at]


def next_due(state: Consultation) -> int | None:
    """When the clock asks for something next, Unix ms; None while it does not."""
    return min((at for at, _ in _deadlines(state)), default=None)


def _deadlines(state: Consultation) -> Iterator[tuple[int, AnyCommand]]:
    for speech in held(state):
        id = speech.speech_id
        if speech.started_at is None:
            if state.interrupted_at is None:
                yield speech.granted_at + SPEECH_START_MS, StartSpeech(speech_id=id)
        elif speech.paused_at is None:
            if state.floor_rules.cut == "automatic":
                up = speech.started_at + speech.paused_ms + speech.seconds * 1000
                yield up, RevokeFloor(speech_id=id, reason="time_up")
        elif speech.pause_reason == "absent" and speech.participant_id not in state.joined:
            yield speech.paused_at + ABSENCE_MS, RevokeFloor(speech_id=id, reason="left")


# --- decided ----------------------------------------------------------------------------------


def start_speech(state: Consultation, actor: Actor, command: StartSpeech) -> list[AnyEvent]:
    """The clock runs from here."""
    if speech_held(state, command.speech_id).started_at is not None:
        raise Refused("speech_already_started")
    return [SpeechStarted(speech_id=command.speech_id, by_clock=actor.role == "system")]


def extend_speech(state: Consultation, command: ExtendSpeech) -> list[AnyEvent]:
    """More time, beyond a quota too, up to `SPEECH_SECONDS_MAX` in all."""
    speech = speech_held(state, command.speech_id)
    if speech.seconds + command.seconds > SPEECH_SECONDS_MAX:
        raise Refused("speech_too_long", hours=SPEECH_SECONDS_MAX // 3600)
    return [SpeechExtended(speech_id=speech.speech_id, seconds=command.seconds)]


def pause_speech(state: Consultation, command: PauseSpeech) -> list[AnyEvent]:
    """The clock stands; the floor is kept."""
    speech = speech_held(state, command.speech_id)
    if not runs(speech):
        raise Refused("speech_not_running")
    return [SpeechPaused(speech_id=speech.speech_id, reason=command.reason)]


def resume_speech(state: Consultation, command: ResumeSpeech) -> list[AnyEvent]:
    """The clock goes on from where it stood."""
    speech = speech_held(state, command.speech_id)
    if speech.paused_at is None:
        raise Refused("speech_not_paused")
    return [SpeechResumed(speech_id=speech.speech_id)]


def clocks_stopped(
    state: Consultation, reason: PauseCode, *, participant_id: str | None = None
) -> list[AnyEvent]:
    """The pause by rule of the clocks that run: all, or a participant's."""
    return [
        SpeechPaused(speech_id=speech.speech_id, reason=reason)
        for speech in held(state)
        if runs(speech) and participant_id in (None, speech.participant_id)
    ]


# --- applied ----------------------------------------------------------------------------------


def speech_started(state: Consultation, event: SpeechStarted, at: int) -> Consultation:
    """Its clock runs."""
    return changed(state, replace(state.speeches[event.speech_id], started_at=at))


def speech_extended(state: Consultation, event: SpeechExtended) -> Consultation:
    """It has more time."""
    speech = state.speeches[event.speech_id]
    return changed(state, replace(speech, seconds=speech.seconds + event.seconds))


def speech_paused(state: Consultation, event: SpeechPaused, at: int) -> Consultation:
    """Its clock stands."""
    speech = state.speeches[event.speech_id]
    return changed(state, replace(speech, paused_at=at, pause_reason=event.reason))


def speech_resumed(state: Consultation, event: SpeechResumed, at: int) -> Consultation:
    """Its clock runs again."""
    return changed(state, unpaused(state.speeches[event.speech_id], at))


def unpaused(speech: Speech, at: int) -> Speech:
    """The same with its pause, if there is one, over at `at`."""
    if speech.paused_at is None:
        return speech
    stood = speech.paused_ms + at - speech.paused_at
    return replace(speech, paused_at=None, pause_reason="", paused_ms=stood)
