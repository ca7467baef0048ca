"""Commands decided one upon the other, before anything is done."""

import itertools

import pytest

from sessions import commands as c
from sessions.batch import Batch, Job
from sessions.command_keys import CommandKeys
from sessions.errors import Refused
from sessions.events import Record, RehearsalEnded
from sessions.jurisdiction import DEFAULT
from sessions.loaded import Loaded
from sessions.types import Actor, Participant
from tests.support.consultation import CREATE, ORGANIZER, Scene, opened

LATE = Participant("late", "后到的委员", "member", "sf")


class Turn:
    """A batch upon what a scene has come to."""

    def __init__(self, scene: Scene, keys: CommandKeys | None = None, later: int = 1000) -> None:
        self.scene = scene
        self.loaded = Loaded(scene.now_state)
        ids = (f"new{n}" for n in itertools.count(1))
        self.batch = Batch(
            {scene.now_state.id: self.loaded}.__getitem__,
            keys or CommandKeys(),
            scene.now + later,
            lambda: next(ids),
            DEFAULT,
        )

    def do(
        self, who: str | Actor, command: c.AnyCommand | c.CreateConsultation, key: str | None = None
    ) -> list[Record]:
        actor = who if isinstance(who, Actor) else self.scene.actor(who)
        creates = isinstance(command, c.CreateConsultation)
        id = None if creates else self.scene.now_state.id
        return self.batch.do(Job(id, actor, command, key))


def test_each_is_decided_after_those_before_it_and_chained_to_them() -> None:
    turn = Turn(opened())
    (one,) = turn.do("chair", c.StartItem("questions"))
    (two,) = turn.do("member", c.RequestFloor())
    head = turn.loaded.committed
    assert (one.prev_hash, two.prev_hash) == (head.hash, one.hash)
    assert [row.stored.seq for row in turn.batch.rows] == [head.seq + 1, head.seq + 2]
    with pytest.raises(Refused, match="already"):
        turn.do("member", c.RequestFloor())
    assert turn.batch.heads[head.id].hash == two.hash
    assert turn.batch.records == turn.batch.recorded == {head.id: [one, two]}
    assert turn.loaded.committed is head, "nothing is done yet"


def test_a_refused_one_leaves_nothing() -> None:
    turn = Turn(opened())
    with pytest.raises(Refused):
        turn.do("member", c.CloseConsultation(), "k")
    batch = turn.batch
    assert (batch.rows, batch.heads, batch.records, batch.done_by_key) == ([], {}, {}, {})


def test_a_clock_set_back_puts_nothing_before_its_predecessor() -> None:
    scene = opened()
    (record,) = Turn(scene, later=-60_000).do("chair", c.StartItem("questions"))
    assert record.at == scene.now_state.at > scene.now - 60_000


def test_one_sent_twice_is_done_once() -> None:
    turn = Turn(opened())
    first = turn.do("chair", c.StartItem("questions"), "chair:k")
    assert turn.do("chair", c.StartItem("questions"), "chair:k") == first
    assert len(turn.batch.rows) == len(first)
    with pytest.raises(Refused, match="key_reused"):
        turn.do("chair", c.StartItem("answers"), "chair:k")


def test_one_of_an_earlier_batch_is_answered_from_memory() -> None:
    scene, keys = opened(), CommandKeys()
    id, command = scene.now_state.id, c.StartItem("questions")
    keys.remember((id, "chair:k"), command, scene.now, scene.records[-1:])
    turn = Turn(scene, keys)
    assert turn.do("chair", command, "chair:k") == scene.records[-1:]
    assert turn.batch.rows == []


def test_a_new_consultation_is_told_of_under_its_own_id() -> None:
    turn = Turn(opened())
    records = turn.do(ORGANIZER, CREATE)
    (id,) = turn.batch.heads
    assert id != turn.scene.now_state.id
    assert turn.batch.records == {id: records}
    assert turn.batch.rows[0].stored.seq == 1


# --- rehearsed --------------------------------------------------------------------------------


def test_what_is_rehearsed_is_told_and_not_recorded() -> None:
    turn = Turn(Scene())
    id = turn.scene.now_state.id
    records = turn.do("chair", c.StartRehearsal())
    records += turn.do("system", c.JoinConsultation("chair"))
    records += turn.do("chair", c.OpenConsultation())
    batch = turn.batch
    assert (batch.rows, batch.heads, batch.recorded) == ([], {}, {})
    assert batch.records == {id: records}
    rehearsed = batch.rehearsals[id]
    assert rehearsed is not None
    assert rehearsed.state.status == "open"
    assert list(rehearsed.records) == records


def test_what_prepares_the_meeting_is_recorded_too() -> None:
    turn = Turn(Scene())
    id = turn.scene.now_state.id
    turn.do("chair", c.StartRehearsal())
    (told,) = turn.do("organizer", c.RegisterParticipant(LATE))
    ((kept,),) = turn.batch.recorded.values()
    assert kept.event == told.event
    assert (kept.seq, told.seq) == (turn.scene.now_state.seq + 1, turn.scene.now_state.seq + 2)
    assert LATE.id in turn.batch.heads[id].participants
    assert len(turn.batch.rows) == 1


def test_its_end_leaves_the_next_to_the_record() -> None:
    turn = Turn(Scene())
    id = turn.scene.now_state.id
    turn.do("chair", c.StartRehearsal())
    turn.do("system", c.JoinConsultation("chair"))
    (ended,) = turn.do("chair", c.EndRehearsal())
    assert isinstance(ended.event, RehearsalEnded)
    assert turn.batch.rehearsals == {id: None}
    (joined,) = turn.do("system", c.JoinConsultation("chair"))
    assert joined.prev_hash == turn.loaded.committed.hash
    assert turn.batch.recorded == {id: [joined]}
