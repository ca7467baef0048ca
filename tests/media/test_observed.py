"""What C makes of feedback is what Python makes of it, to the last bit."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.delay import Usage
from media.native import load
from media.observed import NativeObserved, PlainObserved
from media.sent_log import SentLog
from media.wire.rtcp import FoldedFeedback, TransportFeedback
from tests.support.transport_feedback import feedbacks, folded

LIBRARY = load()
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="no C compiler")


class Both:
    """The same packets and feedback for both."""

    def __init__(self, first: int = 1, now: float = 1000.0) -> None:
        self.sent = SentLog()
        self.sent.sequence[0] = first - 1 & 0xFFFF
        self.plain = PlainObserved(self.sent)
        self.native = NativeObserved(LIBRARY, self.sent)
        self.now = now

    def send(self, count: int, size: int = 1100, spread: float = 0.005) -> int:
        """The first one's number."""
        first = self.sent.sequence[0] + 1 & 0xFFFF
        for _ in range(count):
            self.sent.stamp(size, self.now)
            self.now += spread
        return first

    def receive(self, feedback: FoldedFeedback) -> bool:
        """Whether it told something."""
        news = self.plain.receive(feedback, self.now)
        assert self.native.receive(feedback, self.now) == news
        self.compare()
        return news is not None

    def rebase(self) -> None:
        self.plain.rebase()
        self.native.rebase()
        self.compare()

    def compare(self) -> None:
        assert self.native.usage is self.plain.usage
        assert self.native.queueing == self.plain.queueing
        assert self.native.bitrate == self.plain.bitrate
        assert self.native.rates() == self.plain.rates()
        assert self.native.struct.threshold == self.plain.delay.threshold


def drive(both: Both, seed: int, rounds: int) -> set[Usage]:
    """A path with jitter, losses, reordering, a queue that grows and drains; what it was found."""
    random = Random(seed)
    found = set()
    queue = 0.0
    repeat: FoldedFeedback | None = None
    for number in range(rounds):
        count = random.randrange(1, 60)
        start = both.now
        spread = random.choice([0.0003, 0.002, 0.006])
        first = both.send(count, random.randrange(1, 1400), spread)
        growth = random.choice([0, 0, 0.3, -0.5]) if number % 20 == 0 else 0.1 * random.random()
        arrivals: list[int | None] = []
        for place in range(count):
            queue = max(0.0, queue + growth * spread)
            arrived = start + place * spread + 0.02 + queue + random.random() * 0.004
            arrivals.append(None if random.random() < 0.05 else int(arrived * 4000))
        both.now += 0.03
        feedback = folded(TransportFeedback(first, number & 0xFF, arrivals))
        if random.random() < 0.9:
            both.receive(feedback)
        if repeat is not None and random.random() < 0.1:
            both.receive(repeat)
        repeat = feedback
        if random.random() < 0.02:
            both.rebase()
            queue = 0.0
        both.now += random.choice([0.0, 0.0, 0.1])
        found.add(both.plain.usage)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_over_a_long_call(seed: int) -> None:
    both = Both(first=65000, now=4200.0 + seed)  # numbers and send times wrap
    assert Usage.OVER in drive(both, seed, 700)
    assert both.native.bitrate > 0


DID = st.one_of(
    st.tuples(st.just("send"), st.integers(1, 80), st.integers(0, 0xFFFF)),
    st.tuples(st.just("wait"), st.floats(0, 100)),
    st.tuples(st.just("rebase")),
    st.tuples(st.just("feedback"), feedbacks()),
)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 0xFFFF), st.lists(DID, max_size=60))
def test_whatever_is_told(first: int, done: list[tuple[object, ...]]) -> None:
    both = Both(first)
    both.send(20)
    for action in done:
        match action:
            case ("send", int(count), int(size)):
                both.send(count, size)
            case ("wait", float(seconds)):
                both.now += seconds
            case ("rebase",):
                both.rebase()
            case ("feedback", FoldedFeedback() as feedback):
                both.receive(feedback)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.none() | st.integers(0, 8000), min_size=1, max_size=90))
def test_what_was_sent(arrivals: list[int | None]) -> None:
    both = Both()
    first = both.send(len(arrivals))
    told = both.receive(folded(TransportFeedback(first, 0, arrivals)))
    assert told == any(arrival is not None for arrival in arrivals)
