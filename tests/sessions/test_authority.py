"""The authority matrix cell by cell: every role, every place in the tree, every command."""

import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect
from msgspec.structs import replace

from sessions import authority
from sessions import commands as c
from sessions.consultation import decide
from sessions.errors import Refused
from sessions.events import AnyEvent, AttendanceMarked, AuthorityOverridden, tag
from sessions.roles import BY_WORD, NEED_REASON, SPEAKERS, TABLE
from sessions.state import Consultation
from sessions.state.stage import Presentation
from sessions.subjects import Relation, relation
from sessions.types import SYSTEM, Actor, AgendaItem, Level, Participant, Role, Seat, Venue
from tests.support.consultation import NOW, ORGANIZER, joined, started
from tests.support.sitting import Sitting

TREE: dict[str, tuple[Level, str, str | None]] = {
    "cn": ("national", "000000", None),
    "hn": ("provincial", "430000", "cn"),
    "hb": ("provincial", "420000", "cn"),
    "zz": ("municipal", "430200", "hn"),
    "xt": ("municipal", "430300", "hn"),
    "sf": ("county", "430204", "zz"),
    "lk": ("county", "430212", "zz"),
    "street": ("county", "430204", "sf"),
    "block": ("county", "430204", "street"),
}
"""Four levels, with two more storeys below the last: any depth is allowed."""

ROLES: dict[str, Role] = {
    "clerk": "clerk",
    "member": "member",
    "expert": "expert",
    "department": "department",
    "public_rep": "public_rep",
    "venue": "venue",
    "interpreter": "interpreter",
    "viewer": "viewer",
    "subject": "member",  # of whom things are done
    "muted": "member",  # by the operator of the venue
    "quiet": "member",  # has asked for nothing
    "door": "member",  # waits to be admitted
}
"""Who is in each venue, beside one chair."""


CAPTIONER = Actor("captioner", "port", name="识别")


class Tree(Sitting):
    """Everybody connected, an item running; those who may have a speech held and a request."""

    presenter: str | None = None
    """Who presents a document in what is attempted next."""

    def __init__(self, chair_at: str) -> None:
        super().__init__(NOW)
        self.chair_at = chair_at
        venues = [
            Venue(
                id,
                f"会场{id}",
                level,
                region,
                parent,
                [Seat(f"{id}-seat", "席位"), Seat(f"{id}-free", "空席")],
            )
            for id, (level, region, parent) in TREE.items()
        ]
        agenda = [AgendaItem("item", "发言", "statements", 30)]
        self.do(ORGANIZER, c.CreateConsultation("题目", NOW, venues, agenda))
        self.do(ORGANIZER, c.IssueCaptionPort("port", "识别", ["zh-CN"], NOW + 10**9))
        self._come("chair", "chair", chair_at)
        for venue, (name, role) in itertools.product(TREE, ROLES.items()):
            if name != "door":
                self._come(name, role, venue)
        self.do(ORGANIZER, c.SetWaitingRoom(True))
        for venue in TREE:
            self._come("door", "member", venue)
        for venue in TREE:
            self.do(self.actor(f"{venue}-venue"), c.TakeSeat(f"{venue}-seat"))
        self.do(ORGANIZER, c.OpenConsultation())
        self.do(ORGANIZER, c.StartRollCall())
        self.do(ORGANIZER, c.StartItem("item"))
        self._speak_and_ask()

    def _come(self, name: str, role: Role, venue: str) -> None:
        id = f"{venue}-{name}"
        who = Participant(id, id, role, venue)
        if role == "interpreter":
            who = replace(who, interprets_into="en")
        self.do(ORGANIZER, c.RegisterParticipant(who))
        self.do(SYSTEM, c.JoinConsultation(id))
        if name == "muted":
            self.do(self.actor(f"{venue}-venue"), c.MuteParticipant(id, "杂音"))

    def _speak_and_ask(self) -> None:
        people = [p for p in self.now_state.participants.values() if p.role in SPEAKERS]
        people = [p for p in people if not p.id.endswith(("-quiet", "-door"))]
        people.sort(key=lambda p: p.role != "chair")  # who holds the floor cannot ask for it
        people.append(people.pop(0))
        for person in people:
            self.do(self.actor(f"{self.chair_at}-chair"), c.GrantFloor(participant_id=person.id))
        for person in people:
            if person.role not in ("chair", "clerk"):
                self.do(self.actor(person.id), c.RequestFloor())

    @property
    def now_state(self) -> Consultation:
        """The state, which exists."""
        assert self.state is not None
        return self.state

    def actor(self, id: str) -> Actor:
        """Somebody on the roster, as acting."""
        who = self.now_state.participants[id]
        return Actor(who.role, who.id, who.venue_id, who.name)

    def attempt(self, actor: Actor, command: c.AnyCommand) -> list[AnyEvent] | str:
        """The events, or the code of the refusal; the state stays as it is."""
        state = self.now_state
        if self.presenter is not None:
            shown = Presentation("d", 1, self.presenter, None, self.now)
            state = replace(state, presentation=shown)
        try:
            return decide(state, actor, command, self.now, lambda: "new")
        except Refused as refusal:
            return refusal.code


@cache
def tree(chair_at: str) -> Tree:
    return Tree(chair_at)


def actors(role: str) -> Iterator[tuple[Tree, Actor, str | None]]:
    """Somebody of a role in every venue, and where they are."""
    apart = {"organizer": ORGANIZER, "captioner": CAPTIONER, "system": SYSTEM}
    if role in apart:
        yield tree("cn"), apart[role], None
        return
    for venue in TREE:
        place = tree(venue if role == "chair" and venue in ("cn", "zz", "block") else "cn")
        if role != "chair" or venue == place.chair_at:
            yield place, place.actor(f"{venue}-{role}"), venue


def expected_relation(own: str | None, venue: str) -> Relation:
    """As the tree above says, worked out otherwise than the code does."""

    def above(id: str) -> set[str]:
        parent = TREE[id][2]
        return set() if parent is None else {parent} | above(parent)

    if own is None:
        return Relation.ELSEWHERE
    if own == venue:
        return Relation.OWN
    if own in above(venue):
        return Relation.BELOW
    return Relation.ABOVE if venue in above(own) else Relation.ELSEWHERE


# --- samples of commands ----------------------------------------------------------------------


def sample(type_: inspect.Type) -> Any:
    """A value of a field's type, whatever it is."""
    match type_:
        case inspect.StrType(pattern=pattern):
            digits = {r"^\d{6}$": "430204", r"^\d{4}-\d{2}-\d{2}$": "2026-09-30"}
            return digits.get(pattern or "", "x")
        case inspect.IntType(ge=ge):
            return ge or 1
        case inspect.BoolType():
            return True
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StructType(cls=cls):
            return made(cls)
        case inspect.ListType() | inspect.VarTupleType():
            return []
        case inspect.UnionType(types=types):
            return sample(types[0])
        case _:
            return None


def made(cls: Any, **given: Any) -> Any:
    """A struct, its other required fields filled with anything."""
    info: Any = inspect.type_info(cls)
    fields = info.fields
    return cls(
        **{f.name: sample(f.type) for f in fields if f.required and f.name not in given} | given
    )


OF_WHOEVER_ASKS = (
    c.RequestFloor,
    c.TakeChair,
    c.StartInterpreting,
    c.StopInterpreting,
    c.ProposeCorrection,
)
OF_SOMEBODY = ("participant_id", "request_id", "speech_id")
OF_A_VENUE = ("venue_id", "seat_id")


def about(place: Tree, kind: Any, who: str, venue: str) -> Iterator[tuple[bool, c.AnyCommand]]:
    """Commands of a kind about a participant (True) or about their venue or seat (False)."""
    state = place.now_state
    names = {field.name for field in msgspec.structs.fields(kind)}
    subjects = {
        "participant_id": who,
        "request_id": next((r.request_id for r in state.requests if r.participant_id == who), None),
        "speech_id": next(
            (s.speech_id for s in state.speeches.values() if s.participant_id == who), None
        ),
        "venue_id": venue,
        "seat_id": f"{venue}-seat",
    }
    if kind in OF_WHOEVER_ASKS:
        if who.rpartition("-")[2] != "subject":
            yield True, made(kind)
        return
    if kind is c.NameSeat:
        yield False, c.NameSeat(venue, Seat(f"{venue}-seat", "新名"))
        return
    place.presenter = who if kind in (c.TurnPage, c.StopPresenting) else None
    if kind is c.PresentDocument:
        yield True, c.PresentDocument("d", presenter=who)
    if place.presenter is not None:  # is about whoever presents
        yield True, made(kind)
    for name in (*OF_SOMEBODY, *OF_A_VENUE):
        if name in names and subjects[name] is not None:
            yield name in OF_SOMEBODY, made(kind, **{name: subjects[name]})


# --- every cell -------------------------------------------------------------------------------

COMMANDS = list(get_args(c.AnyCommand))
WITH_SUBJECT = [kind for kind in COMMANDS if authority.has_subject(kind)]
WHOLE = [kind for kind in COMMANDS if not authority.has_subject(kind)]


@pytest.mark.parametrize("role", authority.ROLES)
@pytest.mark.parametrize("kind", WHOLE, ids=tag)
def test_matters_of_the_whole(kind: Any, role: str) -> None:
    for place, actor, own in actors(role):
        where = Relation.ELSEWHERE if own is None else Relation.OWN
        is_refused = place.attempt(actor, made(kind)) == "not_authorized"
        assert is_refused == (authority.verdict(kind, actor.role, where) == "may_not")


@pytest.mark.parametrize("role", authority.ROLES)
@pytest.mark.parametrize("kind", WITH_SUBJECT, ids=tag)
def test_cells(kind: Any, role: str) -> None:
    seen = set[Relation]()
    for (place, actor, own), venue in itertools.product(list(actors(role)), TREE):
        at = expected_relation(own, venue)
        for _, command in about(place, kind, f"{venue}-subject", venue):
            assert relation(place.now_state, actor, None, venue) == at
            is_refused = place.attempt(actor, command) == "not_authorized"
            verdict = authority.verdict(kind, actor.role, at)
            assert is_refused == (verdict == "may_not"), (actor, at, command)
            seen.add(at)
        # Of those who may take the chair only deputies do, one by one (presiding.py).
        if own == venue and actor.participant_id is not None and kind is not c.TakeChair:
            for of_somebody, command in about(place, kind, actor.participant_id, venue):
                if of_somebody:
                    is_refused = place.attempt(actor, command) == "not_authorized"
                    verdict = authority.verdict(kind, actor.role, Relation.SELF)
                    assert is_refused == (verdict == "may_not"), (actor, "self", command)
    if kind not in OF_WHOEVER_ASKS:
        assert seen == (set(authority.relations(actor.role)) - {Relation.SELF})


def reasoned(place: Tree, kind: Any, venue: str, reason: str) -> list[c.AnyCommand]:
    """Commands of a kind that nothing but authority can stand in the way of."""
    seat = Seat(f"{venue}-seat", "新名")
    (call,) = place.now_state.roll_calls.values()
    made: dict[Any, list[c.AnyCommand]] = {
        c.AdmitWaiting: [
            c.AdmitWaiting(f"{venue}-door", reason=reason),
            c.AdmitWaiting(venue_id=venue, reason=reason),
        ],
        c.TurnAway: [c.TurnAway(f"{venue}-door", reason)],
        c.MuteParticipant: [c.MuteParticipant(f"{venue}-subject", reason)],
        c.UnmuteParticipant: [c.UnmuteParticipant(f"{venue}-muted", reason)],
        c.NameSeat: [c.NameSeat(venue, seat, reason)],
        c.ForwardRequest: [c.ForwardRequest(f"{venue}-quiet", reason=reason)],
        c.WithdrawRequest: [
            c.WithdrawRequest(r.request_id, reason)
            for r in place.now_state.requests
            if r.participant_id == f"{venue}-subject"
        ],
        c.MarkAttendance: [
            c.MarkAttendance("excused", participant_id=f"{venue}-subject", reason=reason),
            c.MarkAttendance("excused", seat_id=f"{venue}-free", reason=reason),
        ],
        c.TakeSeat: [c.TakeSeat(f"{venue}-free", reason=reason)],
        c.LeaveSeat: [c.LeaveSeat(f"{venue}-seat", reason)],
        c.SwapSeats: [c.SwapSeats(f"{venue}-seat", f"{venue}-free", reason)],
        c.AnswerRollCall: [
            c.AnswerRollCall(call.roll_call_id, f"{venue}-subject", reason=reason),
            c.AnswerRollCall(call.roll_call_id, seat_id=f"{venue}-seat", reason=reason),
        ],
    }
    return made[kind]


@pytest.mark.parametrize("role", ["organizer", "chair", "clerk", "venue"])
@pytest.mark.parametrize("kind", sorted(NEED_REASON, key=repr), ids=tag)
def test_an_override_carries_a_reason_and_who_was_overridden(kind: Any, role: str) -> None:
    for (place, actor, own), venue in itertools.product(list(actors(role)), TREE):
        at = expected_relation(own, venue)
        verdict = authority.verdict(kind, actor.role, at)
        undoes = kind is c.UnmuteParticipant and role != "venue"  # what the operator decided
        for silent, said in zip(
            reasoned(place, kind, venue, ""), reasoned(place, kind, venue, "来"), strict=True
        ):
            if verdict == "may_not":
                assert place.attempt(actor, said) == "not_authorized"
            elif verdict == "may" and not undoes:
                events = place.attempt(actor, silent)
                assert not isinstance(events, str), events
                assert not any(isinstance(one, AuthorityOverridden) for one in events)
            else:
                assert place.attempt(actor, silent) == "override_needs_reason"
                events = place.attempt(actor, said)
                assert not isinstance(events, str), events
                (override, *act) = events
                assert isinstance(override, AuthorityOverridden)
                assert act
                assert override.action == tag(kind)
                assert (override.reason, override.venue_id) == ("来", venue)
                assert override.overridden == [f"{venue}-venue"]


def away(place: Tree, venue: str) -> Tree:
    """The operator of a venue has gone."""
    place.do(SYSTEM, c.LeaveConsultation(f"{venue}-venue"))
    return place


@pytest.mark.parametrize("kind", sorted(BY_WORD, key=repr), ids=tag)
@pytest.mark.parametrize(
    ("who", "needs_reason"), [("cn-clerk", False), ("cn-chair", False), ("zz-venue", True)]
)
def test_the_word_of_staff_stands_in_for_an_operator_who_is_away(
    kind: Any, who: str, needs_reason: bool
) -> None:
    place = away(Tree("cn"), "sf")
    for silent in reasoned(place, kind, "sf", ""):
        result = place.attempt(place.actor(who), silent)
        if needs_reason:
            assert result == "override_needs_reason"
        else:
            assert isinstance(result, list)
            assert not any(isinstance(one, AuthorityOverridden) for one in result)


@pytest.mark.parametrize(
    ("who", "code"), [("clerk", None), ("organizer", None), ("room_zz", "override_needs_reason")]
)
def test_before_the_opening_staff_keep_the_list_by_their_word(who: str, code: str | None) -> None:
    scene = joined()
    mark = c.MarkAttendance("excused", seat_id="sf1")
    if code:
        assert scene.refused(who, mark) == code
    else:
        assert [type(event) for event in scene.act(who, mark)] == [AttendanceMarked]


def test_a_deputy_who_presides_gives_a_reason_as_the_chair_does() -> None:
    scene = started()
    scene.act("chair", c.NameDeputies(["member"]))
    scene.act("rep", c.RequestFloor())
    scene.act("system", c.LeaveConsultation("chair"))
    scene.act("member", c.TakeChair())
    withdrawal = c.WithdrawRequest(scene.request_of("rep"))
    assert scene.refused("member", withdrawal) == "override_needs_reason"  # of their own venue
    override, _ = scene.act("member", replace(withdrawal, reason="已经说过"))
    assert isinstance(override, AuthorityOverridden)
    assert override.participant_id == "rep"


def test_a_refused_override_leaves_nothing() -> None:
    scene = started()
    scene.act("rep", c.RequestFloor())
    withdrawal = c.WithdrawRequest(scene.request_of("rep"), "  ")
    assert scene.refused("chair", withdrawal) == "override_needs_reason"
    assert scene.waiting == ["rep"]


# --- what is not of the table ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "code"),
    [("zz-venue", "decided_above"), ("hn-venue", None), ("cn-venue", None), ("cn-clerk", None)],
)
def test_what_was_decided_above_is_undone_above_alone(who: str, code: str | None) -> None:
    place = Tree("cn")
    place.do(place.actor("hn-venue"), c.MuteParticipant("sf-subject", "杂音"))
    result = place.attempt(place.actor(who), c.UnmuteParticipant("sf-subject", "好了"))
    assert result == code if code else isinstance(result, list)


def test_over_an_operator_of_the_own_venue_staff_give_a_reason() -> None:
    place = tree("cn")
    mute = c.UnmuteParticipant("cn-muted")
    assert place.attempt(place.actor("cn-clerk"), mute) == "override_needs_reason"
    assert isinstance(place.attempt(place.actor("cn-venue"), mute), list)


def test_an_override_over_two_names_both() -> None:
    place = Tree("cn")
    place.do(place.actor("zz-venue"), c.MuteParticipant("sf-subject", "杂音"))
    events = place.attempt(place.actor("hn-venue"), c.UnmuteParticipant("sf-subject", "好了"))
    assert isinstance(events[0], AuthorityOverridden)
    assert events[0].overridden == ["sf-venue", "zz-venue"]


def test_the_chair_cannot_be_muted() -> None:
    place = tree("zz")
    for who in ("zz-venue", "hn-venue", "zz-clerk"):
        command = c.MuteParticipant("zz-chair", "杂音")
        assert place.attempt(place.actor(who), command) == "chair_not_muted"


@pytest.mark.parametrize("kind", COMMANDS, ids=tag)
def test_who_waits_may_nothing(kind: Any) -> None:
    place = tree("cn")
    code = place.attempt(place.actor("sf-door"), made(kind))
    allowed = "member" in TABLE[kind]
    assert code == ("waiting_to_be_admitted" if allowed else "not_authorized")


def test_the_matrix_holds_every_cell_once() -> None:
    cells = [(one.command, one.role, one.relation) for one in authority.matrix()]
    assert len(cells) == len(set(cells)) == len(TABLE) * (9 * 5 + 3)
    assert {one for one, _, _ in cells} == set(TABLE)


def test_the_document_is_fresh() -> None:
    page = Path(authority.__file__).parent.parent / "docs" / "authority.md"
    assert page.read_text(encoding="utf-8") == authority.document(), "run: make authority"
