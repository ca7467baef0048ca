"""The recording's rules: who may see it when, how long it is kept, and how it ends."""

import pytest

from sessions.commands import (
    AnyCommand,
    ConfirmErasure,
    DeleteRecording,
    OpenConsultation,
    PublishRecording,
    SetRecording,
    StartRehearsal,
    WithdrawRecording,
)
from sessions.consultation import replay
from sessions.events import (
    RecordingDeleted,
    RecordingErased,
    RecordingPublished,
    RecordingSet,
    RecordingWithdrawn,
)
from sessions.recording import (
    DAY_MS,
    LIVE_TAIL_MS,
    Sight,
    due_deletion,
    expires_at,
    needs_erasure,
    sight,
)
from sessions.rehearsal import PREPARATIONS
from sessions.types import SYSTEM
from sessions.views import snapshot
from tests.support.consultation import VIEWER, Scene, opened
from tests.support.minutes import over


def done(*commands: AnyCommand) -> Scene:
    scene = over()
    for command in commands:
        scene.act("clerk", command)
    return scene


@pytest.mark.parametrize(
    ("commands", "after_ms", "seen"),
    [
        ((), 0, "public"),
        ((), LIVE_TAIL_MS - 1, "public"),
        ((), LIVE_TAIL_MS, "staff"),
        ((PublishRecording(),), LIVE_TAIL_MS, "public"),
        ((PublishRecording(), WithdrawRecording("先校对")), LIVE_TAIL_MS, "staff"),
        ((DeleteRecording("涉密"),), 0, "gone"),
        ((PublishRecording(), DeleteRecording("涉密")), LIVE_TAIL_MS, "gone"),
        ((SetRecording(keep_days=1),), DAY_MS, "staff"),
    ],
)
def test_who_may_see_it(commands: tuple[AnyCommand, ...], after_ms: int, seen: Sight) -> None:
    state = done(*commands).now_state
    assert state.closed_at is not None
    assert sight(state, state.closed_at + after_ms) == seen


def test_while_it_is_live_it_is_public() -> None:
    scene = opened()
    assert sight(scene.now_state, scene.now) == "public"


@pytest.mark.parametrize(
    ("keep_days", "after_ms", "due"),
    [
        (None, 4000 * DAY_MS, False),
        (1, DAY_MS - 1, False),
        (1, DAY_MS, True),
        (30, 29 * DAY_MS, False),
        (30, 31 * DAY_MS, True),
        (3650, 3650 * DAY_MS, True),
    ],
)
def test_when_its_time_is_over(keep_days: int | None, after_ms: int, due: bool) -> None:
    scene = over()
    if keep_days is not None:
        scene.act("organizer", SetRecording(keep_days))
    state = scene.now_state
    assert state.closed_at is not None
    found = due_deletion(state, state.closed_at + after_ms)
    assert found == (DeleteRecording("expired") if due else None)


def test_nothing_is_due_before_the_closing_or_after_the_deletion() -> None:
    scene = opened()
    scene.act("clerk", SetRecording(1))
    assert due_deletion(scene.now_state, scene.now + 9 * DAY_MS) is None
    state = done(SetRecording(1), DeleteRecording("涉密")).now_state
    assert expires_at(state) is None
    assert due_deletion(state, scene.now + 9 * DAY_MS) is None


def test_setting_publishing_and_withdrawing() -> None:
    scene = over()
    assert scene.act("clerk", SetRecording(30)) == [RecordingSet(30)]
    assert scene.act("clerk", SetRecording(30)) == []
    assert scene.act("clerk", SetRecording(None)) == [RecordingSet(None)]
    assert scene.act("clerk", WithdrawRecording("先校对")) == []
    assert scene.act("clerk", PublishRecording()) == [RecordingPublished()]
    assert scene.act("clerk", PublishRecording()) == []
    assert scene.act("clerk", WithdrawRecording("先校对")) == [RecordingWithdrawn("先校对")]


def test_own_tracks_are_asked_for_and_stay_so() -> None:
    scene = opened()
    assert not scene.now_state.recording.own_tracks
    assert scene.act("clerk", SetRecording(30, own_tracks=True)) == [RecordingSet(30, True)]
    assert scene.act("clerk", SetRecording(30)) == []
    assert scene.act("clerk", SetRecording(None)) == [RecordingSet(None, True)]
    assert replay(scene.records).recording.own_tracks
    view = snapshot(scene.now_state, scene.actor("member")).recording
    assert view is not None
    assert view.own_tracks, "who is recorded may know it"
    assert scene.act("clerk", SetRecording(own_tracks=False)) == [RecordingSet(None, False)]


@pytest.mark.parametrize("command", [PublishRecording(), DeleteRecording("涉密")])
def test_not_before_the_closing(command: AnyCommand) -> None:
    assert opened().refused("clerk", command) == "recording_goes_on"


def test_a_deletion_says_who_when_why_and_how_much() -> None:
    scene = over()
    assert scene.refused("clerk", DeleteRecording(" ")) == "recording_needs_reason"
    assert scene.act("clerk", DeleteRecording("涉密")) == [RecordingDeleted("涉密")]
    assert needs_erasure(scene.now_state)
    assert scene.refused("clerk", DeleteRecording("再删")) == "recording_deleted"
    assert scene.refused("clerk", PublishRecording()) == "recording_deleted"
    assert scene.refused("clerk", SetRecording(3)) == "recording_deleted"
    gone = ConfirmErasure(5_000_000, 3600)
    assert scene.act("system", gone) == [RecordingErased(5_000_000, 3600)]
    assert scene.act("system", gone) == []
    assert not needs_erasure(scene.now_state)
    deleted = replay(scene.records).recording.deleted
    assert deleted is not None
    assert (deleted.by.participant_id, deleted.reason) == ("clerk", "涉密")
    assert (deleted.bytes, deleted.seconds) == (5_000_000, 3600)


def test_the_clock_deletes_nothing_before_its_time() -> None:
    scene = done(SetRecording(2))
    assert scene.refused("system", DeleteRecording("expired")) == "recording_not_expired"
    scene.wait(2 * 24 * 3600)
    assert scene.act("system", DeleteRecording("expired")) == [RecordingDeleted("expired")]
    deleted = scene.now_state.recording.deleted
    assert deleted is not None
    assert deleted.by == SYSTEM


def test_nothing_is_erased_that_was_not_deleted() -> None:
    assert over().act("system", ConfirmErasure(1, 1)) == []


def test_what_is_set_in_a_rehearsal_holds_after_it() -> None:
    assert SetRecording in PREPARATIONS
    scene = Scene()
    scene.act("organizer", StartRehearsal())
    assert scene.act("organizer", SetRecording(30)) == [RecordingSet(30)]


def test_the_meeting_sees_how_it_stands_and_the_public_does_not() -> None:
    scene = Scene()
    scene.act("organizer", SetRecording(30))
    scene.act("organizer", OpenConsultation())
    view = snapshot(scene.now_state, scene.actor("member")).recording
    assert view is not None
    assert (view.keep_days, view.published_at, view.deleted_at) == (30, None, None)
    assert snapshot(scene.now_state, VIEWER).recording is None
