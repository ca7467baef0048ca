"""The clerk's notes: of which moments, until when, for whom, and where the record has them."""

import pytest

from sessions import commands as c
from sessions.audience import shown_to
from sessions.events import NoteCorrected, NoteWritten
from sessions.export.record_document import compose_record
from sessions.record_lines import NoteLine, build_record
from sessions.views import snapshot
from tests.support.consultation import Scene, started
from tests.support.minutes import approve, circulate, over


def noted(scene: Scene, text: str = "掌声", at: int | None = None) -> NoteWritten:
    (event,) = scene.act("clerk", c.WriteNote(text, at))
    assert isinstance(event, NoteWritten)
    return event


def test_a_note_stands_in_the_record_among_what_was_said_then() -> None:
    scene = started()
    scene.act("chair", c.GrantFloor(participant_id="member"))
    scene.act("member", c.StartSpeech(scene.speech))
    during = scene.now
    scene.act("clerk", c.AddCaption("请公开数据", during, during + 500))
    scene.wait(60)
    scene.act("member", c.YieldFloor(scene.speech))
    first = noted(scene, "展示了照片", during + 200)
    wrong = noted(scene, "写错了")
    scene.act("clerk", c.CorrectNote(first.note_id, "展示了三张照片"))
    scene.act("organizer", c.CorrectNote(wrong.note_id, " "))
    record = build_record(scene.records)
    (line,) = (one for one in record.lines if isinstance(one, NoteLine))
    assert (line.text, line.at, line.by) == ("展示了三张照片", during + 200, "记录员")
    assert line.item == 4
    rows = [row[3] for block in compose_record(record).blocks for row in getattr(block, "rows", [])]
    place = rows.index("〔记录员笔记〕展示了三张照片")
    assert rows[place - 1] == "请公开数据"
    assert not any("写错了" in row for row in rows)


def test_notes_are_for_staff_alone() -> None:
    scene = started()
    event = noted(scene)
    assert [shown_to(who, event) for who in ("staff", "meeting", "public")] == [True, False, False]
    seen = {who: snapshot(scene.now_state, scene.actor(who)).notes for who in ("clerk", "member")}
    assert ([one.text for one in seen["clerk"]], seen["member"]) == (["掌声"], [])
    assert scene.refused("member", c.WriteNote("我来记")) == "not_authorized"


def test_a_note_is_of_a_moment_that_has_been() -> None:
    scene = started()
    opened = scene.now_state.opened_at
    assert opened is not None
    for at in (opened - 1, scene.now + 60_000):
        assert scene.refused("clerk", c.WriteNote("早了", at)) == "note_time"
    assert noted(scene, at=opened).noted_at == opened
    assert scene.refused("clerk", c.WriteNote(" ")) == "note_empty"
    assert scene.refused("clerk", c.CorrectNote("x", "字")) == "no_such_note"


def test_notes_end_with_the_approval() -> None:
    scene = over()
    event = noted(scene, "会后补记")
    assert scene.act("clerk", c.CorrectNote(event.note_id, event.text)) == []
    circulate(scene)
    correct = c.CorrectNote(event.note_id, "再改")
    assert scene.act("clerk", correct) == [NoteCorrected(event.note_id, "再改")]
    approve(scene)
    assert scene.refused("clerk", correct) == "note_too_late"
    assert scene.refused("clerk", c.WriteNote("又补")) == "note_too_late"


def test_notes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = started()
    event = noted(scene)
    monkeypatch.setattr("sessions.notes.NOTES_MAX", 1)
    assert scene.refused("clerk", c.WriteNote("第二条")) == "too_many"
    assert scene.refused("clerk", c.CorrectNote(event.note_id, "字")) == "too_many"
