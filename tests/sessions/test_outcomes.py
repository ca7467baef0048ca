"""Outcomes: their source exists, their date too."""

import pytest

from sessions.commands import CloseConsultation, GrantFloor, RecordOutcome, SubmitOpinion
from sessions.events import OutcomeRecorded
from sessions.types import Source
from tests.support.consultation import Scene, joined, started

FROM_ITEM = Source("item", "statements")


def outcome(source: Source = FROM_ITEM, due: str = "2026-09-30") -> RecordOutcome:
    return RecordOutcome("公开搬迁时间表", "市生态环境局", due, source)


def sat() -> Scene:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("public", SubmitOpinion("o1", "r1", "意见"))
    return scene


@pytest.mark.parametrize("kind", ["item", "speech", "opinion"])
def test_record_from_each_source(kind: str) -> None:
    scene = sat()
    sources = {
        "item": FROM_ITEM,
        "speech": Source("speech", scene.speech),
        "opinion": Source("opinion", "o1"),
    }
    (recorded,) = scene.act("clerk", outcome(sources[kind]))
    assert isinstance(recorded, OutcomeRecorded)
    kept = scene.now_state.outcomes[recorded.outcome_id]
    assert (kept.source, kept.unit, kept.due) == (sources[kind], "市生态环境局", "2026-09-30")
    assert kept.recorded_at == scene.now


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (outcome(Source("item", "o1")), "no_such_source"),
        (outcome(Source("speech", "statements")), "no_such_source"),
        (outcome(Source("opinion", "xx")), "no_such_source"),
        (outcome(due="2026-02-29"), "no_such_date"),
        (outcome(due="2026-13-01"), "no_such_date"),
    ],
)
def test_refused(command: RecordOutcome, code: str) -> None:
    assert sat().refused("clerk", command) == code


def test_from_the_opening_on_and_after_the_close() -> None:
    assert joined().refused("clerk", outcome()) == "consultation_not_open"
    scene = sat()
    scene.act("chair", CloseConsultation())
    scene.act("clerk", outcome())
