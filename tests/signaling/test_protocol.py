"""The connection's state machine: order, bounds, pace, silence, by tables in virtual time."""

import json
from pathlib import Path

import msgspec
import pytest

from sessions.commands import RequestFloor
from signaling.config import SignalingConfig
from signaling.errors import BadMessage, SignalingError
from signaling.messages import (
    Answer,
    CaptionDraft,
    ClientMessage,
    Devices,
    DoCommand,
    Hello,
    Leave,
    Listen,
    Ping,
    Publish,
    Report,
    RestartMedia,
    Resume,
    Seen,
    SetPatrol,
    Watch,
)
from signaling.protocol import (
    BURST,
    LIMITS,
    MAX_FRAME,
    RATE,
    Connection,
    Malformed,
    State,
    decode,
)

CONFIG = SignalingConfig(live_directory=Path("live"))
HELLO = '{"type": "hello", "version": 1, "token": "t"}'
SEEN = '{"track_id": 1, "height": 1}'
PING = '{"type": "ping", "time": 1}'
REPORT = '{"type": "report", "freezes": 0, "frozen_ms": 0, "concealed": 0, "lines": 0, "layers": 0}'
LIMITED: dict[type[ClientMessage], str] = {
    Devices: '{"type": "devices", "camera": true, "microphone": true}',
    Watch: '{"type": "watch", "pictures": []}',
    SetPatrol: '{"type":"set_patrol","held":true}',
    Listen: '{"type": "listen", "language": null}',
    Report: REPORT,
    CaptionDraft: '{"type":"caption_draft","line_id":"l1","text":"各位","started_at":1}',
}


def joined(now: float = 0.0) -> Connection:
    connection = Connection(CONFIG, now)
    connection.receive(HELLO, now)
    connection.joined(now)
    return connection


@pytest.mark.parametrize(
    "message",
    [
        Hello(version=1, token="t", resume=Resume(session="s", after=4), lang="en"),
        Hello(version=1, token="t", client="bot", receive=False),
        Ping(time=12.5),
        DoCommand(id="1", command=RequestFloor(kind="question", note="水质")),
        Publish(id="2", sdp="v=0", sources={"0": "microphone", "1": "screen"}),
        Answer(revision=3, sdp="v=0"),
        RestartMedia(),
        Devices(camera=True, microphone=False),
        Watch(pictures=[Seen(track_id=7, height=4320), Seen(track_id=8, height=0)]),
        Report(freezes=1, frozen_ms=400, concealed=0.02, lines=720, layers=3, limited="cpu"),
        Leave(),
    ],
    ids=lambda message: type(message).__name__,
)
def test_every_client_message_is_read(message: ClientMessage) -> None:
    assert decode(msgspec.json.encode(message).decode()) == message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_message"),
        ("{", "bad_message"),
        ("[" * 100_000, "bad_message"),
        ('"hello"', "bad_message"),
        (PING, "bad_message"),
        ('{"type": "leave"}', "bad_message"),
        ('{"type": "command", "id": "1", "command": {"type": "open_consultation"}}', "bad_message"),
        ('{"type": "command", "id": "1", "command": {"type": "no_such"}}', "bad_message"),
        ('{"type": "welcome"}', "bad_message"),
        ('{"type": "hello", "version": 1}', "bad_message"),
        ('{"type": "hello", "version": 1, "token": "t", "role": "chair"}', "bad_message"),
        ('{"type": "hello", "version": 1, "token": "%s"}' % ("t" * 3000), "bad_message"),
        ('{"type": "hello", "version": 2, "token": "t"}', "unsupported_version"),
        ('{"type": "hello", "version": 9, "key": "of another age"}', "unsupported_version"),
        ('{"type": "hello", "version": 1, "token": "\\ud800"}', "bad_message"),
        ("\ud800", "bad_message"),
    ],
)
def test_only_a_hello_of_ours_begins_a_connection(text: str, code: str) -> None:
    connection = Connection(CONFIG, 0.0)
    with pytest.raises(SignalingError) as refused:
        connection.receive(text, 0.0)
    assert refused.value.code == code
    assert not isinstance(refused.value, Malformed)
    assert connection.state is State.AWAITING_HELLO


@pytest.mark.parametrize(
    "text",
    [
        HELLO,
        '{"type": "events", "records": []}',
        '{"type": "accepted", "id": "1", "seqs": []}',
        '{"type": "ping", "time": "noon"}',
        '{"type": "ping", "time": 1, "extra": 1}',
        '{"type": "answer", "revision": 1, "sdp": "%s"}' % ("a" * (256 * 1024 + 1)),
        '{"type": "command", "command": {"type": "request_floor"}}',
        '{"type": "command", "id": "", "command": {"type": "request_floor"}}',
        '{"type": "ping", "time": 1, "x": "%s"}' % ("a" * MAX_FRAME),
        '{"type": "watch", "pictures": [{"track_id": 1, "height": 4321}]}',
        '{"type": "watch", "pictures": [{"track_id": 1, "height": -1}]}',
        '{"type": "listen"}',
        '{"type": "listen", "language": "english please"}',
        '{"type": "listen", "language": "en-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa"}',
        REPORT.replace('"freezes": 0', '"freezes": -1'),
        REPORT.replace('"concealed": 0', '"concealed": 2'),
        REPORT.replace('"layers": 0', '"layers": 9'),
        '{"type": "watch", "pictures": [{"track_id": 4294967296, "height": 1}]}',
        '{"type": "watch", "pictures": [' + 64 * (SEEN + ", ") + SEEN + "]}",
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_client_message_ends_the_connection(text: str) -> None:
    with pytest.raises(BadMessage):
        joined().receive(text, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "command", "id": "7", "command": {"type": "no_such"}}',
        '{"type": "command", "id": "7", "command": {"type": "create_consultation"}}',
        '{"type": "command", "id": "7", "command": {"type": "request_floor", "note": "%s"}}'
        % ("长" * 201),
        '{"type": "command", "id": "7", "command": {"type": "request_floor"}, "as": "chair"}',
        '{"type": "publish", "id": "7", "sdp": "%s"}' % ("a" * (256 * 1024 + 1)),
        '{"type": "publish", "id": "7", "sdp": "", "sources": {"0": "telescope"}}',
    ],
    ids=lambda text: text[:60],
)
def test_a_malformed_request_is_answered(text: str) -> None:
    with pytest.raises(Malformed) as malformed:
        joined().receive(text, 0.0)
    refusal = malformed.value.refusal("en")
    assert (refusal.id, refusal.code) == ("7", "bad_message")
    assert "Reload" in refusal.message


def test_frames_are_measured_in_bytes() -> None:
    fits = json.dumps({"type": "ping", "time": 1}) + " " * (MAX_FRAME - 27)
    assert len(fits) <= MAX_FRAME
    decode(fits)
    with pytest.raises(BadMessage):
        decode(fits + " " * 30)
    with pytest.raises(BadMessage):
        decode('{"type": "leave", "x": "' + "会" * (MAX_FRAME // 2) + '"}')


@pytest.mark.parametrize(
    ("elapsed", "remaining"), [(0.0, 10.0), (9.5, 0.5), (10.0, 0.0), (99.0, 0.0)]
)
def test_hello_has_ten_seconds(elapsed: float, remaining: float) -> None:
    connection = Connection(CONFIG, 100.0)
    assert connection.remaining(100.0 + elapsed) == remaining
    assert connection.overdue_code == "bad_message"


def test_any_message_counts_against_silence() -> None:
    connection = joined(5.0)
    assert connection.overdue_code == "silent"
    assert connection.remaining(5.0) == 20.0
    assert connection.remaining(24.0) == 1.0
    connection.receive(PING, 24.0)
    assert connection.remaining(24.0) == 20.0
    with pytest.raises(Malformed):
        connection.receive('{"type": "command", "id": "1", "command": {}}', 30.0)
    assert connection.remaining(30.0) == 20.0
    assert connection.remaining(50.0) == 0.0


def test_nobody_may_send_faster_than_a_flood() -> None:
    connection = joined()
    for _ in range(BURST - 1):
        connection.receive(PING, 0.0)
    with pytest.raises(SignalingError) as refused:
        connection.receive(PING, 0.0)
    assert refused.value.code == "too_fast"


@pytest.mark.parametrize("kind", LIMITS, ids=lambda kind: kind.__name__)
def test_some_messages_have_a_lower_rate_of_their_own(kind: type[ClientMessage]) -> None:
    (burst, rate), text = LIMITS[kind], LIMITED[kind]
    connection, now = joined(), 0.0
    for _ in range(burst):
        connection.receive(text, now)
    connection.receive(PING, now)
    for _ in range(100):
        now += 1 / rate
        connection.receive(text, now)
    with pytest.raises(SignalingError) as refused:
        connection.receive(text, now)
    assert refused.value.code == "too_fast"


def test_the_allowance_comes_back_with_time() -> None:
    connection = joined()
    now = 0.0
    for _ in range(BURST + 500):
        now += 1 / RATE
        connection.receive(PING, now)
    assert connection.state is State.JOINED
