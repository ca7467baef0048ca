"""planned → open ⇄ adjourned → closed, cell by cell, and what ends with the sitting."""

import pytest

from sessions.commands import (
    AddItem,
    AdjournConsultation,
    AnyCommand,
    CloseConsultation,
    GrantFloor,
    MarkAttendance,
    OpenConsultation,
    RegisterParticipant,
    RequestFloor,
    ResumeConsultation,
    StartItem,
    SubmitOpinion,
)
from sessions.events import ConsultationClosed, FloorRevoked, ItemClosed, RequestWithdrawn
from sessions.types import AgendaItem, Participant
from tests.support.consultation import Scene, joined, opened, started

OPEN, ADJOURN = OpenConsultation(), AdjournConsultation("午休")
RESUME, CLOSE = ResumeConsultation(), CloseConsultation()

WAY_TO: dict[str, list[AnyCommand]] = {
    "planned": [],
    "open": [OPEN],
    "adjourned": [OPEN, ADJOURN],
    "resumed": [OPEN, ADJOURN, RESUME],
    "closed": [OPEN, CLOSE],
}


def at(status: str) -> Scene:
    scene = joined()
    for command in WAY_TO[status]:
        scene.act("chair", command)
    return scene


@pytest.mark.parametrize(
    ("status", "command", "leads_to"),
    [
        ("planned", OPEN, "open"),
        ("planned", ADJOURN, "!consultation_not_open"),
        ("planned", RESUME, "!consultation_not_open"),
        ("planned", CLOSE, "!consultation_not_open"),
        ("open", OPEN, "!consultation_open"),
        ("open", ADJOURN, "adjourned"),
        ("open", RESUME, "!consultation_open"),
        ("open", CLOSE, "closed"),
        ("adjourned", OPEN, "!consultation_adjourned"),
        ("adjourned", ADJOURN, "!consultation_adjourned"),
        ("adjourned", RESUME, "open"),
        ("adjourned", CLOSE, "closed"),
        ("resumed", ADJOURN, "adjourned"),
        ("closed", OPEN, "!consultation_closed"),
        ("closed", ADJOURN, "!consultation_closed"),
        ("closed", RESUME, "!consultation_closed"),
        ("closed", CLOSE, "!consultation_closed"),
    ],
)
def test_transitions(status: str, command: AnyCommand, leads_to: str) -> None:
    scene = at(status)
    if leads_to.startswith("!"):
        assert scene.refused("chair", command) == leads_to[1:]
    else:
        scene.act("chair", command)
        assert scene.now_state.status == leads_to


def test_times_of_opening_and_closing() -> None:
    scene = at("open")
    opened_at = scene.now
    scene.act("chair", ADJOURN)
    scene.act("chair", RESUME)
    scene.act("chair", CLOSE)
    assert (scene.now_state.opened_at, scene.now_state.closed_at) == (opened_at, scene.now)


def test_adjourning_clears_the_floor_and_keeps_item_and_list() -> None:
    scene = started()
    scene.act("member", RequestFloor())
    scene.act("chair", GrantFloor(participant_id="member2"))
    revoked, _ = scene.act("chair", ADJOURN)
    assert revoked == FloorRevoked(scene.speech, "adjourned")
    assert scene.holders == []
    assert scene.waiting == ["member"]
    assert scene.now_state.running_item == "statements"


def test_closing_ends_speech_list_and_item() -> None:
    scene = opened()
    scene.act("rep", RequestFloor())
    scene.act("chair", StartItem("statements"))
    scene.act("member", RequestFloor())
    rep, member = scene.request_of("rep"), scene.request_of("member")
    scene.act("chair", GrantFloor(participant_id="member2"))
    assert scene.act("chair", CLOSE) == [
        FloorRevoked(scene.speech, "closed"),
        RequestWithdrawn(rep, lapsed=True),
        RequestWithdrawn(member, lapsed=True),
        ItemClosed("statements"),
        ConsultationClosed(),
    ]
    assert scene.now_state.running_item is None
    assert scene.now_state.agenda["statements"].closed_at == scene.now


@pytest.mark.parametrize(
    "command",
    [
        RegisterParticipant(Participant("late", "迟到者", "member", "sf")),
        AddItem(AgendaItem("late", "补充", "statements", 5)),
        MarkAttendance("present", participant_id="member"),
        StartItem("statements"),
        GrantFloor(participant_id="member"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_of_the_sitting_after_the_close(command: AnyCommand) -> None:
    assert at("closed").refused("chair", command) == "consultation_closed"


@pytest.mark.parametrize("status", ["planned", "adjourned", "closed"])
def test_the_floor_is_for_the_sitting(status: str) -> None:
    code = f"consultation_{'not_open' if status == 'planned' else status}"
    assert at(status).refused("member", RequestFloor()) == code
    assert at(status).refused("chair", GrantFloor(participant_id="member")) == code
    assert at(status).refused("chair", StartItem("statements")) == code


@pytest.mark.parametrize("status", ["planned", "open", "adjourned"])
def test_opinions_come_in_until_the_close(status: str) -> None:
    at(status).act("public", SubmitOpinion("o1", "r1", "我有一条意见"))
    assert at("closed").refused("public", SubmitOpinion("o1", "r1", "迟了")) == (
        "consultation_closed"
    )
