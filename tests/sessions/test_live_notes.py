"""Live notes: what one must have, how it is corrected and withdrawn, and who sees what of it."""

import pytest

from sessions.commands import (
    AddLivePicture,
    CloseConsultation,
    CorrectLiveNote,
    PostLiveNote,
    WithdrawLiveNote,
)
from sessions.config import LIVE_NOTES_SHOWN
from sessions.consultation import replay
from sessions.events import LiveNoteCorrected, LiveNotePosted, LiveNoteWithdrawn
from sessions.live_notes import is_public_picture
from sessions.types import LivePicture
from sessions.views import snapshot
from tests.support.consultation import VIEWER, Scene, opened

SHA = "a" * 64
PICTURE = LivePicture(SHA, "主会场全景")


def with_note(text: str = "各会场已连通", *pictures: LivePicture) -> tuple[Scene, str]:
    scene = opened()
    scene.act("clerk", AddLivePicture(SHA, 1080, 720))
    (posted,) = scene.act("clerk", PostLiveNote(text, list(pictures)))
    assert isinstance(posted, LiveNotePosted)
    return scene, posted.note_id


def test_a_note_is_there_for_everybody() -> None:
    scene, id = with_note("各会场已连通", PICTURE)
    (shown,) = snapshot(scene.now_state, VIEWER).live_notes
    assert (shown.note_id, shown.text, shown.pictures) == (id, "各会场已连通", [PICTURE])
    assert is_public_picture(scene.now_state, SHA)
    assert replay(scene.records) == scene.now_state


def test_before_the_opening_too() -> None:
    scene = Scene()
    scene.act("organizer", PostLiveNote("正在布置会场"))
    assert len(scene.now_state.live_notes) == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (PostLiveNote(""), "live_note_empty"),
        (PostLiveNote(" \n"), "live_note_empty"),
        (PostLiveNote("图", [LivePicture("b" * 64, "无")]), "no_such_live_picture"),
        (CorrectLiveNote("nowhere", "字"), "no_such_live_note"),
        (WithdrawLiveNote("nowhere", "错"), "no_such_live_note"),
    ],
)
def test_what_is_refused(command: PostLiveNote, code: str) -> None:
    scene, _ = with_note()
    assert scene.refused("clerk", command) == code


def test_a_picture_alone_is_a_note() -> None:
    scene, id = with_note("", PICTURE)
    assert scene.now_state.live_notes[id].pictures == (PICTURE,)
    assert scene.refused("clerk", CorrectLiveNote(id, "", [])) == "live_note_empty"


def test_the_same_picture_twice_is_one() -> None:
    scene, _ = with_note()
    assert scene.act("clerk", AddLivePicture(SHA, 1080, 720)) == []


def test_correct() -> None:
    scene, id = with_note("各会场已联通", PICTURE)
    correct = CorrectLiveNote(id, "各会场已连通")
    assert scene.act("clerk", correct) == [LiveNoteCorrected(id, "各会场已连通", [PICTURE])]
    assert scene.act("clerk", correct) == []
    note = scene.now_state.live_notes[id]
    assert note.corrected_at is not None
    assert note.corrected_at > note.posted_at
    scene.act("clerk", CorrectLiveNote(id, "各会场已连通", []))
    assert not is_public_picture(scene.now_state, SHA)
    assert replay(scene.records) == scene.now_state


def test_withdraw_keeps_the_reason_alone() -> None:
    scene, id = with_note("数字有误", PICTURE)
    withdraw = WithdrawLiveNote(id, "数字写错了")
    assert scene.act("chair", withdraw) == [LiveNoteWithdrawn(id, "数字写错了")]
    (shown,) = snapshot(scene.now_state, VIEWER).live_notes
    assert (shown.text, shown.pictures, shown.withdrawn) == ("", [], "数字写错了")
    assert not is_public_picture(scene.now_state, SHA)
    assert scene.refused("clerk", withdraw) == "live_note_withdrawn"
    assert scene.refused("clerk", CorrectLiveNote(id, "字")) == "live_note_withdrawn"


def test_after_the_close_mistakes_are_put_right_and_nothing_is_added() -> None:
    scene, id = with_note()
    scene.act("chair", CloseConsultation())
    assert scene.refused("clerk", PostLiveNote("又一条")) == "consultation_closed"
    scene.act("clerk", CorrectLiveNote(id, "各会场都已连通"))
    scene.act("clerk", WithdrawLiveNote(id, "重复"))


def test_the_snapshot_shows_the_latest_in_order() -> None:
    scene, _ = with_note("最早")
    for number in range(LIVE_NOTES_SHOWN):
        scene.act("clerk", PostLiveNote(str(number)))
    shown = [one.text for one in snapshot(scene.now_state, VIEWER).live_notes]
    assert shown == [str(number) for number in range(LIVE_NOTES_SHOWN)]
