"""A consultation that is over, and its minutes at each stage."""

from sessions import commands as c
from sessions.events import MinutesSigned
from sessions.export.document import compose
from sessions.export.document_json import render
from sessions.minutes_drafting import build
from sessions.minutes_seal import sealed
from sessions.minutes_types import OfficeTemplate
from sessions.types import Source
from tests.support.consultation import Scene, started

HOUR = 3_600_000


def over() -> Scene:
    """An item with a speech, an opinion and an outcome; then the close."""
    scene = started()
    scene.act("chair", c.GrantFloor(participant_id="member"))
    scene.act("member", c.StartSpeech(scene.speech))
    scene.act("member", c.YieldFloor(scene.speech))
    scene.act("public", c.SubmitOpinion("o1", "r1", "烟囱要留下"))
    scene.act("clerk", c.PublishOpinion("o1"))
    scene.act(
        "clerk", c.RecordOutcome("保留烟囱", "区住建局", "2027-03-31", Source("opinion", "o1"))
    )
    scene.act("chair", c.CloseConsultation())
    return scene


def circulate(scene: Scene, *who: str, hours: float = 24) -> None:
    """Out for correction to `who`."""
    due_at = scene.now + 1000 + round(hours * HOUR)
    scene.act("clerk", c.CirculateMinutes(list(who or ("member", "dept")), due_at))


def circulated() -> Scene:
    """Out to a member and a department for a day."""
    scene = over()
    circulate(scene)
    return scene


def propose(scene: Scene, block: str = "opening", text: str = "会议开得很好。") -> str:
    """The id of a correction that the member proposed."""
    scene.act("member", c.ProposeCorrection(block, text, "与会上所说不符"))
    return next(scene.now_state.minutes.corrections.last(1)).correction_id


def approve(scene: Scene) -> None:
    """By the chair, at once."""
    scene.act("chair", c.ApproveMinutes("各方都已回复"))


def approved() -> Scene:
    """Ready to be signed."""
    scene = circulated()
    approve(scene)
    return scene


TEMPLATE = OfficeTemplate("红头.docx", 20_000, "a" * 64, ["纪要", "文号"])
SIGNATURE = c.SignMinutes("第 6 号", "2026-07-20", "主持人")


def sign(scene: Scene, command: c.SignMinutes = SIGNATURE) -> MinutesSigned:
    """By the chair, sealed as the service does it."""
    (event,) = scene.act("chair", sealed(scene.records, command))
    assert isinstance(event, MinutesSigned)
    return event


def signed() -> Scene:
    """Version 1."""
    scene = approved()
    sign(scene)
    return scene


def document(scene: Scene, upto: int | None = None) -> bytes:
    """The composed document of the log up to record `upto`."""
    return render(compose(build(scene.records[:upto])))
