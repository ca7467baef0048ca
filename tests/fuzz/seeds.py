"""Honest inputs for each target of `targets.py`, from real clients where there are any."""

import io
import struct

import openpyxl

from media.framing import encode
from media.messages import GetStats, Notice, PeerClosed, Publish, Refusal, Reply, Request, Stats
from media.wire import rtcp
from tests.fuzz.targets import joined, signed_check
from tests.support.clock import VirtualClock
from tests.support.packets import h264_delta, h264_key, rtp, rtx, sender_report
from tests.support.peers import DtlsClient, check
from tests.support.relay_scene import offer

CLIENTS = ("aiortc", "chromium", "chromium_answer", "ffmpeg", "firefox", "gstreamer")
VIDEO, AUDIO, FIRST, SECOND = 0x11111111, 0x22222222, 1, 2
ALERT = bytes.fromhex("15fefd00000000000000000002 0228".replace(" ", ""))
"""A fatal handshake_failure in clear."""

OFFERS = [offer(client).encode() for client in CLIENTS]
CHECK = check("someones", "guessed-password-of-somebody")


def client_hello() -> bytes:
    """The first flight of a real client."""
    client = DtlsClient(VirtualClock())
    client.start()
    return client.outgoing[0]


def _media() -> list[bytes]:
    """A key frame, its successors with a gap, a retransmission, and sound with its level."""
    wide = {3: b"\0\1", 4: b"abc"}
    return [
        rtp(1, h264_key(b"x" * 40), ssrc=VIDEO, extensions=wide, marker=True),
        rtp(2, h264_delta(b"y" * 40), ssrc=VIDEO, timestamp=3000, extensions=wide, padding=4),
        rtp(9, h264_delta(b"z" * 40), ssrc=VIDEO, timestamp=6000, extensions={1: b"1"}),
        rtx(1, 3, h264_delta(b"r" * 9), ssrc=0x33333333, payload_type=103),
        rtp(1, b"opus", ssrc=AUDIO, payload_type=111, extensions={1: b"0", 2: b"\x85"}),
        rtp(2, b"opus", ssrc=AUDIO, payload_type=111, extensions={2: b"\x05"}, two_byte=True),
        rtp(70, b"\x90\x80\x01\x10\0\0\x9d\x01\x2a", ssrc=VIDEO, payload_type=96),
    ]


def _reports() -> list[bytes]:
    """One of each kind that is read."""
    block = rtcp.ReportBlock(FIRST, 12, -3, 70000, 99, 0x12345678, 65536)
    return [
        sender_report(VIDEO, 3_900_000_000.5, 90000) + rtcp.pack_cname(VIDEO, "alice"),
        rtcp.pack_receiver_report(rtcp.ReceiverReport(5, (block, block))),
        rtcp.pack_nack(5, FIRST, [1, 2, 3, 40, 65535, 0]),
        rtcp.pack_pli(5, FIRST),
        rtcp.pack_fir(5, FIRST, 3),
        rtcp.pack_remb(5, 1_234_567, [FIRST, SECOND]),
        rtcp.pack_transport_feedback(
            5, FIRST, rtcp.TransportFeedback(65530, 7, [4000, None, 4001, 4900, None, 5000])
        ),
        struct.pack("!BBHI", 0x81, 203, 1, VIDEO),
    ]


FRAGMENT = b"a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\nm=audio 9 RTP/AVP 0\r\na=mid:0"
HELLO = b'{"type":"hello","version":1,"token":"t","resume":{"session":"s","after":3},"lang":"en"}'
COMMAND = b'{"type":"command","id":"1","command":{"type":"request_floor","item_id":"i"}}'
PUBLISH = b'{"type":"publish","id":"2","sdp":"v=0","sources":{"0":"camera","1":"screen"}}'
OTHERS = [
    b'{"type":"ping","time":1e308}',
    b'{"type":"answer","revision":1,"sdp":"v=0"}',
    b'{"type":"devices","camera":true,"microphone":false}',
    b'{"type":"leave"}',
    b'{"type":"restart_media"}',
]
CREATE = """{"title": "关于老旧小区加装电梯的协商", "venues": [{"venue_id": "v", "level": "county",
 "name": "县", "region_code": "110000"}], "items": [], "participants": [{"role": "member"}]}"""
BODIES = [
    CREATE.encode(),
    COMMAND[27:-1],
    b'{"participant_id": "p", "expires_at": 1790000000000}',
    '{"text": "电梯", "name": "\\ud83d\\ude00", "x": [[[{"a": -1e400}]]]}'.encode(),
]
FRAMES = [
    encode(Request(1, GetStats())) + encode(Request(2, Publish("r", "p", "o", "v=0"))),
    encode(Reply(1, Stats(0, [], 0, 0, 0, 0.5))) + encode(Refusal(2, "bad_sdp", "no")),
    encode(Notice(PeerClosed("p", "silent"))),
]


def _sheets() -> list[bytes]:
    """A roster as spreadsheet programs save it."""
    rows = [
        ["姓名", "身份", "会场", "上级会场", "级别", "区划代码"],
        ["王一", "委员", "甲会场", "主会场", "县", "430204"],
        ["李二", "席位", "主会场/甲会场", "", "", ""],
    ]
    text = "\r\n".join(",".join(row) for row in rows)
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return [text.encode("utf-8-sig"), text.encode("gb18030"), text.encode("utf-16"), out.getvalue()]


SEEDS: dict[str, list[bytes]] = {
    "stun": [CHECK, signed_check("someones", "guessed", b"\0\x25\0\0")],
    "check": [
        bytes.fromhex("8029000800000000000000070024000464000001c0570004000003e7"),
        bytes.fromhex("802a00080000000000000007002500000020000800012112e112a442"),
        bytes.fromhex("0009000800000457526f6c65802200046a756e6b"),
    ],
    "datagram": [joined(CHECK, client_hello(), ALERT, *_media()[:2]), joined(*_reports())],
    "dtls": [bytes([stage]) + joined(client_hello(), ALERT) for stage in range(3)],
    "dtls_flight": [bytes.fromhex("000001000d02001b40"), bytes.fromhex("0000000000000030ff")],
    "rtp": [joined(*_media())],
    "rtcp": [joined(*_media()[:1], *_reports()), joined(b"".join(_reports()[:4]))],
    "sdp": OFFERS,
    "fragment": [FRAGMENT],
    "whip": [b"application/sdp;q=0.5, */*\0" + text for text in (*OFFERS[:2], FRAGMENT)],
    "body": BODIES,
    "signaling": [HELLO, COMMAND, PUBLISH, *OTHERS],
    "frames": FRAMES,
    "sheet": _sheets(),
}
"""By target."""
