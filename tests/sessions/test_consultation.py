"""Any sequence of commands: each is refused without a trace, or leaves the consultation sound."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from sessions import commands as c
from sessions.audience import STAFF_ONLY, visible
from sessions.chain import seal, verify
from sessions.consultation import due, holders, next_due, replay
from sessions.errors import CODES, Refused
from sessions.opinion_views import wall
from sessions.state import Consultation
from sessions.tally import tally
from sessions.types import AgendaItem, Participant, Seat, Source, Venue
from sessions.views import snapshot
from tests.support.consultation import NOW, PEOPLE, Scene, attach, joined, opened, started

WHO = st.sampled_from([*(one.id for one in PEOPLE), "organizer", "public", "system"])
STAFF = st.sampled_from(["chair", "clerk", "organizer", "chair", "clerk", "member", "room_sf"])
ASKER = st.sampled_from(
    ["member", "member2", "dept", "rep", "room_sf", "room_zz", "expert", "guest"]
)
PERSON = st.sampled_from([*(one.id for one in PEOPLE), "xx"])
ITEM = st.sampled_from(["briefing", "questions", "answers", "statements", "xx"])
SEAT = st.sampled_from(["sf1", "zz1", "lk1", "xx"])
SECONDS = st.integers(1, 6 * 3600)
STATUS = st.sampled_from(["present", "excused", "absent"])
KIND = st.sampled_from(["statement", "question", "answer"])
SECRET = "保密"

Index = st.integers(0, 3)
Recent = st.sampled_from([0, 0, 0, 1, 2])


def newest(collection: Any, back: int) -> str:
    """The id of one of the newest things, or of none."""
    ids = list(collection)
    return ids[-1 - back] if back < len(ids) else "xx"


class Meeting(RuleBasedStateMachine):
    """Anybody tries anything; mostly the chair and people who are there."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.done = 0

    @property
    def state(self) -> Consultation:
        return self.scene.now_state

    def attempt(self, who: str, command: c.AnyCommand) -> None:
        before, count = self.state, len(self.scene.records)
        refusal: Refused | None = None
        try:
            self.scene.act(who, command)
        except Refused as raised:
            refusal = raised
        if refusal is None:
            self.done += 1
            return
        assert refusal.code in CODES
        assert refusal.message()
        assert refusal.message("en")
        assert self.state is before
        assert len(self.scene.records) == count

    @initialize(begin=st.sampled_from([Scene, joined, opened, started, started, started]))
    def begin(self, begin: Callable[[], Scene]) -> None:
        self.scene = begin()

    # --- the sitting ---

    @rule(who=STAFF, kind=st.sampled_from([c.OpenConsultation, c.ResumeConsultation]))
    def open_or_resume(self, who: str, kind: type[c.OpenConsultation]) -> None:
        self.attempt(who, kind())

    @rule(who=STAFF)
    def adjourn(self, who: str) -> None:
        self.attempt(who, c.AdjournConsultation())

    @precondition(lambda self: self.done > 12)
    @rule(who=STAFF)
    def close(self, who: str) -> None:
        self.attempt(who, c.CloseConsultation())

    @rule(who=st.sampled_from(["chair", "clerk", "dept"]), item=ITEM)
    def start_item(self, who: str, item: str) -> None:
        self.attempt(who, c.StartItem(item))

    @rule(who=st.sampled_from(["chair", "rep"]), item=ITEM)
    def close_item(self, who: str, item: str) -> None:
        self.attempt(who, c.CloseItem(item))

    @rule(who=STAFF, n=Index, level=st.sampled_from(["national", "county"]), seat=SEAT)
    def prepare(self, who: str, n: int, level: Any, seat: str) -> None:
        venue = Venue(f"v{n}", "新会场", level, "430211", "zz", [Seat(f"{seat}{n}", "席位")])
        person = Participant(f"p{n}", "新来者", "member" if n else "chair", f"v{n}")
        commands: list[c.AnyCommand] = [
            c.AddVenue(venue),
            c.RegisterParticipant(person),
            c.AddItem(AgendaItem(f"i{n}", "补充", "statements", 5)),
            c.IssueInvitation(f"{SECRET}{n}", "member", NOW + 10**9),
            c.RevokeInvitation(f"{SECRET}{n}"),
        ]
        for command in commands:
            self.attempt(who, command)

    # --- the floor ---

    @rule(everybody=st.permutations(["member", "dept", "rep", "expert"]))
    def many_ask(self, everybody: list[str]) -> None:
        for who in everybody:
            self.attempt(who, c.RequestFloor())

    @rule(who=ASKER, kind=KIND, seat=st.none() | SEAT)
    def request(self, who: str, kind: Any, seat: str | None) -> None:
        self.attempt(who, c.RequestFloor(kind, "", seat))

    @rule(who=STAFF, at=Recent, position=Index)
    def move(self, who: str, at: int, position: int) -> None:
        ids = [request.request_id for request in self.state.requests]
        self.attempt(who, c.MoveRequest(newest(ids, at), position))

    @rule(who=WHO, at=Recent)
    def withdraw(self, who: str, at: int) -> None:
        ids = [request.request_id for request in self.state.requests]
        self.attempt(who, c.WithdrawRequest(newest(ids, at), "理由"))

    @rule(
        who=st.sampled_from(["chair", "clerk", "member"]),
        at=Recent,
        seconds=st.none() | SECONDS,
        dialogue=st.booleans(),
    )
    def grant(self, who: str, at: int, seconds: int | None, dialogue: bool) -> None:
        ids = [request.request_id for request in self.state.requests]
        self.attempt(who, c.GrantFloor(newest(ids, at), None, seconds, dialogue))

    @rule(who=st.sampled_from(["chair", "clerk", "member"]), named=PERSON, dialogue=st.booleans())
    def call(self, who: str, named: str, dialogue: bool) -> None:
        self.attempt(who, c.GrantFloor(participant_id=named, dialogue=dialogue))

    @rule(
        who=st.sampled_from([None, None, "chair", "chair", "public"]),
        back=Recent,
        make=st.sampled_from(
            [c.StartSpeech, c.YieldFloor, c.RevokeFloor, lambda id: c.ExtendSpeech(id, 3600)]
        ),
    )
    def speech(self, who: str | None, back: int, make: Callable[[str], c.AnyCommand]) -> None:
        id = newest(self.state.speeches, back)
        speech = self.state.speeches.get(id)
        self.attempt(who or (speech.participant_id if speech else "chair"), make(id))

    @rule(who=STAFF, n=Index, item=ITEM)
    def attach(self, who: str, n: int, item: str) -> None:
        self.attempt(who, attach(f"d{n}", item, public=n > 0))

    @rule(
        who=WHO,
        back=Recent,
        n=Index,
        make=st.sampled_from(
            [
                lambda id, n: c.PresentDocument(id),
                lambda id, n: c.PresentDocument(id, n + 1, "dept"),
                lambda id, n: c.TurnPage(id, n + 1),
                lambda id, n: c.MoveDocument(id, n),
                lambda id, n: c.RemoveDocument(id),
                lambda id, n: c.StopPresenting(),
            ]
        ),
    )
    def documents(
        self, who: str, back: int, n: int, make: Callable[[str, int], c.AnyCommand]
    ) -> None:
        self.attempt(who, make(newest(self.state.documents, back), n))

    @precondition(lambda self: self.state.floor)
    @rule(make=st.sampled_from([c.StartSpeech, c.YieldFloor]), back=st.integers(0, 1))
    def holder(self, make: Callable[[str], c.AnyCommand], back: int) -> None:
        id = self.state.floor[-1 - back % len(self.state.floor)]
        self.attempt(self.state.speeches[id].participant_id, make(id))

    @rule(seconds=st.sampled_from([0.001, 5, 20]))
    def wait(self, seconds: float) -> None:
        self.scene.wait(seconds)
        for command in due(self.state, self.scene.now):
            self.scene.act("system", command)  # what is due is never refused
        after = next_due(self.state)
        assert after is None or after > self.scene.now - 1000

    # --- the public, attendance ---

    @rule(who=WHO, n=st.integers(0, 20))
    def submit(self, who: str, n: int) -> None:
        self.attempt(who, c.SubmitOpinion(f"o{n}", f"{SECRET}回执{n}", f"意见{n}"))

    @rule(who=STAFF, back=Recent)
    def publish(self, who: str, back: int) -> None:
        self.attempt(who, c.PublishOpinion(newest(self.state.opinions, back)))

    @rule(who=STAFF, back=Recent)
    def withhold(self, who: str, back: int) -> None:
        self.attempt(who, c.WithholdOpinion(newest(self.state.opinions, back), f"{SECRET}理由"))

    @precondition(lambda self: self.state.published)
    @rule(who=STAFF)
    def take_back(self, who: str) -> None:
        self.attempt(who, c.WithholdOpinion(next(iter(self.state.published)), f"{SECRET}理由"))

    @rule(who=STAFF, kind=st.sampled_from(["item", "speech", "opinion"]), back=Recent)
    def outcome(self, who: str, kind: Any, back: int) -> None:
        state = self.state
        where = {"item": state.agenda, "speech": state.speeches, "opinion": state.opinions}[kind]
        source = Source(kind, newest(where, back))
        self.attempt(who, c.RecordOutcome("成果", "单位", "2026-09-30", source))

    @rule(who=st.just("system") | WHO, person=PERSON, leave=st.booleans())
    def come_and_go(self, who: str, person: str, leave: bool) -> None:
        self.attempt(who, c.LeaveConsultation(person) if leave else c.JoinConsultation(person))

    @rule(who=STAFF, status=STATUS, person=st.none() | PERSON, seat=st.none() | SEAT)
    def mark(self, who: str, status: Any, person: str | None, seat: str | None) -> None:
        self.attempt(who, c.MarkAttendance(status, person, seat, "理由"))

    # --- what always holds ---

    @invariant()
    def the_floor_is_sound(self) -> None:
        state = self.state
        assert len(state.floor) <= 2
        assert len(set(holders(state))) == len(state.floor)
        lasting = {id for id, speech in state.speeches.items() if speech.ended is None}
        assert lasting == set(state.floor)
        assert all(
            speech.participant_id in state.joined or speech.started_at is not None
            for speech in map(state.speeches.get, lasting)
            if speech
        )
        assert state.status == "open" or not state.floor

    @invariant()
    def the_list_is_sound(self) -> None:
        state = self.state
        asked = [request.participant_id for request in state.requests]
        assert len(set(asked)) == len(asked)
        assert not set(asked) & set(holders(state))
        assert {r.item_id for r in state.requests} <= {None, state.running_item}
        assert state.status != "closed" or not state.requests

    @invariant()
    def what_is_shown_is_sound(self) -> None:
        state, shown = self.state, self.state.presentation
        there = [id for ids in state.item_documents.values() for id in ids]
        assert sorted(there) == sorted(id for id, d in state.documents.items() if not d.removed)
        if shown is not None:
            assert state.status == "open"
            assert shown.document_id in there
            assert 1 <= shown.page <= state.documents[shown.document_id].pages
            assert shown.speech_id in (None, *state.floor)

    @invariant()
    def at_most_one_item_runs(self) -> None:
        running = [
            id
            for id, item in self.state.agenda.items()
            if item.started_at is not None and item.closed_at is None
        ]
        assert running == ([self.state.running_item] if self.state.running_item else [])
        assert self.state.status in ("open", "adjourned") or not running

    @invariant()
    def others_than_staff_see_nothing_of_theirs(self) -> None:
        viewer = self.scene.actor("public")
        view = msgspec.json.encode([snapshot(self.state, viewer), wall(self.state)]).decode()
        assert SECRET not in view
        public = {id for id, one in self.state.opinions.items() if one.state == "published"}
        assert set(self.state.published) == public
        assert {opinion.opinion_id for opinion in snapshot(self.state, viewer).opinions} == public
        hidden = [r for r in self.scene.records[-3:] if isinstance(r.event, STAFF_ONLY)]
        assert not any(visible(record, viewer) for record in hidden)

    def teardown(self) -> None:
        """The log alone amounts to the state, and it is whole."""
        records, state = self.scene.records, self.state
        assert replay(records) == state
        half = len(records) // 2
        assert replay(records[half:], replay(records[:half])) == state
        assert verify(seal(r.prev_hash, r.seq, r.at, r.actor, r.event)[1] for r in records) == []
        for row in tally(state, records, self.scene.now):
            assert 0 <= row.seconds * 1000 <= self.scene.now - NOW


def test_any_sequence_of_commands() -> None:
    run_state_machine_as_test(
        Meeting, settings=settings(max_examples=200, stateful_step_count=80, deadline=None)
    )


def test_states_are_left_alone_by_what_follows() -> None:
    scene = opened()
    before, kept = scene.now_state, replay(scene.records)
    scene.act("member", c.RequestFloor())
    scene.act("chair", c.GrantFloor(participant_id="member"))
    scene.act("public", c.SubmitOpinion("o1", "r1", "意见"))
    assert before == kept
    assert before != scene.now_state


def test_a_log_follows_itself_alone() -> None:
    records = opened().records
    skipped = [*records[:3], *records[4:]]
    foreign = [records[0], replace(records[1], prev_hash="f" * 64)]
    for log in (skipped, foreign, records[1:], []):
        with pytest.raises(AssertionError):
            replay(log)
