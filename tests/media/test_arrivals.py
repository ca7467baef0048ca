"""Reading transport-wide feedback against what was sent."""

import pytest

from media.arrivals import Arrivals, Told
from media.sent_log import SENT_HISTORY, SentLog
from media.wire.rtcp import TransportFeedback


class Sender:
    """Stamps packets 10 ms apart and reads feedback about them."""

    def __init__(self, first: int = 1) -> None:
        self.log = SentLog()
        self.log.sequence[0] = first - 1 & 0xFFFF
        self.arrivals = Arrivals(self.log)
        self.now = 10.0

    def send(self, count: int, size: int = 1000) -> None:
        for _ in range(count):
            self.log.stamp(size, self.now)
            self.now += 0.01

    def told(self, base: int, *arrivals: int | None) -> Told | None:
        feedback = TransportFeedback(base, 0, list(arrivals))
        return self.arrivals.receive(feedback, self.now)


def test_tells_times_bytes_and_losses() -> None:
    sender = Sender()
    sender.send(4)
    told = sender.told(1, 40, None, 120, 160)
    assert told is not None
    assert told.packets == [(10_000_000, 10_000), (10_020_000, 30_000), (10_030_000, 40_000)]
    assert (told.received, told.lost) == (3, 1)
    assert (told.received_bytes, told.sent_bytes) == (3000, 4000)
    assert told.response == pytest.approx(0.01)


def test_tells_each_packet_once_and_late_ones_as_no_longer_lost() -> None:
    sender = Sender()
    sender.send(6)
    sender.told(1, 40, None, 120, 160)
    told = sender.told(2, 170, 120, 160, 200, 240)  # again from the late packet on
    assert told is not None
    assert (told.received, told.lost) == (3, -1)
    assert told.received_bytes == 3000
    assert told.sent_bytes == 2000
    assert [sent for sent, _ in told.packets] == pytest.approx([10_040_000, 10_050_000], abs=1)
    assert sender.told(2, 170, 120, 160, 200, 240) is None


def test_numbers_wrap() -> None:
    sender = Sender(0xFFFE)
    sender.send(6)
    told = sender.told(0xFFFE, 40, 80, 120, 160)
    assert told is not None
    assert told.received == 4
    more = sender.told(2, 200, 240)
    assert more is not None
    assert more.continues
    assert [sent for sent, _ in more.packets] == pytest.approx([10_040_000, 10_050_000], abs=1)


def test_reference_time_wraps() -> None:
    sender = Sender()
    sender.send(3)
    before = sender.told(1, (1 << 31) - 40)
    after = sender.told(2, -(1 << 31), -(1 << 31) + 40)  # 24 signed bits of 64 ms began anew
    assert before is not None
    assert after is not None
    assert after.packets[0][1] - before.packets[0][1] == 10_000
    assert after.packets[1][1] - before.packets[0][1] == 20_000


def test_send_times_wrap() -> None:
    sender = Sender()
    sender.now = 4294.962  # microseconds pass 32 bits after the first packet
    sender.send(2)
    told = sender.told(1, 40, 80)
    assert told is not None
    assert told.packets[1][0] - told.packets[0][0] == 10_000


def test_a_feedback_lost_is_noticed() -> None:
    sender = Sender()
    sender.send(9)
    found = [sender.told(1, 1), sender.told(2, 2), sender.told(8, 3)]
    told = [one for one in found if one is not None]
    assert [one.continues for one in told] == [False, True, False]
    assert told[-1].lost == 0  # nobody said so


@pytest.mark.parametrize(
    ("base", "arrivals"),
    [
        (5, [1, 2]),  # not sent yet
        (0xFFF0, [1] * 8),  # never sent
        (0x8000, [1, 2]),
        (1, [None, None]),
        (1, []),
    ],
)
def test_what_tells_nothing(base: int, arrivals: list[int | None]) -> None:
    sender = Sender()
    sender.send(4)
    assert sender.told(base, *arrivals) is None


def test_what_goes_beyond_the_newest_is_cut() -> None:
    sender = Sender()
    sender.send(4)
    told = sender.told(3, *range(100))
    assert told is not None
    assert told.received == 2
    sender.send(1)
    assert sender.told(5, 400) is not None  # and poisons nothing


def test_a_number_of_long_ago_is_ignored() -> None:
    sender = Sender()
    sender.send(SENT_HISTORY + 2)
    assert sender.told(1, 40) is None
    assert sender.told(3, 40) is None  # 41 s old
    assert sender.told(SENT_HISTORY, 40) is not None


def test_a_slot_forgets_with_its_packet_that_one_was_lost() -> None:
    sender = Sender()
    sender.send(2)
    sender.told(1, None, 40)
    sender.send(SENT_HISTORY)
    told = sender.told(SENT_HISTORY + 1, 80, 120)  # a younger packet in the lost one's slot
    assert told is not None
    assert (told.received, told.lost) == (2, 0)
