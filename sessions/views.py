"""Readings of the state for clients: what one role may see, as the snapshot that starts a client
off."""

from collections import Counter
from itertools import dropwhile, islice
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from sessions import attending, ballot_views
from sessions.admission import is_outside
from sessions.attending import QuestionView, RollCallView, SitterView
from sessions.ballot_views import BallotView, StanceView
from sessions.config import SNAPSHOT_OPINIONS_MAX, WALL_OPINIONS_MAX
from sessions.document_views import (
    DocumentView,
    PresentationView,
    document_views,
    presentation_view,
)
from sessions.errors import Refused
from sessions.events import (
    MEETING_ONLY,
    STAFF_ONLY,
    AtTheDoor,
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationCreated,
    ConsultationOpened,
    ConsultationResumed,
    Event,
    Record,
)
from sessions.ordered import Ordered
from sessions.roles import is_staff
from sessions.speaking import chair
from sessions.state import (
    Caption,
    Consultation,
    Opinion,
    Outcome,
    Rehearsing,
    Request,
    Speech,
    Stage,
)
from sessions.state import Status as Status
from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceRules,
    AttendanceStatus,
    FloorRules,
    Participant,
    RequestKind,
    Source,
    Venue,
)
from sessions.venues import within


class ItemView(msgspec.Struct, frozen=True):
    """An agenda item and when it ran (Unix ms)."""

    item: AgendaItem
    started_at: int | None
    closed_at: int | None


class RequestView(msgspec.Struct, frozen=True):
    """A waiting request; its place in the list is its index."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    requested_at: int
    question_id: str | None
    forwarded_by: str | None = None
    """Who asked on their behalf; "" for an organizer, None where they asked themselves."""


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


class SpeechView(msgspec.Struct, frozen=True):
    """One holding of the floor. `ended` None while it lasts; in a dialogue two last at once."""

    speech_id: str
    participant_id: str
    kind: RequestKind
    seconds: int
    item_id: str | None
    seat_id: str | None
    granted_at: int
    started_at: int | None
    ended_at: int | None
    ended: Literal["yielded", "revoked"] | None
    question_id: str | None
    paused_at: int | None = None
    """Since when its clock stands; None while it runs."""
    pause_reason: str = ""
    paused_ms: int = 0
    """For how long it stood before that."""


class OpinionView(msgspec.Struct, frozen=True):
    """An opinion; `receipt` and `reason` are filled for staff and for its author."""

    opinion_id: str
    text: str
    name: str
    region: str
    state: Literal["submitted", "published", "withheld"]
    submitted_at: int
    published_at: int | None
    receipt: str | None = None
    reason: str | None = None


class OpinionCounts(msgspec.Struct, frozen=True):
    """How many there are by state as of the snapshot; others than staff get `published` alone."""

    submitted: int
    published: int
    withheld: int


class OutcomeView(msgspec.Struct, frozen=True):
    """An outcome as recorded."""

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    recorded_at: int


class AttendanceView(msgspec.Struct, frozen=True):
    """A mark on a participant or a seat."""

    status: AttendanceStatus
    participant_id: str | None
    seat_id: str | None


class CaptionView(msgspec.Struct, frozen=True):
    """One of the latest captions as it reads now. Times are Unix ms."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int


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
    captions: list[CaptionView] = []
    """The latest `CAPTIONS_KEPT`, oldest first."""
    caption_languages: list[str] = []


class Wall(msgspec.Struct, frozen=True):
    """The public opinions, newest first; the same for everybody until `version` changes."""

    id: str
    version: int
    """Number of the record that last changed it."""
    total: int
    """How many are public; `opinions` holds the newest of them."""
    opinions: list[OpinionView]


class Summary(msgspec.Struct, frozen=True):
    """A consultation in a list. Times are Unix ms."""

    id: str
    title: str
    status: Status
    scheduled_at: int
    opened_at: int | None
    closed_at: int | None


# --- readings ---------------------------------------------------------------------------------


def visible(record: Record, actor: Actor) -> bool:
    """Whether the actor may see a record at all."""
    if isinstance(record.event, AtTheDoor) and not is_staff(actor):
        return actor.role == "venue" and actor.venue_id in record.event.venues
    return shown_to(audience(actor), record.event)


Audience = Literal["staff", "meeting", "public"]
"""Those who run the meeting, those in it, and those who watch."""


def audience(actor: Actor) -> Audience:
    """To whom an actor belongs."""
    if is_staff(actor):
        return "staff"
    return "public" if actor.role == "viewer" else "meeting"


def shown_to(audience: Audience, event: Event) -> bool:
    """Whether an event is for all of an audience."""
    match audience:
        case "staff":
            return True
        case "meeting":
            return not isinstance(event, STAFF_ONLY)
        case "public":
            return not isinstance(event, STAFF_ONLY + MEETING_ONLY)
        case _:
            assert_never(audience)


def snapshot(state: Consultation, actor: Actor) -> Snapshot:
    """All of a consultation that the actor may see; others than staff see public opinions alone.

    Whoever has still to be admitted sees what is meeting and where they wait.
    """
    if is_outside(state, actor.participant_id):
        return _from_outside(state, state.participants[actor.participant_id or ""])
    return _seen(state, audience(actor), waiting=_at_the_door(state, actor))


def _seen(state: Consultation, audience: Audience, *, waiting: list[WaitingView]) -> Snapshot:
    staff, public = audience == "staff", audience == "public"
    opinions = list(state.opinions.values()) if staff else _published(state)
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
        requests=[_request(request) for request in state.requests],
        speeches=[_speech(speech) for speech in state.speeches.values()],
        documents=document_views(state),
        presentation=presentation_view(state),
        opinions=[_opinion(opinion, in_full=staff) for opinion in _bounded(state, opinions)],
        opinion_counts=_counts(opinions),
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
        floor_rules=state.floor_rules,
        deputies=list(state.deputies),
        presiding=chair(state),
        interrupted_at=state.interrupted_at,
        captions=[_caption(caption) for caption in state.captions],
        caption_languages=list(state.caption_languages),
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


def opinion_by_receipt(state: Consultation, receipt: str) -> OpinionView:
    """How an opinion stands, for its author; raises `Refused("no_such_opinion")`."""
    opinion_id = state.receipts.get(receipt)
    if opinion_id is None:
        raise Refused("no_such_opinion")
    return _opinion(state.opinions[opinion_id], in_full=True)


def opinions_before(
    state: Consultation, actor: Actor, before: str | None, limit: int
) -> list[OpinionView]:
    """Up to `limit` opinions, the newest first, from the one that came before opinion `before`.

    For staff alone; raises `Refused`.
    """
    if not is_staff(actor):
        raise Refused("not_authorized")
    if before is not None and before not in state.opinions:
        raise Refused("no_such_opinion")
    newest_first = state.opinions.last(len(state.opinions))
    if before is not None:
        newest_first = dropwhile(lambda one: one.opinion_id != before, newest_first)
        next(newest_first)
    return [_opinion(one, in_full=True) for one in islice(newest_first, limit)]


def wall(state: Consultation) -> Wall:
    """The newest `WALL_OPINIONS_MAX` public opinions."""
    newest = _published(state)[: -WALL_OPINIONS_MAX - 1 : -1]
    return Wall(
        id=state.id,
        version=state.wall_seq,
        total=len(state.published),
        opinions=[_opinion(opinion, in_full=False) for opinion in newest],
    )


def summary(state: Consultation) -> Summary:
    """One line of a list."""
    return Summary(
        id=state.id,
        title=state.title,
        status=state.status,
        scheduled_at=state.scheduled_at,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
    )


def summarized(before: Summary | None, record: Record) -> Summary:
    """The line of a list after one more record, made without replaying the whole log."""
    event = record.event
    if isinstance(event, ConsultationCreated):
        return Summary(event.id, event.title, "planned", event.scheduled_at, None, None)
    assert before is not None, "a log creates its consultation first"
    match event:
        case ConsultationOpened():
            return replace(before, status="open", opened_at=record.at)
        case ConsultationAdjourned():
            return replace(before, status="adjourned")
        case ConsultationResumed():
            return replace(before, status="open")
        case ConsultationClosed():
            return replace(before, status="closed", closed_at=record.at)
        case _:
            return before


def _published(state: Consultation) -> list[Opinion]:
    """In the order in which they became public."""
    ids = sorted(state.published.items(), key=lambda entry: entry[1])
    return [state.opinions[id] for id, _ in ids]


def _bounded(state: Consultation, opinions: list[Opinion]) -> list[Opinion]:
    """What a snapshot holds of `opinions`, which are in order."""
    screened = [one.opinion_id for one in opinions if one.state != "submitted"]
    sources = (one.source for one in state.outcomes.values())
    kept = {one.id for one in sources if one.kind == "opinion"}
    kept.update(screened[-SNAPSHOT_OPINIONS_MAX:])
    return [one for one in opinions if one.state == "submitted" or one.opinion_id in kept]


def _counts(opinions: list[Opinion]) -> OpinionCounts:
    found = Counter(one.state for one in opinions)
    return OpinionCounts(found["submitted"], found["published"], found["withheld"])


def _request(request: Request) -> RequestView:
    return RequestView(
        request_id=request.request_id,
        participant_id=request.participant_id,
        kind=request.kind,
        note=request.note,
        item_id=request.item_id,
        seat_id=request.seat_id,
        requested_at=request.requested_at,
        question_id=request.question_id,
        forwarded_by=request.forwarded_by,
    )


def _speech(speech: Speech) -> SpeechView:
    return SpeechView(
        speech_id=speech.speech_id,
        participant_id=speech.participant_id,
        kind=speech.kind,
        seconds=speech.seconds,
        item_id=speech.item_id,
        seat_id=speech.seat_id,
        granted_at=speech.granted_at,
        started_at=speech.started_at,
        ended_at=speech.ended_at,
        ended=speech.ended,
        question_id=speech.question_id,
        paused_at=speech.paused_at,
        pause_reason=speech.pause_reason,
        paused_ms=speech.paused_ms,
    )


def _opinion(opinion: Opinion, *, in_full: bool) -> OpinionView:
    return OpinionView(
        opinion_id=opinion.opinion_id,
        text=opinion.text,
        name=opinion.name,
        region=opinion.region,
        state=opinion.state,
        submitted_at=opinion.submitted_at,
        published_at=opinion.published_at,
        receipt=opinion.receipt if in_full else None,
        reason=opinion.reason if in_full else None,
    )


def _outcome(outcome: Outcome) -> OutcomeView:
    return OutcomeView(
        outcome_id=outcome.outcome_id,
        text=outcome.text,
        unit=outcome.unit,
        due=outcome.due,
        source=outcome.source,
        recorded_at=outcome.recorded_at,
    )


def _caption(caption: Caption) -> CaptionView:
    return CaptionView(
        caption_id=caption.caption_id,
        speech_id=caption.speech_id,
        participant_id=caption.participant_id,
        language=caption.language,
        text=caption.text,
        started_at=caption.started_at,
        ended_at=caption.ended_at,
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
