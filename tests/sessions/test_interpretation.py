"""Interpretation: who is on which channel, how the booth hands over, what ends it."""

import pytest

from sessions import quorum, roll_call
from sessions.ballot_types import BallotTerms
from sessions.commands import (
    AdjournConsultation,
    AnyCommand,
    CastVote,
    CloseConsultation,
    GrantFloor,
    JoinConsultation,
    LeaveConsultation,
    MuteParticipant,
    NameDeputies,
    OpenConsultation,
    PrepareBallot,
    RegisterParticipant,
    RequestFloor,
    ResumeConsultation,
    SetLayout,
    StartInterpreting,
    StopInterpreting,
    UnmuteParticipant,
)
from sessions.consultation import replay
from sessions.events import InterpretationEnded, InterpretationStarted
from sessions.export.document import compose
from sessions.interpretation import canonical
from sessions.interpretation_lines import InterpretationTurn
from sessions.minutes_drafting import build
from sessions.tally import tally
from sessions.types import Participant, Role, Voter
from sessions.views import InterpretingView, snapshot
from tests.support.consultation import VIEWER, Scene, joined, opened

START, STOP = StartInterpreting(), StopInterpreting()


def on(scene: Scene) -> dict[str, str]:
    return {language: one.participant_id for language, one in scene.now_state.interpreting.items()}


def newcomer(scene: Scene, language: str) -> None:
    who = Participant("new", "新译员", "interpreter", "sf", interprets_into=language)
    scene.act("organizer", RegisterParticipant(who))
    scene.act("system", JoinConsultation("new"))


# --- the roster -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "language", "refused"),
    [
        ("interpreter", "bo", False),
        ("interpreter", None, True),
        ("member", "bo", True),
        ("member", None, False),
    ],
)
def test_interpreters_alone_have_a_language(
    role: Role, language: str | None, refused: bool
) -> None:
    scene = Scene()
    register = RegisterParticipant(Participant("n", "新人", role, "sf", interprets_into=language))
    if refused:
        assert scene.refused("organizer", register) == "interpreter_language"
    else:
        assert scene.act("organizer", register)


@pytest.mark.parametrize(
    ("tag", "usual"),
    [
        ("EN", "en"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("mn-mong-cn", "mn-Mong-CN"),
        ("en-gb-oxendict", "en-GB-oxendict"),
        ("de-CH-1996", "de-CH-1996"),
    ],
)
def test_tags_are_written_as_usual(tag: str, usual: str) -> None:
    assert canonical(tag) == usual


def test_one_language_is_one_channel_however_it_is_written() -> None:
    scene = opened()
    newcomer(scene, "EN")
    scene.act("booth1", START)
    scene.act("new", START)
    assert on(scene) == {"en": "new"}


# --- on and off -------------------------------------------------------------------------------


def test_the_booth_hands_over() -> None:
    scene = opened()
    assert scene.act("booth1", START) == [InterpretationStarted("booth1", "en")]
    assert scene.act("booth1", START) == []
    assert scene.act("booth2", STOP) == []
    assert scene.act("booth2", START) == [
        InterpretationEnded("booth1", "en", "relieved"),
        InterpretationStarted("booth2", "en"),
    ]
    shown = [InterpretingView("en", "booth2", scene.now)]
    assert snapshot(scene.now_state, VIEWER).interpreting == shown
    assert scene.act("booth2", STOP) == [InterpretationEnded("booth2", "en", "stopped")]
    assert on(scene) == {}
    assert replay(scene.records) == scene.now_state


def test_languages_do_not_stand_in_each_others_way() -> None:
    scene = opened()
    newcomer(scene, "bo")
    scene.act("booth1", START)
    scene.act("new", START)
    assert on(scene) == {"en": "booth1", "bo": "new"}
    scene.act("booth1", STOP)
    assert on(scene) == {"bo": "new"}


@pytest.mark.parametrize(
    ("who", "command", "reason"),
    [
        ("chair", AdjournConsultation(), "adjourned"),
        ("chair", CloseConsultation(), "closed"),
        ("chair", MuteParticipant("booth1", "杂音"), "muted"),
        ("system", LeaveConsultation("booth1"), "left"),
        ("system", LeaveConsultation("booth1", for_good=True), "left"),
        ("clerk", MuteParticipant("booth2", "杂音"), None),
        ("system", LeaveConsultation("booth2"), None),
    ],
)
def test_what_ends_it_by_rule(who: str, command: AnyCommand, reason: str | None) -> None:
    scene = opened()
    scene.act("booth1", START)
    events = scene.act(who, command)
    ended = [event for event in events if isinstance(event, InterpretationEnded)]
    assert [event.reason for event in ended] == ([reason] if reason else [])
    assert on(scene) == ({} if reason else {"en": "booth1"})


def test_the_end_of_the_sitting_ends_all_channels() -> None:
    scene = opened()
    newcomer(scene, "bo")
    scene.act("booth1", START)
    scene.act("new", START)
    events = scene.act("chair", AdjournConsultation())
    ended = [event.language for event in events if isinstance(event, InterpretationEnded)]
    assert sorted(ended) == ["bo", "en"]
    assert on(scene) == {}


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("chair", AdjournConsultation(), "consultation_adjourned"),
        ("chair", CloseConsultation(), "consultation_closed"),
        ("chair", MuteParticipant("booth1", "杂音"), "interpreter_muted"),
        ("system", LeaveConsultation("booth1"), "interpreter_absent"),
    ],
)
def test_when_nobody_may_begin(who: str, command: AnyCommand, code: str) -> None:
    scene = opened()
    scene.act(who, command)
    assert scene.refused("booth1", START) == code


def test_not_before_the_opening_and_by_another_press_after_a_break() -> None:
    scene = joined()
    assert scene.refused("booth1", START) == "consultation_not_open"
    scene.act("chair", OpenConsultation())
    scene.act("booth1", START)
    scene.act("chair", AdjournConsultation())
    scene.act("chair", ResumeConsultation())
    assert on(scene) == {}
    scene.act("chair", MuteParticipant("booth1", "杂音"))
    scene.act("chair", UnmuteParticipant("booth1"))
    assert on(scene) == {}
    scene.act("booth1", START)
    assert on(scene) == {"en": "booth1"}


# --- interpreters serve the meeting -----------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("booth1", RequestFloor(), "not_authorized"),
        ("booth1", CastVote("b", [0]), "not_authorized"),
        ("chair", GrantFloor(participant_id="booth1"), "cannot_hold_floor"),
        ("chair", SetLayout("single", "booth1"), "cannot_be_shown"),
        ("chair", NameDeputies(["booth1"]), "deputy_cannot_preside"),
        (
            "clerk",
            PrepareBallot(BallotTerms("甲", "hands", roles=("interpreter",))),
            "role_has_no_vote",
        ),
        *((who, START, "not_authorized") for who in ("chair", "clerk", "member", "room_sf")),
        ("organizer", STOP, "not_authorized"),
    ],
)
def test_interpreters_do_nothing_but_interpret_and_nobody_else_does(
    who: str, command: AnyCommand, code: str
) -> None:
    assert opened().refused(who, command) == code


def test_nobody_counts_an_interpreter() -> None:
    scene = opened()
    booth = Voter("participant", "booth1")
    assert booth not in quorum.entitled(scene.now_state)
    assert booth not in roll_call.called(scene.now_state)
    listed = {row.participant_id for row in tally(scene.now_state, scene.records, scene.now)}
    assert "member" in listed
    assert not listed & {"booth1", "booth2"}


def test_the_minutes_name_who_interpreted_and_when() -> None:
    scene = opened()
    assert build(scene.records).interpretation == []
    scene.act("booth1", START)
    began = scene.now
    scene.wait(1199)
    scene.act("booth2", START)
    scene.wait(599)
    scene.act("booth1", START)
    assert "传译中" in str(compose(build(scene.records)).blocks)
    scene.wait(59)
    scene.act("chair", CloseConsultation())
    minutes = build(scene.records)
    first, second = minutes.interpretation
    assert (first.interpreter, first.language, first.seconds) == ("王译员", "en", 1260)
    assert first.turns[0] == InterpretationTurn(began, began + 1_200_000)
    assert [turn.ended_at for turn in second.turns] == [first.turns[1].started_at]
    assert (second.interpreter, second.seconds) == ("李译员", 600)
    assert "王译员（英语），" in str(compose(minutes).blocks)
