"""Feedback for publishers' encoders."""

from random import Random

from media.feedback import (
    FEEDBACK_INTERVAL,
    MAX_JUMP,
    MAX_STATUSES,
    REMB_MAX,
    REMB_MIN,
    REMB_START,
    FeedbackGenerator,
    RembGenerator,
)
from media.wire.rtcp import TransportFeedback, pack_transport_feedback
from tests.support.transport_feedback import unfolded


def _told(feedbacks: list[TransportFeedback]) -> dict[int, int | None]:
    told: dict[int, int | None] = {}
    for feedback in feedbacks:
        for offset, arrival in enumerate(feedback.arrivals):
            told[feedback.base_sequence + offset & 0xFFFF] = arrival
    return told


def test_whatever_the_numbers_little_is_told() -> None:
    """A sender that skips thousands with each packet costs no more than one that skips once."""
    generator = FeedbackGenerator()
    for number in range(100):
        generator.receive(number * (MAX_JUMP - 1) & 0xFFFF, 1.0 + number * 1e-4)
    feedbacks = generator.due(2.0)
    assert feedbacks
    assert sum(len(f.arrivals) for f in feedbacks) <= MAX_JUMP + 1


def test_tells_arrivals_and_losses_across_the_wrap() -> None:
    generator = FeedbackGenerator()
    for sequence, now in [(65534, 1.0), (65535, 1.005), (1, 1.01)]:
        generator.receive(sequence, now)
    (feedback,) = generator.due(1.06)
    assert feedback == TransportFeedback(65534, 0, [4000, 4020, None, 4040])
    assert generator.due(1.2) == []


def test_keeps_the_interval() -> None:
    generator = FeedbackGenerator()
    generator.receive(1, 10.0)
    assert len(generator.due(10.0)) == 1
    generator.receive(2, 10.01)
    assert generator.due(10.0 + FEEDBACK_INTERVAL / 2) == []
    assert len(generator.due(10.0 + FEEDBACK_INTERVAL)) == 1


def test_a_late_packet_is_told_without_calling_its_neighbours_lost() -> None:
    generator = FeedbackGenerator()
    for sequence in (10, 11, 13, 14):
        generator.receive(sequence, 1.0)
    assert _told(generator.due(1.0))[12] is None
    generator.receive(12, 1.02)
    generator.receive(15, 1.03)
    assert _told(generator.due(1.1)) == {12: 4080, 13: 4000, 14: 4000, 15: 4120}


def test_counts_its_packets() -> None:
    generator = FeedbackGenerator()
    numbers = []
    for sequence in range(300):
        now = 1.0 + sequence * 0.1
        generator.receive(sequence, now)
        numbers += [feedback.number for feedback in generator.due(now)]
    assert numbers == [number & 0xFF for number in range(300)]


def test_a_long_burst_is_told_in_parts() -> None:
    generator = FeedbackGenerator()
    for sequence in range(1000):
        generator.receive(sequence, 1.0 + sequence * 1e-4)
    feedbacks = generator.due(2.0)
    assert [len(f.arrivals) for f in feedbacks] == [MAX_STATUSES, MAX_STATUSES, 200]
    assert all(len(pack_transport_feedback(1, 2, f)) < 1200 for f in feedbacks)


def test_a_pause_too_long_for_a_delta_starts_a_new_feedback() -> None:
    generator = FeedbackGenerator()
    generator.receive(1, 1.0)
    generator.receive(2, 20.0)
    assert [f.arrivals for f in generator.due(20.0)] == [[4000], [80000]]


def test_a_long_gap_can_be_told() -> None:
    generator = FeedbackGenerator()
    generator.receive(1, 1.0)
    generator.receive(5000, 1.1)
    feedbacks = generator.due(1.1)
    told = _told(feedbacks)
    assert told[1] == 4000
    assert told[5000] == 4400
    for feedback in feedbacks:
        assert any(arrival is not None for arrival in feedback.arrivals)
        pack_transport_feedback(1, 2, feedback)


def test_a_jump_of_the_numbering_starts_anew() -> None:
    generator = FeedbackGenerator()
    generator.receive(1, 1.0)
    generator.due(1.0)
    generator.receive(20000, 1.1)
    assert _told(generator.due(1.1)) == {20000: 4400}


def test_any_arrivals_can_be_packed_and_memory_is_bounded() -> None:
    random = Random(3)
    generator = FeedbackGenerator()
    sequence, now = 0, 0.0
    for _ in range(20000):
        sequence += random.choice([1, 1, 1, 2, -3, 5])
        now += random.choice([0.0, 0.001, 0.03])
        generator.receive(sequence & 0xFFFF, now)
        for feedback in generator.due(now):
            data = pack_transport_feedback(1, 2, feedback)
            assert unfolded(data) == [feedback]
    assert len(generator._arrivals) <= 4096


def test_a_thousand_packets_a_second_are_each_told_of_once_in_small_packets() -> None:
    """Three layers and their retransmissions share one numbering; a tick is 10 ms."""
    generator = FeedbackGenerator()
    feedbacks: list[TransportFeedback] = []
    for number in range(5000):
        generator.receive(number + 65000 & 0xFFFF, number * 0.001)
        if number % 10 == 9:
            feedbacks += generator.due(number * 0.001)
    assert sum(len(feedback.arrivals) for feedback in feedbacks) >= 4950
    assert len(feedbacks) <= 5 / FEEDBACK_INTERVAL + 1
    assert len(_told(feedbacks)) == sum(len(feedback.arrivals) for feedback in feedbacks)
    assert max(len(pack_transport_feedback(1, 2, feedback)) for feedback in feedbacks) < 100


def test_remb_rises_without_loss_and_falls_with_it() -> None:
    remb = RembGenerator()
    assert remb.bitrate == REMB_START
    for _ in range(20):
        remb.update(2_000_000, 0.0)
    assert remb.bitrate == REMB_MAX
    assert remb.update(1_000_000, 0.2) == 900_000
    assert remb.update(1_000_000, 0.05) == 900_000
    for _ in range(50):
        remb.update(0, 0.9)
    assert remb.bitrate == REMB_MIN
