"""Showing a document 展示材料: which page everybody sees, and who turns it."""

from msgspec.structs import replace

from sessions.commands import PresentDocument, TurnPage
from sessions.config import PAGE_TURN_MS
from sessions.documents import document
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ConsultationAdjourned,
    ConsultationClosed,
    DocumentPresented,
    DocumentRemoved,
    FloorRevoked,
    FloorYielded,
    ItemClosed,
    PageTurned,
    PresentationStopped,
)
from sessions.roles import SPEAKERS, is_staff
from sessions.speaking import held
from sessions.state import Consultation
from sessions.state.agenda import Document
from sessions.state.stage import Presentation
from sessions.status import require_open
from sessions.types import Actor, StopCode


def present_document(state: Consultation, actor: Actor, command: PresentDocument) -> list[AnyEvent]:
    """By staff, whoever turns the pages then; or by a holder of the floor, of the own item."""
    require_open(state)
    wanted = document(state, command.document_id)
    shown = state.presentation
    stands = shown.page if shown and shown.document_id == wanted.document_id else 1
    page = command.page or stands
    _check_page(wanted, page)
    if is_staff(actor):
        presenter_id, speech_id = command.presenter or actor.participant_id, None
        _check_presenter(state, command.presenter)
    else:
        assert actor.participant_id is not None, "roles.py lets nobody else through"
        presenter_id = actor.participant_id
        speech_id = _speech_for(state, presenter_id, wanted)
    event = DocumentPresented(
        document_id=wanted.document_id,
        page=page,
        presenter_id=presenter_id,
        speech_id=speech_id,
    )
    return [] if shown and _stands_already(shown, event) else [event]


def _stands_already(shown: Presentation, event: DocumentPresented) -> bool:
    before = (shown.document_id, shown.page, shown.presenter_id, shown.speech_id)
    return before == (event.document_id, event.page, event.presenter_id, event.speech_id)


def _check_page(wanted: Document, page: int) -> None:
    if page > wanted.pages:
        raise Refused("no_such_document_page", name=wanted.name, pages=wanted.pages)


def _check_presenter(state: Consultation, participant_id: str | None) -> None:
    if participant_id is None:
        return
    participant = state.participants.get(participant_id)
    if participant is None:
        raise Refused("no_such_participant")
    if participant.role not in SPEAKERS:
        raise Refused("cannot_hold_floor", name=participant.name)
    if participant.id not in state.joined:
        raise Refused("participant_absent", name=participant.name)


def _speech_for(state: Consultation, participant_id: str, wanted: Document) -> str:
    """The speech under which a holder of the floor shows `wanted`; raises `Refused`."""
    speech = next((s for s in held(state) if s.participant_id == participant_id), None)
    if speech is None:
        raise Refused("present_needs_floor")
    if speech.item_id != wanted.item_id:
        raise Refused("document_of_other_item", name=wanted.name)
    shown = state.presentation
    if shown is not None and shown.presenter_id != participant_id:
        raise Refused("presentation_taken", name=state.documents[shown.document_id].name)
    return speech.speech_id


def turn_page(state: Consultation, command: TurnPage, now_ms: int) -> list[AnyEvent]:
    """To another page of what is shown; who may, `roles.py` has said."""
    shown = _shown(state)
    if shown.document_id != command.document_id:
        raise Refused("nothing_presented")
    _check_page(state.documents[shown.document_id], command.page)
    if command.page == shown.page:
        return []
    if now_ms - shown.turned_at < PAGE_TURN_MS:
        raise Refused("page_turned_too_soon")
    return [PageTurned(page=command.page)]


def stop_presenting(state: Consultation) -> list[AnyEvent]:
    """The stage is the speakers' again."""
    _shown(state)
    return [PresentationStopped(reason="stopped")]


def _shown(state: Consultation) -> Presentation:
    if state.presentation is None:
        raise Refused("nothing_presented")
    return state.presentation


# --- by rule ----------------------------------------------------------------------------------


def ended_with(state: Consultation, events: list[AnyEvent]) -> list[AnyEvent]:
    """`events`, and before the first that it rests on, the end of what is shown."""
    shown = state.presentation
    if shown is None:
        return events
    for place, event in enumerate(events):
        reason = _ends(state, shown, event)
        if reason is not None:
            return [*events[:place], PresentationStopped(reason=reason), *events[place:]]
    return events


def _ends(state: Consultation, shown: Presentation, event: AnyEvent) -> StopCode | None:
    match event:
        case FloorYielded(speech_id=id) | FloorRevoked(speech_id=id):
            return "floor_ended" if id == shown.speech_id else None
        case ItemClosed(item_id=id):
            return "item_closed" if id == state.documents[shown.document_id].item_id else None
        case DocumentRemoved(document_id=id):
            return "removed" if id == shown.document_id else None
        case ConsultationAdjourned():
            return "adjourned"
        case ConsultationClosed():
            return "closed"
        case _:
            return None


# --- applied ----------------------------------------------------------------------------------


def document_presented(state: Consultation, event: DocumentPresented, at: int) -> Consultation:
    """Everybody sees it; the page stands since before where it is only handed over."""
    before, shown = state.presentation, state.documents[event.document_id]
    stands = before is not None and (before.document_id, before.page) == (
        event.document_id,
        event.page,
    )
    first = shown if shown.shown_at is not None else replace(shown, shown_at=at)
    return replace(
        state,
        documents=state.documents.set(event.document_id, first),
        presentation=Presentation(
            document_id=event.document_id,
            page=event.page,
            presenter_id=event.presenter_id,
            speech_id=event.speech_id,
            turned_at=before.turned_at if before is not None and stands else at,
        ),
    )


def page_turned(state: Consultation, event: PageTurned, at: int) -> Consultation:
    """Another page of it."""
    assert state.presentation is not None, "a page is turned of what is shown"
    return replace(state, presentation=replace(state.presentation, page=event.page, turned_at=at))


def presentation_stopped(state: Consultation) -> Consultation:
    """Nothing is shown."""
    return replace(state, presentation=None)
