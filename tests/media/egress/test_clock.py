"""Where packets stand in time: jitter is taken out, wrap-around too, and lips match sound."""

from random import Random

import pytest

from media.egress.clock import SenderClock, TrackClock


def test_jitter_does_not_show() -> None:
    random = Random(4)
    clock = TrackClock(90_000, SenderClock())
    placed = []
    for number in range(200):
        sent = number / 30
        delay = 0.02 + random.random() * 0.08
        clock.observe(round(sent * 90_000), sent + delay)
        placed.append(clock.at(round(sent * 90_000)) - sent)
    settled = placed[60:]
    assert max(settled) - min(settled) < 0.012
    assert 0.02 <= min(settled) <= max(settled) < 0.035


def test_timestamps_wrap_around() -> None:
    clock = TrackClock(90_000, SenderClock())
    start = 2**32 - 45_000
    times = []
    for number in range(4):
        timestamp = (start + number * 30_000) % 2**32
        clock.observe(timestamp, 10 + number / 3)
        times.append(clock.at(timestamp))
    assert times == pytest.approx([10, 10 + 1 / 3, 10 + 2 / 3, 11], abs=1e-6)


def test_follows_a_longer_route() -> None:
    clock = TrackClock(48_000, SenderClock())
    for number in range(500):
        delay = 0.02 if number < 100 else 0.12
        clock.observe(number * 960, number * 0.02 + delay)
    assert clock.at(499 * 960) == pytest.approx(499 * 0.02 + 0.12, abs=1e-6)


@pytest.mark.parametrize("jump", [-8_000_000, 8_000_000], ids=["back", "ahead"])
def test_timestamps_that_begin_anew(jump: int) -> None:
    clock = TrackClock(90_000, SenderClock())
    for number in range(100):
        offset = 10_000_000 + (jump if number >= 50 else 0)
        clock.observe(number * 3000 + offset, number / 30 + 0.02)
    assert clock.at(99 * 3000 + 10_000_000 + jump) == pytest.approx(99 / 30 + 0.02, abs=1e-6)


def test_a_packet_from_before_timestamps_began_anew_is_not_of_the_future() -> None:
    """One that waited behind a hole meanwhile; pictures of hours ahead would stop the stream."""
    clock = TrackClock(90_000, SenderClock())
    for number in range(100):
        clock.observe(2_000_000_000 + number * 3000, 100 + number / 30)
    clock.observe(5000, 100 + 100 / 30)
    assert clock.at(2_000_000_000 + 99 * 3000) == pytest.approx(100 + 99 / 30, abs=0.05)
    assert clock.at(5000) == pytest.approx(100 + 100 / 30, abs=0.05)


def test_sender_reports_align_a_senders_tracks() -> None:
    sender = SenderClock()
    sound, picture = TrackClock(48_000, sender), TrackClock(90_000, sender)
    for number in range(100):
        captured = number * 0.02
        sound.observe(round(captured * 48_000) + 1000, captured + 0.03)
        picture.observe(round(captured * 90_000) + 5000, captured + 0.11)  # encoding takes longer
    assert picture.at(5000 + 90_000) - sound.at(1000 + 48_000) == pytest.approx(0.08)
    sound.report(3e9, 1000)
    picture.report(3e9, 5000)
    for number in range(100, 110):
        captured = number * 0.02
        sound.observe(round(captured * 48_000) + 1000, captured + 0.03)
        picture.observe(round(captured * 90_000) + 5000, captured + 0.11)
    assert picture.at(5000 + 180_000) == pytest.approx(sound.at(1000 + 96_000), abs=1e-5)


def test_an_absurd_sender_report_is_not_believed() -> None:
    sender = SenderClock()
    sound, picture = TrackClock(48_000, sender), TrackClock(90_000, sender)
    sound.observe(0, 1.0)
    picture.observe(0, 1.0)
    sound.report(3e9, 0)
    picture.report(3e9 + 3600, 0)
    sound.observe(960, 1.02)
    picture.observe(1800, 1.02)
    assert picture.at(1800) == pytest.approx(1.02)
    assert abs(sound.at(960) - 1.02) < 0.5 or sound.at(960) == pytest.approx(1.02)
