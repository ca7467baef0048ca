"""A room without I/O: who is told what, in virtual time."""

import json
from pathlib import Path
from typing import Any

import pytest

from sessions.commands import (
    OpenConsultation,
    PublishOpinion,
    RequestFloor,
    SubmitOpinion,
    WithholdOpinion,
)
from sessions.types import Actor
from signaling.config import SignalingConfig
from signaling.messages import Devices, Publish
from signaling.outbox import Outbox
from signaling.room import LEVELS_INTERVAL, PRESENCE_INTERVAL, Room
from signaling.session import Session
from signaling.tokens import Claims
from tests.signaling.parts import START, Log, actor

CONFIG = SignalingConfig(live_directory=Path("live"))


class Scene:
    """A room and what each of its members was sent."""

    def __init__(self, *joined: str) -> None:
        self.now = 0.0
        self.room = Room("c", CONFIG, joined, self.now, self.wall)

    @property
    def wall(self) -> int:
        return START + int(self.now * 1000)

    def enter(self, id: str, seen: int = 0, welcomed: bool = True) -> Session:
        session = self.room.enter(actor(id), claims(id), Outbox(), self.wall)
        if welcomed:
            self.room.welcome(session, seen)
        return session

    def lose(self, session: Session) -> None:
        assert session.outbox is not None
        self.room.lose(session, session.outbox, self.now, self.wall)

    def flush(self) -> None:
        """As the caller does that minds `flush_due`."""
        self.room.flush(self.now)
        if (due := self.room.flush_due) is not None:
            self.now = due
            self.room.flush(due)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.room.tick(self.now, self.wall)


def claims(id: str) -> Claims:
    return Claims("member", f"inv-{id}", START + 10**9, "c", id)


def told(session: Session, kind: str) -> list[Any]:
    """The messages of one kind that wait for a session; all are taken."""
    assert session.outbox is not None
    messages = [json.loads(text) for text in session.outbox.take()]
    return [message for message in messages if message["type"] == kind]


def seqs(session: Session) -> list[list[int]]:
    return [[record["seq"] for record in m["records"]] for m in told(session, "events")]


def test_each_is_sent_what_they_have_not_seen_and_may_see() -> None:
    log, scene = Log(), Scene()
    records = log.records
    private = {r.seq for r in records if type(r.event).__name__ == "InvitationIssued"}
    clerk, li = scene.enter("clerk", 1), scene.enter("li", 5)
    scene.room.fan_out(records)
    assert seqs(clerk) == [[r.seq for r in records if r.seq > 1]]
    assert seqs(li) == [[r.seq for r in records if r.seq > 5 and r.seq not in private]]
    scene.room.fan_out(records)
    assert (seqs(clerk), seqs(li)) == ([], [])


def test_what_is_for_staff_alone_makes_no_message_for_others() -> None:
    log, scene = Log(), Scene()
    before = len(log.records)
    clerk, li = scene.enter("clerk", before), scene.enter("li", before)
    log.do(OpenConsultation(), "chair")
    for number in (1, 2):
        opinion = SubmitOpinion(opinion_id=f"o{number}", receipt=f"r{number}", text="路灯")
        log.do(opinion, Actor(role="viewer"))
    log.do(WithholdOpinion("o1", "重复"), "clerk")
    log.do(PublishOpinion("o2"), "clerk")
    for record in log.records[before:]:
        scene.room.fan_out([record])
    assert seqs(clerk) == [[before + n] for n in (1, 2, 3, 4, 5)]
    assert seqs(li) == [[before + 1], [before + 5]]


def test_nothing_comes_before_the_welcome_and_nothing_is_lost_by_it() -> None:
    log, scene = Log(), Scene()
    before = len(log.records)
    li = scene.enter("li", welcomed=False)
    log.do(OpenConsultation(), "chair")
    scene.room.fan_out(log.records[before:])
    scene.enter("wang")
    scene.flush()
    assert told(li, "events") == []
    scene.room.welcome(li, before)
    assert seqs(li) == [[before + 1]]
    log.do(RequestFloor(), "wang")
    scene.room.fan_out(log.records[before + 1 :])
    assert seqs(li) == [[before + 2]]


def test_presence_is_told_once_as_it_changes() -> None:
    scene = Scene()
    chair, li = scene.enter("chair"), scene.enter("li")
    scene.flush()
    assert [p["participant_id"] for m in told(chair, "presence") for p in m["participants"]] == [
        "chair",
        "li",
    ]
    scene.flush()
    assert told(chair, "presence") == []
    scene.room.set_devices(li, Devices(camera=True, microphone=False))
    scene.flush()
    (message,) = told(chair, "presence")
    assert [(p["participant_id"], p["camera"]) for p in message["participants"]] == [("li", True)]


def test_presence_is_coalesced_to_the_latest() -> None:
    scene = Scene()
    chair, li = scene.enter("chair"), scene.enter("li")
    scene.room.flush(0.0)
    told(chair, "presence")
    sent = []
    for step in range(40):  # for a second
        now = step / 40
        scene.room.set_devices(li, Devices(camera=step % 2 == 0, microphone=step == 39))
        scene.room.flush(now)
        sent += [m["participants"] for m in told(chair, "presence")]
    assert len(sent) == 3
    assert scene.room.flush_due == 0.75 + PRESENCE_INTERVAL
    scene.room.flush(scene.room.flush_due)
    ((latest,),) = [m["participants"] for m in told(chair, "presence")]
    assert (latest["camera"], latest["microphone"]) == (False, True)
    assert scene.room.flush_due is None


def test_whoever_was_welcomed_between_two_changes_hears_of_the_second() -> None:
    scene = Scene()
    li = scene.enter("li")
    scene.room.flush(0.0)
    scene.room.set_devices(li, Devices(camera=True, microphone=False))
    scene.room.flush(0.1)
    wang = scene.enter("wang")  # is told of the camera by its welcome
    scene.room.set_devices(li, Devices(camera=False, microphone=False))
    scene.room.flush(0.2)
    scene.room.flush(PRESENCE_INTERVAL)
    ((*_, latest),) = [
        [p for p in m["participants"] if p["participant_id"] == "li"]
        for m in told(wang, "presence")
    ]
    assert latest["camera"] is False


@pytest.mark.parametrize(("seconds", "known"), [(15.0, True), (29.9, True), (30.0, False)])
def test_a_session_is_known_for_the_grace_period(seconds: float, known: bool) -> None:
    scene = Scene()
    li = scene.enter("li")
    secret = li.secret
    scene.lose(li)
    scene.wait(seconds)
    again = scene.room.resume(actor("li"), claims("li"), secret, Outbox(), scene.wall)
    assert (again is li) is known
    assert scene.room.take_ended() == ([] if known else [li])


@pytest.mark.parametrize("secret", ["", "x", "会话", "é" * 32])
def test_another_secret_is_of_no_session(secret: str) -> None:
    scene = Scene()
    scene.lose(scene.enter("li"))
    assert scene.room.resume(actor("li"), claims("li"), secret, Outbox(), scene.wall) is None


def test_an_offer_that_waits_when_transports_are_lost_is_refused_first() -> None:
    scene = Scene()
    li = scene.enter("li")
    li.media.publish(Publish(id="waits", sdp="old"))
    li.reset_media()
    assert li.outbox is not None
    refused, reset = (json.loads(text) for text in li.outbox.take())
    assert (refused["type"], refused["id"]) == ("refused", "waits")
    assert (refused["code"], reset["type"]) == ("media_unavailable", "media_reset")


def test_a_page_that_takes_over_has_its_own_devices() -> None:
    scene = Scene()
    first = scene.enter("li")
    outbox = first.outbox
    scene.room.set_devices(first, Devices(camera=True, microphone=True))
    second = scene.enter("li")
    assert outbox is not None
    assert outbox.closed_with == "taken_over"
    assert scene.room.take_ended() == [first]
    (presence,) = scene.room.presence()
    assert (presence.state, presence.camera) == ("connected", False)
    assert second.secret != first.secret
    scene.room.lose(first, outbox, 0.0, 0)
    assert scene.room.presence()[0].state == "connected"


def test_those_whom_the_log_calls_joined_have_the_grace_period_to_come_back() -> None:
    scene = Scene("li", "wang")
    assert scene.room.present() == {"li", "wang"}
    scene.enter("li")
    scene.wait(30.0)
    assert scene.room.present() == {"li"}


def test_levels_are_of_the_audible_and_not_too_often() -> None:
    scene = Scene()
    chair = scene.enter("chair")
    for step in range(11):
        scene.room.levels(
            {"chair": -30, "li": -20}, lambda _: {"chair"}, 10.0 + step * LEVELS_INTERVAL / 2
        )
    assert [m["levels"] for m in told(chair, "levels")] == [{"chair": -30}] * 6
    scene.room.levels({"li": -20}, lambda _: {"chair"}, 99.0)
    assert told(chair, "levels") == []
