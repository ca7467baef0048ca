"""The public's picture in words: layouts, lower third, captions and opinions by the log."""

import pytest

from media.egress.scene import Tile, Titles
from sessions.commands import (
    AddCaption,
    AdjournConsultation,
    AnyCommand,
    DirectProgramme,
    GrantFloor,
    LeaveConsultation,
    PublishOpinion,
    SetLayout,
    ShowOpinion,
    StartItem,
    SubmitOpinion,
)
from sessions.types import SYSTEM
from signaling.scene import scene_of
from tests.signaling.parts import START, Log, actor, track

GRANT_LI = GrantFloor(participant_id="li")
COMPOSE = DirectProgramme("composed")


def log_after(*steps: AnyCommand) -> Log:
    log = Log()
    log.open("chair", "clerk", "li", "wang", "bureau", "hall")
    for step in steps:
        log.do(step, SYSTEM if isinstance(step, LeaveConsultation) else "chair")
    return log


@pytest.mark.parametrize(
    ("steps", "sharing", "layout", "owners"),
    [
        ([], "", "single", "chair"),
        ([GRANT_LI], "", "dialogue", "li chair"),
        ([GRANT_LI], "li", "document", "li li"),
        ([GRANT_LI, SetLayout("single")], "", "single", "li"),
        ([GRANT_LI, SetLayout("dialogue", "bureau")], "", "dialogue", "li bureau"),
        ([SetLayout("venues", "hall")], "", "venues", "hall"),
        ([SetLayout("shared", "wang")], "wang", "document", "wang chair"),
        ([SetLayout("shared", "wang")], "", "single", "wang"),
        ([SetLayout("grid")], "", "grid", "chair li wang bureau hall"),
    ],
)
def test_layout_and_tiles_are_the_stages(
    steps: list[AnyCommand], sharing: str, layout: str, owners: str
) -> None:
    log = log_after(COMPOSE, *steps)
    tracks = [track(1, sharing, "video", "screen")] if sharing else []
    scene = scene_of(log.state, tracks)
    assert (scene.mode, scene.layout) == ("composed", layout)
    assert " ".join(tile.owner for tile in scene.tiles) == owners
    if sharing:
        assert scene.tiles[0].source == "screen"


def test_the_lower_third_is_the_speakers_with_the_item() -> None:
    log = log_after(StartItem("item1"))
    chair = Titles("chair同志", "", "株洲市", "市", "第 1 项 通报")
    assert scene_of(log.state, []).titles == chair
    log.do(GRANT_LI, "chair")
    assert scene_of(log.state, []).titles.name == "li同志"
    log.do(SetLayout("single", "bureau"), "chair")
    assert scene_of(log.state, []).titles.name == "bureau同志"


def test_passthrough_says_nothing_that_is_only_drawn() -> None:
    log = log_after(GRANT_LI)
    log.do(AddCaption("大家好", START + 1000, START + 1001), "clerk")
    scene = scene_of(log.state, [])
    assert (scene.mode, scene.tiles, scene.caption) == ("passthrough", (), "")
    assert scene.venue == "株洲市"


def test_captions_and_the_chosen_opinion_are_drawn() -> None:
    log = log_after(COMPOSE, GRANT_LI)
    log.do(AddCaption("大家好", START + 1000, START + 1001), "clerk")
    log.do(AddCaption("Hello", START + 1000, START + 1001, "en"), "clerk")
    log.do(SubmitOpinion("o1", "r1", "请多听基层意见。"), actor("zhou"))
    log.do(PublishOpinion("o1"), "clerk")
    log.do(ShowOpinion("o1"), "chair")
    scene = scene_of(log.state, [])
    assert (scene.caption, scene.opinion) == ("大家好", "请多听基层意见。")
    assert scene.tiles[0] == Tile("li", "camera", "li同志", "株洲市")


def test_a_pause_has_no_tiles_and_no_titles() -> None:
    log = log_after(COMPOSE, GRANT_LI, AdjournConsultation())
    scene = scene_of(log.state, [])
    assert (scene.occasion, scene.tiles, scene.titles) == ("paused", (), Titles())
