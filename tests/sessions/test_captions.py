"""Captions: whose words, when, in which languages, and how few of them the state keeps."""

import pytest

from sessions.commands import (
    AddCaption,
    AdjournConsultation,
    CloseConsultation,
    CorrectCaption,
    GrantFloor,
    IssueCaptionPort,
    IssueInvitation,
    RevokeInvitation,
    UseInvitation,
)
from sessions.config import CAPTION_LANGUAGES_MAX, CAPTIONS_KEPT
from sessions.consultation import replay
from sessions.events import CaptionAdded, CaptionCorrected, CaptionPortIssued
from sessions.views import snapshot
from tests.support.consultation import CAPTIONER, VIEWER, Scene, joined, opened, started


def line(scene: Scene, text: str = "各位委员", language: str = "zh-CN", **more: str) -> AddCaption:
    return AddCaption(text, scene.now, scene.now + 1000, language, **more)


def test_a_speech_names_its_speaker() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    (added,) = scene.act("clerk", line(scene, speech_id=scene.speech))
    assert isinstance(added, CaptionAdded)
    assert (added.participant_id, added.speech_id) == ("member", scene.speech)
    assert snapshot(scene.now_state, VIEWER).captions[0].text == "各位委员"


def test_somebody_beside_the_holder_may_be_named() -> None:
    scene = started()
    (added,) = scene.act("clerk", line(scene, participant_id="chair"))
    assert isinstance(added, CaptionAdded)
    assert added.participant_id == "chair"


def test_correct_and_replay() -> None:
    scene = opened()
    (added,) = scene.act("clerk", line(scene))
    assert isinstance(added, CaptionAdded)
    correct = CorrectCaption(added.caption_id, "各位专家")
    assert scene.act("clerk", correct) == [CaptionCorrected(added.caption_id, "各位专家")]
    assert scene.act("clerk", correct) == []
    assert scene.now_state.captions[0].text == "各位专家"
    assert replay(scene.records) == scene.now_state


def test_the_state_keeps_the_latest() -> None:
    scene = opened()
    for number in range(CAPTIONS_KEPT + 5):
        scene.act("clerk", line(scene, str(number)))
    kept = [one.text for one in scene.now_state.captions]
    assert kept == [str(n) for n in range(5, CAPTIONS_KEPT + 5)]
    assert scene.now_state.caption_count == CAPTIONS_KEPT + 5


def test_languages_are_bounded() -> None:
    scene = opened()
    for number in range(CAPTION_LANGUAGES_MAX):
        scene.act("clerk", line(scene, language=f"x{chr(97 + number)}"))
    assert scene.refused("clerk", line(scene, language="en")) == "too_many_languages"
    scene.act("clerk", line(scene, language="xa"))


@pytest.mark.parametrize(
    ("begin", "end"), [(-3_600_000, 0), (2000, 0), (-1000, 60_000), (5000, 60_000), (8000, 9000)]
)
def test_times_that_cannot_be(begin: int, end: int) -> None:
    scene = opened()
    command = AddCaption("字", scene.now + begin, scene.now + end)
    assert scene.refused("clerk", command) == "caption_times"


def test_refused() -> None:
    assert joined().refused("clerk", line(joined())) == "consultation_not_open"
    scene = opened()
    assert scene.refused("member", line(scene)) == "not_authorized"
    assert scene.refused("clerk", line(scene, " ")) == "caption_empty"
    assert scene.refused("clerk", line(scene, speech_id="x")) == "no_such_speech"
    assert scene.refused("clerk", line(scene, participant_id="x")) == "no_such_participant"
    assert scene.refused("clerk", CorrectCaption("x", "字")) == "no_such_caption"
    scene.act("chair", AdjournConsultation())
    assert scene.refused("clerk", line(scene)) == "consultation_adjourned"


# --- ports ------------------------------------------------------------------------------------


def port(scene: Scene, *languages: str) -> IssueCaptionPort:
    return IssueCaptionPort("port", "语音识别", [*languages], scene.now + 3_600_000)


def ported() -> Scene:
    scene = opened()
    scene.act("clerk", port(scene, "zh-CN", "en"))
    return scene


def test_a_port_writes_in_its_languages_until_it_is_revoked() -> None:
    scene = opened()
    assert scene.refused("port", line(scene)) == "not_authorized"
    (issued,) = scene.act("clerk", port(scene, "zh-CN", "en", "zh-CN"))
    assert isinstance(issued, CaptionPortIssued)
    assert issued.languages == ["zh-CN", "en"]
    (added,) = scene.act("port", line(scene, line_id="l1"))
    assert isinstance(added, CaptionAdded)
    assert (added.line_id, added.participant_id) == ("l1", None)
    assert scene.records[-1].actor == CAPTIONER
    assert scene.act("port", CorrectCaption(added.caption_id, "各位专家"))
    scene.act("clerk", line(scene, "བོད", language="bo"))
    tibetan = scene.now_state.captions[-1].caption_id
    assert scene.refused("port", line(scene, language="bo")) == "language_not_of_port"
    assert scene.refused("port", CorrectCaption(tibetan, "字")) == "language_not_of_port"
    scene.act("system", UseInvitation("port"))
    assert scene.now_state.invitations["port"].used_at == scene.now
    scene.act("chair", RevokeInvitation("port"))
    assert scene.refused("port", line(scene)) == "not_authorized"
    assert replay(scene.records) == scene.now_state


def test_the_invitation_of_somebody_on_the_roster_is_no_port() -> None:
    scene = opened()
    scene.act("clerk", IssueInvitation("port", "member", scene.now + 3_600_000))
    assert scene.refused("port", line(scene)) == "not_authorized"


def test_a_port_sees_what_the_public_sees() -> None:
    scene = ported()
    assert snapshot(scene.now_state, CAPTIONER) == snapshot(scene.now_state, VIEWER)


def test_ports_refused() -> None:
    scene = ported()
    assert scene.refused("clerk", port(scene, "en")) == "id_taken"
    late = IssueCaptionPort("late", "字幕员", ["en"], scene.now)
    assert scene.refused("clerk", late) == "invitation_in_the_past"
    scene.act("chair", CloseConsultation())
    other = IssueCaptionPort("other", "字幕员", ["en"], scene.now + 3_600_000)
    assert scene.refused("clerk", other) == "consultation_closed"
