"""Readings of the state for clients: what one role may see, as the snapshot that starts a client
off."""

from collections import Counter
from itertools import dropwhile, islice
from typing import Literal

import msgspec
from msgspec.structs import replace

from sessions.config import SNAPSHOT_OPINIONS_MAX, WALL_OPINIONS_MAX
from sessions.errors import Refused
from sessions.events import (
    STAFF_ONLY,
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationCreated,
    ConsultationOpened,
    ConsultationResumed,
    Record,
)
from sessions.roles import is_staff
from sessions.state import Caption, Consultation, Opinion, Outcome, Request, Speech
from sessions.state import Status as Status
from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceStatus,
    Participant,
    RequestKind,
    Source,
    Venue,
)


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
    seq: int
    hash: str
    venues: list[Venue]
    agenda: list[ItemView]
    participants: list[Participant]
    joined: list[str]
    """Participants connected by the log's word; momentary presence is signaling's."""
    requests: list[RequestView]
    speeches: list[SpeechView]
    opinions: list[OpinionView]
    """For staff in the order in which they came: all that wait for screening, the newest
    `SNAPSHOT_OPINIONS_MAX` of the others, and those that an outcome stems from. For others those
    that are public, in the order in which they became so, bounded likewise.
    """
    opinion_counts: OpinionCounts
    outcomes: list[OutcomeView]
    attendance: list[AttendanceView]
    captions: list[CaptionView]
    """The latest `CAPTIONS_KEPT`, oldest first."""
    caption_languages: list[str]


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
    return is_staff(actor) or not isinstance(record.event, STAFF_ONLY)


def snapshot(state: Consultation, actor: Actor) -> Snapshot:
    """All of a consultation that the actor may see; others than staff see public opinions alone."""
    staff = is_staff(actor)
    opinions = list(state.opinions.values()) if staff else _published(state)
    return Snapshot(
        id=state.id,
        title=state.title,
        status=state.status,
        scheduled_at=state.scheduled_at,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        seq=state.seq,
        hash=state.hash,
        venues=list(state.venues.values()),
        agenda=[ItemView(i.item, i.started_at, i.closed_at) for i in state.agenda.values()],
        participants=list(state.participants.values()),
        joined=[id for id in state.participants if id in state.joined],
        requests=[_request(request) for request in state.requests],
        speeches=[_speech(speech) for speech in state.speeches.values()],
        opinions=[_opinion(opinion, in_full=staff) for opinion in _bounded(state, opinions)],
        opinion_counts=_counts(opinions),
        outcomes=[_outcome(outcome) for outcome in state.outcomes.values()],
        attendance=_marks(state),
        captions=[_caption(caption) for caption in state.captions],
        caption_languages=list(state.caption_languages),
    )


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
