"""Random meetings: whoever does whatever in whatever order, what must hold holds.

Commands come from their types alone (`tests/support/anything.py`). STATE_MACHINE_STEPS=200000 makes
the long run longer.
"""

import os
from collections import Counter
from random import Random
from typing import get_args

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from sessions import commands as c
from sessions.audience import STAFF_ONLY, visible
from sessions.chain import START, Stored, seal, unseal, verify
from sessions.clock import elapsed_ms
from sessions.config import FLOOR_HOLDERS_MAX
from sessions.consultation import decide, due, replay
from sessions.errors import Refused
from sessions.events import tag
from sessions.minutes_seal import differing, sealed
from sessions.minutes_types import MinutesStage
from sessions.opinion_views import wall
from sessions.outcome_types import UnitRef
from sessions.roles import TABLE
from sessions.state import Consultation
from sessions.summaries import summarized
from sessions.tally import tally
from sessions.types import SYSTEM, Actor, ActorRole, Participant, Source
from sessions.views import snapshot
from tests.support.anything import Anything
from tests.support.consultation import ORGANIZER, PEOPLE, VIEWER, Scene

COMMANDS: list[type[c.Command]] = sorted(get_args(c.AnyCommand), key=tag)
STEPS = int(os.environ.get("STATE_MACHINE_STEPS", "3000"))
CLOSING = {c.CloseConsultation}
"""Ends a meeting, and so comes seldom."""
AFTERWARDS: list[type[c.Command]] = sorted(get_args(c.MinutesCommand), key=tag)
"""What the office does once it is over."""
NEVER_ACCEPTED: dict[type[c.Command], str] = {
    c.WithdrawOpinion: "by its receipt and its author's token, which nobody guesses",
}
"""Commands that no random run gets accepted, and why."""

TRIES = 25
MEETING = 600
"""In the long run, whose point is that everything is done."""
PAUSES = [*[0] * 8, *[1] * 8, 5, 30, 600]
"""Seconds between two commands."""


class Meeting:
    """A consultation to which anything is done."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.accepted = Counter[type[c.Command]]()
        self.refused = Counter[str]()
        self._elapsed: dict[str, int] = {}
        self._seconds: dict[str, int] = {}

    @property
    def state(self) -> Consultation:
        return self.scene.now_state

    def actors(self) -> list[Actor]:
        """Everybody there is, and some who claim to be what they are not."""
        people = [self.scene.actor(person.id) for person in self.state.participants.values()]
        impostors = [
            Actor("chair", "member", "sf", "冒充主持人"),
            Actor("venue", "nobody", "cn", "冒充操作员"),
            Actor("member"),
        ]
        ports = [
            Actor("captioner", id, name=one.caption_port.name)
            for id, one in self.state.invitations.items()
            if one.caption_port is not None
        ]
        return [*people, *ports, ORGANIZER, VIEWER, SYSTEM, *impostors]

    def act(self, random: Random, kind: type[c.Command], tries: int = 1) -> None:
        """A kind of command, until it is accepted or was tried so often."""
        self.scene.wait(random.choice(PAUSES))
        self.clocks()
        anything = Anything(random, self.state, self.scene.now)
        for _ in range(tries):
            command = self._served(anything.struct(kind))
            if self._try(self._somebody(random, kind), command):
                return

    def _served(self, command: c.AnyCommand) -> c.AnyCommand:
        """What is the service's own to say in a command, as the service says it."""
        match command:
            case c.OpenBallot(ballot_id=id):
                ballot = self.state.ballots.get(id)
                secret = ballot is not None and ballot.terms.method == "secret"
                return replace(command, modulus="AQAB" if secret else "")
            case c.CloseBallot():
                return replace(command, papers=[])
            case c.SignMinutes() if self.state.minutes.stage is MinutesStage.APPROVED:
                return sealed(self.scene.records, command)
            case _:
                return command

    def _try(self, actor: Actor, command: c.AnyCommand) -> bool:
        """Whether it was accepted; what must hold of it is looked at either way."""
        before, count = self.state, len(self.scene.records)
        try:
            records = self.scene.do(actor, command)
        except Refused as refusal:
            assert self.scene.state is before
            assert len(self.scene.records) == count
            self.refused[refusal.code] += 1
            return False
        self.accepted[type(command)] += 1
        role: ActorRole = actor.role
        if before.presiding is not None and actor.participant_id == before.presiding:
            role = "chair"
        elif before.presiding is not None and actor.participant_id == "chair":
            role = "member"  # until they take the chair back
        assert role in TABLE[type(command)], f"{actor} was let do {command}"
        self._is_who_it_claims(actor)
        for record in records:
            assert record.actor == actor
            assert unseal(self.stored(record.seq)) == record
        return True

    def _is_who_it_claims(self, actor: Actor) -> None:
        if actor.role == "captioner":
            assert not self.state.invitations[actor.participant_id or ""].revoked
        elif actor.participant_id is not None:
            assert self.state.participants[actor.participant_id].role == actor.role, actor

    def _somebody(self, random: Random, kind: type[c.Command]) -> Actor:
        """Often who may, and often who has the floor, asked for it, or is asked to correct."""
        able = [one for one in self.actors() if one.role in TABLE[kind]]
        speeches = [self.state.speeches[id].participant_id for id in self.state.floor]
        asked = [request.participant_id for request in self.state.requests]
        circulation = self.state.minutes.circulation
        asked += [] if circulation is None else circulation.to
        busy = [one for one in able if one.participant_id in (*speeches, *asked)]
        if busy and random.random() < 0.4:
            return random.choice(busy)
        return random.choice(able if able and random.random() < 0.8 else self.actors())

    def open(self) -> None:
        """However few are there."""
        self.scene.act("organizer", c.OpenConsultation("人少也开"))

    def knock(self, late: list[Participant]) -> None:
        """They come to a closed door, unless they are here already."""
        self._try(ORGANIZER, c.SetWaitingRoom(True))
        for person in late:
            self._try(SYSTEM, c.JoinConsultation(person.id))

    def close(self) -> None:
        """Unless a ballot or an answer is waited for."""
        self._try(ORGANIZER, c.CloseConsultation())

    def tick(self) -> None:
        """What the clock asks for is done, or was done by somebody at the same moment."""
        for command in due(self.state, self.scene.now):
            self.scene.do(SYSTEM, command)

    def stored(self, seq: int) -> Stored:
        record = self.scene.records[seq - 1]
        return seal(record.prev_hash, record.seq, record.at, record.actor, record.event)[1]

    # --- what must hold -----------------------------------------------------------------------

    def floor_and_list(self) -> None:
        state = self.state
        assert len(state.floor) <= FLOOR_HOLDERS_MAX
        assert len(set(state.floor)) == len(state.floor)
        assert all(state.speeches[id].ended is None for id in state.floor)
        lasting = [speech.speech_id for speech in state.speeches.values() if speech.ended is None]
        assert sorted(lasting) == sorted(state.floor)
        ids = [request.request_id for request in state.requests]
        assert len(set(ids)) == len(ids)
        if state.status != "open":
            assert not state.floor

    def channels(self) -> None:
        """Whoever interprets is here, may be heard, and is the one of their language."""
        state = self.state
        for language, one in state.interpreting.items():
            who = state.participants[one.participant_id]
            assert (who.role, who.interprets_into) == ("interpreter", language)
            assert who.id in state.joined
            assert who.id not in state.muted
            assert state.status == "open"
        kinds = {"interpretation_started": 1, "interpretation_ended": -1}
        on = sum(kinds.get(tag(type(record.event)), 0) for record in self.scene.records)
        assert on == len(state.interpreting)

    def clocks(self) -> None:
        """No speech's time runs backwards."""
        for speech in self.state.speeches.values():
            elapsed = elapsed_ms(speech, self.scene.now)
            assert elapsed >= self._elapsed.get(speech.speech_id, 0)
            self._elapsed[speech.speech_id] = elapsed

    def attendance(self) -> None:
        """Nobody's time in the room runs backwards, unless somebody's word takes it away."""
        state = self.state
        for row in tally(state, self.scene.records, self.scene.now):
            assert row.seconds >= 0
            who = row.participant_id  # a seat is there as its room was, until somebody says else
            if who is not None and row.standing in ("present", "observing") and not row.marked:
                assert row.seconds >= self._seconds.get(who, 0)
                self._seconds[who] = row.seconds
            elif who is not None:
                self._seconds.pop(who, None)

    def views(self) -> None:
        """Everybody gets a snapshot, and nobody but staff what is staff's."""
        state = self.state
        codes = [o.receipt for o in state.opinions.values()] + list(state.invitations)
        hidden = [o.text for o in state.opinions.values() if o.opinion_id not in state.published]
        shown = {o.text for o in state.opinions.values() if o.opinion_id in state.published}
        for actor in (*(self.scene.actor(p.id) for p in PEOPLE), ORGANIZER, VIEWER):
            seen = msgspec.json.encode(snapshot(state, actor)).decode()
            if actor.role in ("organizer", "chair", "clerk"):
                continue
            assert not [code for code in codes if f'"{code}"' in seen]
            assert not [
                text
                for text in hidden
                if text not in shown and msgspec.json.encode(text).decode() in seen
            ]
            assert not any(
                visible(record, actor)
                for record in self.scene.records[-20:]
                if isinstance(record.event, STAFF_ONLY)
            )
        msgspec.json.encode(wall(state))
        assert not differing(self.scene.records)

    def log(self) -> None:
        """The log replays to the state, is whole, and makes the line of the list."""
        assert replay(self.scene.records) == self.state
        assert verify([self.stored(r.seq) for r in self.scene.records], after=START) == []
        line = None
        for record in self.scene.records:
            if type(record.event).__name__.startswith("Consultation"):
                line = summarized(line, record)
        assert line is not None
        assert line.status == self.state.status


class AnyMeeting(RuleBasedStateMachine):
    """Shrinks what breaks a rule to the commands that do."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = Meeting()

    @rule(kind=st.sampled_from(COMMANDS), random=st.randoms(use_true_random=False))
    def act(self, kind: type[c.Command], random: Random) -> None:
        self.meeting.act(random, kind)

    @rule(random=st.randoms(use_true_random=False))
    def intrude(self, random: Random) -> None:
        """Somebody does what is not theirs."""
        kind = random.choice(COMMANDS)
        presiding = self.meeting.state.presiding
        outsiders = [
            one
            for one in self.meeting.actors()
            if one.role not in TABLE[kind]
            and (presiding is None or one.participant_id != presiding)
        ]
        if not outsiders:
            return
        command = Anything(random, self.meeting.state, self.meeting.scene.now).struct(kind)
        with pytest.raises(Refused, match="not_authorized"):
            decide(
                self.meeting.state,
                random.choice(outsiders),
                command,
                self.meeting.scene.now,
                lambda: "id",
            )

    @rule()
    def tick(self) -> None:
        self.meeting.tick()

    @invariant()
    def floor_and_list(self) -> None:
        self.meeting.floor_and_list()

    @invariant()
    def channels(self) -> None:
        self.meeting.channels()

    def teardown(self) -> None:
        self.meeting.attendance()
        self.meeting.views()
        self.meeting.log()


AnyMeeting.TestCase.settings = settings(max_examples=15, stateful_step_count=40)
TestAnyMeeting = AnyMeeting.TestCase


def _handled(scene: Scene) -> None:
    """An outcome that is as far as being handled: chance alone seldom takes four steps in order."""
    source = Source("item", "briefing")
    scene.act("organizer", c.RecordOutcome("成果", "单位", "2026-12-31", source))
    id = next(scene.now_state.outcomes.last(1)).outcome_id
    units = UnitRef("dept"), (UnitRef(name="会办单位"),)
    for command in (
        c.ReviewOutcome(id, "file"),
        c.AssignOutcome(id, *units),
        c.SignForOutcome(id),
    ):
        scene.act("organizer", command)


def one_meeting(random: Random, rare: list[type[c.Command]]) -> Meeting:
    """A long one, in which what has been rare so far is tried more often."""
    meeting = Meeting()
    odd = random.random() < 0.5
    late = random.sample(PEOPLE, 3)  # who comes when a waiting room may be on
    for person in PEOPLE:
        if person not in late:
            meeting.scene.act("system", c.JoinConsultation(person.id))
    for step in range(MEETING):
        if step == MEETING // 5 and meeting.state.status == "planned":
            meeting.open()  # a deputy may preside
        if step == MEETING // 4 and odd:
            meeting.knock(late)
        if step == MEETING - 100 and meeting.state.status in ("open", "adjourned") and odd:
            meeting.close()
        if step % (MEETING // 4) == MEETING // 4 - 1 and meeting.state.status != "planned":
            _handled(meeting.scene)
        kinds = rare if rare and step % 2 else COMMANDS
        if step < MEETING - 40:
            kinds = [kind for kind in kinds if kind not in CLOSING] or COMMANDS
        if meeting.state.status == "closed" and step % 2:
            kinds = AFTERWARDS
        meeting.act(random, random.choice(kinds), TRIES)
        if step % 5 == 0:
            meeting.tick()
        meeting.floor_and_list()
        meeting.channels()
        if step % 200 == 199:
            meeting.attendance()
            meeting.views()
    meeting.log()
    return meeting


@pytest.mark.timeout(120 + STEPS // 50)
def test_long_meetings_accept_every_kind_of_command() -> None:
    """What no run ever does is tested by nobody here."""
    random = Random(5)  # by which all kinds are soon through
    accepted, refused = Counter[type[c.Command]](), Counter[str]()
    steps = 0
    rare: list[type[c.Command]] = []
    while steps < STEPS or (rare and steps < 12 * STEPS):
        meeting = one_meeting(random, rare)
        steps += MEETING
        accepted += meeting.accepted
        refused += meeting.refused
        rare = [k for k in COMMANDS if not accepted[k] and k not in NEVER_ACCEPTED]
    assert not rare, sorted(map(tag, rare))
    assert not [kind for kind in NEVER_ACCEPTED if accepted[kind]]
    assert len(refused) > 20
