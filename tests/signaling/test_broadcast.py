"""What puts a consultation on air, and back there after either process was lost."""

from media.egress.messages import (
    AttachRelay,
    EndLive,
    GoLive,
    SetProgramme,
    SetSpeakers,
    SetTracks,
    Speaker,
)
from media.messages import AttachEgress, DetachEgress
from signaling.access import Programme
from signaling.broadcast import Broadcast, Step
from tests.signaling.parts import track

CHAIR = Programme("chair", ("chair",))
TRACKS = [track(1, "chair"), track(2, "chair", "video")]
GO = GoLive(consultation="c", directory="live/c")
TELL = SetTracks(consultation="c", tracks=TRACKS)
SHOW = SetProgramme(consultation="c", picture="chair", sound=["chair"])
SEND = AttachEgress(router="c", path="rtp")
HEAR = AttachRelay(consultation="c", path="rtcp")
PATHS = {GoLive: "rtp", AttachEgress: "rtcp"}


def carry_out(broadcast: Broadcast) -> list[Step]:
    """Every step, each succeeding."""
    done: list[Step] = []
    while (step := broadcast.next_step()) is not None:
        broadcast.done(step, PATHS.get(type(step)))
        done.append(step)
        assert len(done) < 20
    return done


def on_air() -> Broadcast:
    broadcast = Broadcast("c", "live/c")
    broadcast.want(True, TRACKS, CHAIR)
    assert carry_out(broadcast) == [GO, TELL, SHOW, SEND, HEAR]
    broadcast.playlist_ready()
    return broadcast


def test_nothing_happens_before_the_opening() -> None:
    broadcast = Broadcast("c", "live/c")
    broadcast.want(False, TRACKS, CHAIR)
    assert carry_out(broadcast) == []
    assert broadcast.is_idle
    broadcast.playlist_ready()
    assert not broadcast.on_air


def test_players_wait_for_the_first_segment() -> None:
    broadcast = Broadcast("c", "live/c")
    broadcast.want(True, [], CHAIR)
    carry_out(broadcast)
    assert not broadcast.on_air
    broadcast.playlist_ready()
    assert broadcast.on_air
    assert not broadcast.is_idle


def test_changes_are_said_once() -> None:
    broadcast = on_air()
    assert carry_out(broadcast) == []
    li = Programme("li", ("li", "chair"))
    broadcast.want(True, TRACKS, li)
    assert carry_out(broadcast) == [
        SetProgramme(consultation="c", picture="li", sound=["li", "chair"])
    ]
    broadcast.want(True, TRACKS[:1], li)
    assert carry_out(broadcast) == [SetTracks(consultation="c", tracks=TRACKS[:1])]
    broadcast.want(True, TRACKS[:1], li)
    assert carry_out(broadcast) == []


def test_whose_own_tracks_are_recorded_is_said_once_and_to_another_egress_again() -> None:
    broadcast = on_air()
    speakers = [Speaker("chair"), Speaker("li", "s1")]
    broadcast.want(True, TRACKS, CHAIR, speakers=speakers)
    tell = SetSpeakers(consultation="c", speakers=speakers)
    assert carry_out(broadcast) == [tell]
    assert carry_out(broadcast) == []
    broadcast.egress_lost()
    assert carry_out(broadcast) == [GO, TELL, SHOW, tell, SEND, HEAR]
    broadcast.want(True, TRACKS, CHAIR)
    assert carry_out(broadcast) == [SetSpeakers(consultation="c", speakers=[])]


def test_the_end_is_said_to_both() -> None:
    broadcast = on_air()
    broadcast.want(False, TRACKS, CHAIR)
    assert carry_out(broadcast) == [DetachEgress(router="c"), EndLive(consultation="c")]
    assert broadcast.is_idle
    assert not broadcast.on_air


def test_another_relay_is_attached_to_the_same_stream() -> None:
    broadcast = on_air()
    broadcast.relay_lost()
    assert broadcast.on_air
    assert carry_out(broadcast) == [SEND, HEAR]


def test_another_egress_begins_from_nothing() -> None:
    broadcast = on_air()
    broadcast.egress_lost()
    assert not broadcast.on_air
    assert carry_out(broadcast) == [GO, TELL, SHOW, SEND, HEAR]


def test_closing_after_egress_was_lost_leaves_nothing_to_end() -> None:
    broadcast = on_air()
    broadcast.egress_lost()
    broadcast.want(False, [], CHAIR)
    assert carry_out(broadcast) == []


def test_each_loss_counts() -> None:
    """By which a reply from before it is known."""
    broadcast = on_air()
    before = broadcast.losses
    broadcast.relay_lost()
    broadcast.egress_lost()
    assert broadcast.losses >= before + 2
