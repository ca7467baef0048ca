"""The outgoing queue: order, bounds, one last word."""

import json

import pytest

from signaling.errors import MESSAGES
from signaling.messages import Pong
from signaling.outbox import CLOSE_CODES, DROP_ABOVE, MAX_BYTES, MAX_MESSAGES, POLICY, Outbox


def bye(text: str) -> tuple[str, str]:
    message = json.loads(text)
    assert message["type"] == "bye"
    return message["code"], message["message"]


def test_messages_leave_in_order_and_once() -> None:
    outbox = Outbox()
    wakes: list[int] = []
    outbox.on_change = lambda: wakes.append(1)
    outbox.send(Pong(time=1.0, server_time=2))
    outbox.send_text("b")
    assert outbox.take() == ['{"type":"pong","time":1.0,"server_time":2}', "b"]
    assert outbox.take() == []
    assert len(wakes) == 2


def test_a_reader_too_slow_is_closed_and_what_waited_is_dropped() -> None:
    outbox = Outbox()
    for number in range(MAX_MESSAGES):
        outbox.send_text(str(number))
    assert outbox.closed_with is None
    outbox.send_text("one too many")
    assert outbox.closed_with == "too_slow"
    (last,) = outbox.take()
    assert bye(last)[0] == "too_slow"
    outbox.send_text("after the end")
    assert outbox.take() == []


@pytest.mark.parametrize(
    ("first", "then", "closed"),
    [
        ("s" * (MAX_BYTES + 1), [], None),
        ("s" * (MAX_BYTES + 1), ["events", "presence", "media_reset"], None),
        ("s" * (320 << 10), ["s" * (256 << 10)] * 15, None),
        ("welcome", ["s" * MAX_BYTES], None),
        ("welcome", ["s" * MAX_BYTES, "s"], "too_slow"),
        ("welcome", ["会" * (MAX_BYTES // 3)], None),
        ("welcome", ["会" * (MAX_BYTES // 3 + 1)], "too_slow"),
    ],
)
def test_bytes_are_bounded_behind_a_first_message_of_any_size(
    first: str, then: list[str], closed: str | None
) -> None:
    outbox = Outbox()
    for text in (first, *then):
        outbox.send_text(text)
    assert outbox.closed_with == closed


def test_what_was_taken_counts_no_more() -> None:
    outbox = Outbox()
    for _ in range(3):
        outbox.send_text("first")
        outbox.send_text("s" * MAX_BYTES)
        assert len(outbox.take()) == 2
    assert outbox.closed_with is None


def test_the_momentary_is_skipped_when_others_wait() -> None:
    outbox = Outbox()
    outbox.send_text("level", momentary=True)
    for _ in range(DROP_ABOVE):
        outbox.send_text("event")
    outbox.send_text("level", momentary=True)
    assert outbox.take().count("level") == 1


@pytest.mark.parametrize("code", sorted(MESSAGES))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_bye_speaks_the_clients_language(code: str, language: str) -> None:
    outbox = Outbox()
    outbox.language = "en" if language == "en" else "zh-CN"
    outbox.close(code)
    outbox.close("left")
    assert not outbox.is_done
    (text,) = outbox.take()
    assert bye(text) == (code, MESSAGES[code][outbox.language])
    assert outbox.is_done
    assert outbox.close_code == CLOSE_CODES.get(code, POLICY)


def test_an_abandoned_one_says_nothing() -> None:
    outbox = Outbox()
    outbox.send_text("lost")
    outbox.abandon()
    assert outbox.is_done
    assert outbox.take() == []
