"""The minutes as drafted from the log: what it says, put in their order, nothing added.

`build` reads the log alone. Every form of the minutes is made from the one `Minutes` it returns,
and the record of the meeting (`record_lines.py`) too, so names, times and numbers agree.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from sessions.consultation import replay
from sessions.documents import attached, is_relied_on
from sessions.events import AnswersWaived, ParticipantJoined, Record
from sessions.heads import SignedHead
from sessions.interpretation_lines import interpretation_lines
from sessions.minutes import (
    Attendance,
    AttendanceLine,
    DocumentLine,
    Issue,
    ItemLine,
    Minutes,
    OpinionLine,
    Opinions,
    OutcomeLine,
    Proof,
    VenueLine,
)
from sessions.minutes_parts import (
    levels,
    public_opinions,
    questions,
    quorum,
    roll_calls,
    unanswered,
)
from sessions.minutes_speeches import People, SpeechLine, speech_lines
from sessions.minutes_types import Signature, block_changes
from sessions.minutes_versions import signature_of
from sessions.opinions import words_of
from sessions.override_lines import override_lines
from sessions.questions import TAKEN_BACK
from sessions.state import Consultation
from sessions.tally import Standing, tally
from sessions.types import SYSTEM, Connection
from sessions.views import ItemView, OutcomeView, Snapshot, snapshot
from sessions.vote_lines import ballot_lines, stance_lines


def build(records: Sequence[Record], head: SignedHead | None = None) -> Minutes:
    """The minutes of the log `records`, complete from its first record.

    While the consultation lasts they are a draft as of the last record. Once they are approved
    they rest on the log as far as that, whatever it says since. `head` is the latest that was
    signed of this log.
    """
    state = replay(records)
    signature = signature_of(state)
    if state.minutes.approval is not None:
        records = records[: state.minutes.approval.seq]
        state = replay(records)
    made = replace(minutes_of(state, records, head), changes=block_changes(state.minutes))
    return made if signature is None else issued(made, signature)


def issued(minutes: Minutes, signature: Signature) -> Minutes:
    """`minutes` with what makes them official."""
    issue = Issue(number=signature.number, signer=signature.signer, issued_on=signature.date)
    return replace(minutes, issue=issue)


def minutes_of(
    state: Consultation, records: Sequence[Record], head: SignedHead | None = None
) -> Minutes:
    """What the log says, where `state`, what `records` amount to, is known; nothing edited."""
    view = snapshot(state, SYSTEM)
    waived = [record.event for record in records if isinstance(record.event, AnswersWaived)]
    people = People(state)
    by_item: dict[int | None, list[SpeechLine]] = {}
    for line in speech_lines(state, records).values():
        by_item.setdefault(line.item, []).append(line)
    return Minutes(
        id=view.id,
        title=view.title,
        status=view.status,
        scheduled_at=view.scheduled_at,
        opened_at=view.opened_at,
        closed_at=view.closed_at,
        venues=_venues(view, records),
        chairs=people.of_role("chair"),
        clerks=people.of_role("clerk"),
        attendance=_attendance(people, state, records),
        items=[
            _item(n, item, by_item.get(n, []), state, waived)
            for n, item in enumerate(view.agenda, start=1)
        ],
        other_speeches=by_item.get(None, []),
        documents=_documents(state),
        opinions=_opinions(state),
        ballots=ballot_lines(view),
        stances=stance_lines(view),
        outcomes=[_outcome(n, o, state, people) for n, o in enumerate(view.outcomes, start=1)],
        overrides=override_lines(state, records),
        interpretation=interpretation_lines(state, records),
        proof=Proof(records[-1].seq, records[-1].hash, "" if head is None else head.text()),
    )


def _venues(view: Snapshot, records: Sequence[Record]) -> list[VenueLine]:
    venue_of = {p.id: p.venue_id for p in view.participants}
    used: dict[str, set[Connection]] = {}
    for record in records:
        if isinstance(record.event, ParticipantJoined):
            venue_id = venue_of[record.event.participant_id]
            used.setdefault(venue_id, set()).add(record.event.connection)
    return [
        VenueLine(v.name, v.level, v.region_code, sorted(used.get(v.id, set())))
        for v in view.venues
    ]


def _attendance(people: People, state: Consultation, records: Sequence[Record]) -> Attendance:
    attendees = tally(state, records, records[-1].at)

    def standing(as_: Standing) -> list[AttendanceLine]:
        return [
            AttendanceLine(
                person=people.someone(a.participant_id, a.seat_id),
                seconds=a.seconds,
                first_here_at=a.first_here_at,
                last_here_at=a.last_here_at,
                late_seconds=a.late_seconds,
                early_seconds=a.early_seconds,
                substitute=a.substitute,
            )
            for a in attendees
            if a.standing == as_
        ]

    return Attendance(
        present=standing("present"),
        observing=standing("observing"),
        excused=standing("excused"),
        absent=standing("absent"),
        levels=levels(state, attendees),
        quorum=quorum(state, records),
        roll_calls=roll_calls(state),
    )


def _item(
    number: int,
    view: ItemView,
    speeches: list[SpeechLine],
    state: Consultation,
    waived: Sequence[AnswersWaived],
) -> ItemLine:
    return ItemLine(
        number=number,
        title=view.item.title,
        kind=view.item.kind,
        planned_minutes=view.item.planned_minutes,
        started_at=view.started_at,
        closed_at=view.closed_at,
        speeches=speeches,
        questions=questions(state, view.item.id),
        unanswered=unanswered(state, waived, view.item.id),
        id=view.item.id,
    )


def _documents(state: Consultation) -> list[DocumentLine]:
    """In the agenda's order; what was removed comes last of its item."""
    relied_on = [one for one in state.documents.values() if is_relied_on(one)]
    places = {id: place for place, id in enumerate(attached(state))}
    items = {id: place for place, id in enumerate(state.agenda)}
    relied_on.sort(key=lambda d: (items[d.item_id], places.get(d.document_id, len(places))))
    return [
        DocumentLine(
            number=number,
            item=state.agenda[one.item_id].item.title,
            name=one.name,
            pages=one.pages,
            bytes=one.bytes,
            sha256=one.sha256,
            shown_at=one.shown_at,
            removed=one.removed,
        )
        for number, one in enumerate(relied_on, start=1)
    ]


def _opinions(state: Consultation) -> Opinions:
    """Of the whole log: a snapshot, made for one frame, leaves the older ones out."""
    states = Counter(o.state for o in state.opinions.values())
    return Opinions(
        received=states.total(),
        withheld=states["withheld"],
        waiting=states["submitted"],
        published=[
            OpinionLine(
                number=n,
                text=o.text,
                name=o.name,
                region=o.region,
                published_at=o.published_at or 0,
                opinion_id=o.opinion_id,
                merged=len(o.merged),
                supports=o.supports,
            )
            for n, o in enumerate(public_opinions(state), start=1)
        ],
    )


def _outcome(number: int, outcome: OutcomeView, state: Consultation, people: People) -> OutcomeLine:
    source, at = outcome.source, None
    match source.kind:
        case "item":
            text, at = state.agenda[source.id].item.title, state.agenda[source.id].started_at
        case "speech":
            speech = state.speeches[source.id]
            text, at = people.someone(speech.participant_id, speech.seat_id).name, speech.started_at
        case "opinion":
            text = words_of(state.opinions[source.id]) or TAKEN_BACK["zh-CN"]
    return OutcomeLine(
        number, outcome.text, outcome.unit, outcome.due, source.kind, text, outcome.outcome_id, at
    )
