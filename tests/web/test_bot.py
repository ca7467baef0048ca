"""A bot's manners, in virtual time: it asks, waits, speaks for a while, and yields."""

import random

import msgspec
import pytest

from sessions.commands import RequestFloor, StartSpeech, YieldFloor
from sessions.events import (
    AnyEvent,
    ConsultationAdjourned,
    ConsultationOpened,
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    FloorYielded,
    Record,
    RequestWithdrawn,
)
from sessions.types import SYSTEM
from signaling.messages import Welcome, You
from web.bot import SPEAK_SECONDS, WAIT_SECONDS, BotLinks, Manners

ME, OTHER = "bot-1", "member-1"


def record(event: AnyEvent) -> Record:
    return Record(seq=1, at=0, actor=SYSTEM, event=event, prev_hash="", hash="")


def granted(participant_id: str, speech_id: str = "s1") -> Record:
    return record(FloorGranted(speech_id, participant_id, "statement", 300, None, None, None))


@pytest.fixture
def manners() -> Manners:
    made = Manners(random.Random(1), now=0.0)
    you = You(role="expert", participant_id=ME, name="专家")
    made.begin(Welcome("s", False, you, 0, 30, [], [], None, []), now=0.0)
    return made


def test_asks_only_while_the_consultation_is_open(manners: Manners) -> None:
    assert manners.due(WAIT_SECONDS[1]) is None
    manners.see(record(ConsultationOpened()), 0.0)
    assert manners.due(WAIT_SECONDS[0] - 1) is None
    assert manners.due(WAIT_SECONDS[1]) == RequestFloor()
    manners.see(record(ConsultationAdjourned("")), 61.0)
    assert manners.due(500.0) is None


def test_does_not_ask_twice_while_it_waits(manners: Manners) -> None:
    manners.see(record(ConsultationOpened()), 0.0)
    assert manners.due(60.0) == RequestFloor()
    manners.see(record(FloorRequested("r1", ME, "statement", "", None, None)), 60.0)
    assert manners.due(600.0) is None
    manners.see(record(RequestWithdrawn("r1")), 600.0)
    assert manners.due(600.0 + WAIT_SECONDS[1]) == RequestFloor()


def test_speaks_then_yields(manners: Manners) -> None:
    manners.see(record(ConsultationOpened()), 0.0)
    manners.see(granted(OTHER, "s0"), 1.0)
    assert manners.due(1.0) is None
    manners.see(granted(ME), 100.0)
    assert manners.due(100.0) == StartSpeech("s1")
    assert manners.due(100.0 + SPEAK_SECONDS[0] - 1) is None
    assert manners.due(100.0 + SPEAK_SECONDS[1]) == YieldFloor("s1")
    manners.see(record(FloorYielded("s1")), 146.0)
    assert manners.due(147.0) is None


def test_falls_silent_when_the_floor_is_taken_back(manners: Manners) -> None:
    manners.see(record(ConsultationOpened()), 0.0)
    manners.see(granted(ME), 10.0)
    assert manners.due(10.0) == StartSpeech("s1")
    manners.see(record(FloorRevoked("s1", "next speaker")), 20.0)
    assert manners.due(20.0 + WAIT_SECONDS[0] - 1) is None
    assert manners.due(20.0 + WAIT_SECONDS[1]) == RequestFloor()


def test_reads_its_part_of_a_links_file_and_no_more() -> None:
    text = b'{"base":"http://127.0.0.1:1","roles":{},"bots":[{"token":"t","name":"n"}]}'
    links = msgspec.json.decode(text, type=BotLinks)
    assert [(b.token, b.name, b.level) for b in links.bots] == [("t", "n", None)]
