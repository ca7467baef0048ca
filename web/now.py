"""What is happening now, for the public: a reading of the viewer's snapshot."""

from sessions.ballot_views import BallotView, VoteView
from sessions.floor_views import SpeechView
from sessions.questions import answer_state
from sessions.state import Consultation
from sessions.types import Actor, Participant
from sessions.views import ItemView, Snapshot, snapshot
from web.responses.now import (
    Now,
    NowAnswer,
    NowBallot,
    NowDocument,
    NowItem,
    NowQuestion,
    NowSpeaker,
    NowVote,
)
from web.routes import API

VIEWER = Actor(role="viewer")
BALLOTS = 10
"""Votes that the public page shows; the minutes have them all."""


def now_of(
    state: Consultation,
    on_air: bool,
    rehearsal: bool,
    wall_next: int = 0,
    storage: str = "",
    stream_stored: bool = False,
) -> Now:
    """The running item, its questions and the floor's holders, as a viewer may see them.

    During a `rehearsal` it is of the record before it. The wall has chunks up to `wall_next`; 0 for
    whoever reads no wall. `storage` and `stream_stored` are as in `Now`.
    """
    view = snapshot(state, VIEWER)
    return Now(
        id=view.id,
        title=view.title,
        status=view.status,
        scheduled_at=view.scheduled_at,
        opened_at=view.opened_at,
        closed_at=view.closed_at,
        rehearsal=rehearsal,
        item=running_item(view.agenda),
        speakers=[speaker(view, speech) for speech in view.speeches if speech.ended_at is None],
        document=shown_document(view),
        questions=asked(state),
        ballots=votes(view),
        on_air=on_air,
        stream=f"/live/{view.id}/index.m3u8",
        caption_languages=view.caption_languages,
        wall_next=wall_next,
        storage=storage,
        stream_stored=stream_stored,
        recording=state.recording.published_at is not None,
    )


def shown_document(view: Snapshot) -> NowDocument | None:
    """What is being shown, if the public may see it."""
    shown = view.presentation
    if shown is None:
        return None
    document = next(one for one in view.documents if one.document_id == shown.document_id)
    if not document.public:
        return None
    return NowDocument(
        document_id=document.document_id,
        name=document.name,
        page=shown.page,
        pages=document.pages,
        image=f"{API}/{view.id}/presented/{document.document_id}/{shown.page}",
    )


def running_item(agenda: list[ItemView]) -> NowItem | None:
    """The one that has begun and not ended."""
    for number, entry in enumerate(agenda, start=1):
        if entry.started_at is not None and entry.closed_at is None:
            return NowItem(
                id=entry.item.id,
                title=entry.item.title,
                kind=entry.item.kind,
                number=number,
                of=len(agenda),
                planned_minutes=entry.item.planned_minutes,
                started_at=entry.started_at,
            )
    return None


def asked(state: Consultation) -> list[NowQuestion]:
    """What departments were asked under the running item."""
    return [
        NowQuestion(
            question_id=one.question_id,
            text=one.text,
            answers=[
                NowAnswer(state.participants[id].name, answer_state(state, one, id))
                for id in one.to
            ],
        )
        for one in state.questions.values()
        if one.item_id == state.running_item and one.withdrawn is None
    ]


def speaker(view: Snapshot, speech: SpeechView) -> NowSpeaker:
    """A holder of the floor; the seat's person where a venue speaks for one of its seats."""
    holder = next(p for p in view.participants if p.id == speech.participant_id)
    venue = next(v for v in view.venues if v.id == holder.venue_id)
    seat = next((s for v in view.venues for s in v.seats if s.id == speech.seat_id), None)
    person = seat or holder
    return NowSpeaker(
        speech_id=speech.speech_id,
        participant_id=holder.id,
        name=person.name,
        short_name=person.short_name if isinstance(person, Participant) else "",
        title=person.title,
        organization=person.organization,
        venue=venue.name,
        level=venue.level,
        kind=speech.kind,
        seconds=speech.seconds,
        granted_at=speech.granted_at,
        started_at=speech.started_at,
        paused_at=speech.paused_at,
        pause_reason=speech.pause_reason,
        paused_ms=speech.paused_ms,
    )


def votes(view: Snapshot) -> list[NowBallot]:
    """What is being voted on and what was, the newest first."""
    shown = [one for one in view.ballots if one.status in ("open", "closed")]
    shown.sort(key=lambda one: one.opened_at or 0, reverse=True)
    return [_ballot(view, one) for one in shown[:BALLOTS]]


def _ballot(view: Snapshot, ballot: BallotView) -> NowBallot:
    return NowBallot(
        ballot_id=ballot.ballot_id,
        terms=ballot.terms,
        status=ballot.status,
        closes_at=ballot.closes_at,
        result=ballot.result,
        votes=[NowVote(_name(view, vote), vote.choices) for vote in ballot.votes],
    )


def _name(view: Snapshot, vote: VoteView) -> str:
    """Of a participant or a seat."""
    if vote.seat_id is not None:
        return next(s.name for v in view.venues for s in v.seats if s.id == vote.seat_id)
    return next(p.name for p in view.participants if p.id == vote.participant_id)
