"""Readings of the state for clients: what one role may see, as the snapshot that starts a client
off."""

import msgspec
from msgspec.structs import replace

from sessions import attending, ballot_views
from sessions.admission import is_outside
from sessions.attending import QuestionView, RollCallView, SitterView
from sessions.audience import Audience, audience
from sessions.ballot_views import BallotView, StanceView
from sessions.config import NOTES_SHOWN
from sessions.document_views import (
    DocumentView,
    PresentationView,
    document_views,
    presentation_view,
)
from sessions.floor_views import RequestView, SpeechView, request_view, speech_view
from sessions.live_notes import LiveNoteView, live_note_views
from sessions.minutes_views import MinutesView, minutes_view
from sessions.opinion_views import (
    OpinionCounts,
    OpinionView,
    bounded,
    counts,
    opinion_view,
    published,
    shown_opinion,
)
from sessions.ordered import Ordered
from sessions.recording import RecordingView, recording_view
from sessions.roles import is_staff
from sessions.speaking import chair
from sessions.state import Consultation, Rehearsing
from sessions.state import Status as Status
from sessions.state.captions import Caption, Note
from sessions.state.outcomes import Outcome
from sessions.state.stage import Direction, Stage
from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceRules,
    AttendanceStatus,
    FloorRules,
    Moderation,
    Participant,
    Source,
    Venue,
)
from sessions.venues import within


class ItemView(msgspec.Struct, frozen=True):
    """An agenda item and when it ran (Unix ms)."""

    item: AgendaItem
    started_at: int | None
    closed_at: int | None


class MuteView(msgspec.Struct, frozen=True):
    """Somebody whom nobody hears; by whom and why."""

    participant_id: str
    by: Actor
    reason: str
    at: int


class WaitingView(msgspec.Struct, frozen=True):
    """Somebody at a venue's door; `turned_away` says why, where they were, and by whom."""

    participant_id: str
    since: int
    turned_away: str | None = None
    by: Actor | None = None


class WaitingRoomView(msgspec.Struct, frozen=True):
    """Whether those who join wait to be admitted: everywhere, but for what `venues` say."""

    on: bool
    venues: dict[str, bool]


class OutcomeView(msgspec.Struct, frozen=True):
    """An outcome as recorded; how far it has come, `outcome_views.py` reads."""

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    recorded_at: int
    seq: int = 0
    """The record that last changed it."""


class AttendanceView(msgspec.Struct, frozen=True):
    """A mark on a participant or a seat."""

    status: AttendanceStatus
    participant_id: str | None
    seat_id: str | None


class NoteView(msgspec.Struct, frozen=True):
    """A note of the clerk's, about the moment `noted_at` (Unix ms)."""

    note_id: str
    text: str
    noted_at: int


class CaptionView(msgspec.Struct, frozen=True):
    """One of the latest captions as it reads now. Times are Unix ms."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int
    line_id: str | None = None
    """Of the drafts that it replaced."""


class InterpretingView(msgspec.Struct, frozen=True):
    """Whose sound is the channel of a language now, and since when (Unix ms)."""

    language: str
    participant_id: str
    since: int


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that one role may see of a consultation after record `seq`. Times are Unix ms."""

    id: str
    title: str
    status: Status
    scheduled_at: int
    opened_at: int | None
    closed_at: int | None
    rehearsal: Rehearsing | None
    """Since when all this is rehearsed and leaves no record, and until when at most; else None."""
    seq: int
    hash: str
    venues: list[Venue]
    agenda: list[ItemView]
    participants: list[Participant]
    joined: list[str]
    """Participants connected by the log's word; momentary presence is signaling's."""
    requests: list[RequestView]
    speeches: list[SpeechView]
    documents: list[DocumentView]
    """Item by item in the agenda's order."""
    presentation: PresentationView | None
    opinions: list[OpinionView]
    """For staff in the order in which they came: all that wait for screening, the newest
    `SNAPSHOT_OPINIONS_MAX` of the others, and those that an outcome stems from. For others those
    that are public, in the order in which they became so, bounded likewise.
    """
    opinion_counts: OpinionCounts
    outcomes: list[OutcomeView]
    ballots: list[BallotView]
    stances: list[StanceView]
    attendance: list[AttendanceView]
    floor_rules: FloorRules
    deputies: list[str]
    presiding: str | None
    """Who presides now; None: nobody is named chair."""
    interrupted_at: int | None
    """Since when whoever presides is gone."""
    attendance_rules: AttendanceRules
    sitters: list[SitterView]
    left_seats: list[str]
    """Persons of seats who were said to have left and have not come back."""
    roll_calls: list[RollCallView]
    questions: list[QuestionView]
    muted: list[MuteView]
    waiting_room: WaitingRoomView
    waiting: list[WaitingView]
    """For staff all, for a venue operator those of their venue and below, for others none."""
    stage: Stage | None = None
    """What a director chose for everybody; None while the stage follows the floor."""
    direction: Direction = Direction()
    captions: list[CaptionView] = []
    notes: list[NoteView] = []
    """The latest, for staff."""
    """The latest `CAPTIONS_KEPT`, oldest first."""
    caption_languages: list[str] = []
    interpreting: list[InterpretingView] = []
    """One of each language at most; the roster says which languages have interpreters."""
    live_notes: list[LiveNoteView] = []
    """The latest `LIVE_NOTES_SHOWN` of the text-and-picture live, oldest first."""
    minutes: MinutesView | None = None
    """How the minutes stand; None for the public."""
    recording: RecordingView | None = None
    """How long it is kept, who may see it, what became of it; None for the public."""
    moderation: Moderation = "before"
    """Whether opinions are screened before they are public or after."""
    sensitive_words: list[str] = []
    """The consultation's own, for staff."""
    shown_opinion: OpinionView | None = None
    """The public opinion that is on the screens."""


def snapshot(state: Consultation, actor: Actor) -> Snapshot:
    """All of a consultation that the actor may see; others than staff see public opinions alone.

    Whoever has still to be admitted sees what is meeting and where they wait.
    """
    if is_outside(state, actor.participant_id):
        return _from_outside(state, state.participants[actor.participant_id or ""])
    return _seen(state, audience(actor), waiting=_at_the_door(state, actor))


def _seen(state: Consultation, audience: Audience, *, waiting: list[WaitingView]) -> Snapshot:
    staff, public = audience == "staff", audience == "public"
    opinions = list(state.opinions.values()) if staff else published(state)
    return Snapshot(
        id=state.id,
        title=state.title,
        status=state.status,
        scheduled_at=state.scheduled_at,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        rehearsal=state.rehearsal,
        seq=state.seq,
        hash=state.hash,
        venues=list(state.venues.values()),
        agenda=[ItemView(i.item, i.started_at, i.closed_at) for i in state.agenda.values()],
        participants=list(state.participants.values()),
        joined=[id for id in state.participants if id in state.joined],
        requests=[request_view(request) for request in state.requests],
        speeches=[speech_view(speech) for speech in state.speeches.values()],
        documents=document_views(state),
        presentation=presentation_view(state),
        opinions=[opinion_view(opinion, in_full=staff) for opinion in bounded(state, opinions)],
        opinion_counts=counts(opinions),
        outcomes=[_outcome(outcome) for outcome in state.outcomes.values()],
        ballots=ballot_views.ballots(state, public=public),
        stances=[] if public else ballot_views.stances(state),
        attendance=_marks(state),
        attendance_rules=state.attendance_rules,
        sitters=attending.sitters(state),
        left_seats=[id for id in state.seats if id in state.left_seats],
        roll_calls=attending.roll_calls(state),
        questions=attending.questions(state),
        muted=[MuteView(id, one.by, one.reason, one.at) for id, one in state.muted.items()],
        waiting_room=WaitingRoomView(state.waiting_room, dict(state.waiting_rooms)),
        waiting=waiting,
        stage=state.stage,
        direction=state.direction,
        floor_rules=state.floor_rules,
        deputies=list(state.deputies),
        presiding=chair(state),
        interrupted_at=state.interrupted_at,
        captions=[_caption(caption) for caption in state.captions],
        notes=[_note(one) for one in _latest_notes(state)] if staff else [],
        caption_languages=list(state.caption_languages),
        interpreting=[
            InterpretingView(language, one.participant_id, one.since)
            for language, one in sorted(state.interpreting.items())
        ],
        live_notes=live_note_views(state),
        minutes=minutes_view(state.minutes, audience),
        recording=None if public else recording_view(state),
        moderation=state.moderation,
        sensitive_words=list(state.sensitive_words) if staff else [],
        shown_opinion=shown_opinion(state, in_full=staff),
    )


def _from_outside(state: Consultation, who: Participant) -> Snapshot:
    """The title, and of everything else only who they are and where."""
    place = replace(state.venues[who.venue_id], parent_id=None, seats=[])
    bare = Consultation(
        id=state.id,
        title=state.title,
        scheduled_at=state.scheduled_at,
        status=state.status,
        venues=Ordered[Venue]().set(place.id, place),
        participants=Ordered[Participant]().set(who.id, who),
        waiting_room=True,
    )
    return replace(_seen(bare, "meeting", waiting=[]), hash="")


def _at_the_door(state: Consultation, actor: Actor) -> list[WaitingView]:
    """Who waits and who was turned away, by whoever came first."""
    if not is_staff(actor) and actor.role != "venue":
        return []
    everybody = [
        *(WaitingView(id, one.at) for id, one in state.waiting.items()),
        *(WaitingView(id, one.at, one.reason, one.by) for id, one in state.turned_away.items()),
    ]
    mine = [one for one in everybody if is_staff(actor) or _is_below(state, actor, one)]
    return sorted(mine, key=lambda one: (one.since, one.participant_id))


def _is_below(state: Consultation, actor: Actor, one: WaitingView) -> bool:
    venue_id = state.participants[one.participant_id].venue_id
    return within(state, venue_id, actor.venue_id or "")


def _outcome(outcome: Outcome) -> OutcomeView:
    return OutcomeView(
        outcome_id=outcome.outcome_id,
        text=outcome.text,
        unit=outcome.unit,
        due=outcome.due,
        source=outcome.source,
        recorded_at=outcome.recorded_at,
        seq=outcome.seq,
    )


def _latest_notes(state: Consultation) -> list[Note]:
    return [*state.notes.last(NOTES_SHOWN)][::-1]


def _note(note: Note) -> NoteView:
    return NoteView(note.note_id, note.text, note.noted_at)


def _caption(caption: Caption) -> CaptionView:
    return CaptionView(
        caption_id=caption.caption_id,
        speech_id=caption.speech_id,
        participant_id=caption.participant_id,
        language=caption.language,
        text=caption.text,
        started_at=caption.started_at,
        ended_at=caption.ended_at,
        line_id=caption.line_id,
    )


def _marks(state: Consultation) -> list[AttendanceView]:
    """In roster order, then by seat."""
    participants, seats = state.participant_marks, state.seat_marks
    return [
        *(
            AttendanceView(participants[id], id, None)
            for id in state.participants
            if id in participants
        ),
        *(AttendanceView(seats[id], None, id) for id in state.seats if id in seats),
    ]
