"""How long a session description meant to cost time holds up a relay: 10,000 m-lines, and others.

Run `python -m bench.sdp_bomb`. Each is given to a relay as an offer, twenty times; prints the
median milliseconds until it is refused or answered.
"""

import statistics
import time
from collections.abc import Mapping

from media.errors import MediaError
from media.messages import Publish
from media.wire.sdp import MAX_ATTRIBUTES, MAX_LINES, MAX_MEDIA, MAX_SIZE
from tests.support.relay_scene import Scene, offer

RUNS = 20


def bombs() -> Mapping[str, str]:
    """By what they have too much of."""
    head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    line = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    real = offer("chromium")
    start = real.index("m=")
    section = real[start : real.index("m=", start + 1)]
    attribute = "a=ssrc:1 cname:x\r\n"
    room = min(MAX_SIZE // len(attribute), MAX_LINES) // MAX_MEDIA - 4
    return {
        "10,000 m-lines": head + line * 10_000,
        "10,000 m-lines, as short as can be": head + "m=a 9 a 0\n" * 10_000,
        f"{MAX_MEDIA + 1} of Chromium's": real[:start] + section * (MAX_MEDIA + 1),
        "attributes without end": head + line + attribute * (MAX_ATTRIBUTES + 1),
        "one line without end": head + "a=" + "x" * (MAX_SIZE - 200),
        "nothing but newlines": head + "\n" * (MAX_SIZE - 200),
        "as much as is read": head + (line + attribute * min(room, MAX_ATTRIBUTES)) * MAX_MEDIA,
        "Chromium's, honest": real,
    }


def milliseconds(text: str) -> tuple[float, str]:
    """The median, and what became of it."""
    took = []
    outcome = "answered"
    for _ in range(RUNS):
        scene = Scene()
        body = Publish("r", "peer", "alice", text)
        began = time.perf_counter()
        try:
            scene.relay.handle(body, scene.clock.now)
        except MediaError as error:
            outcome = error.message
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), outcome


def main() -> None:
    """Print one line each."""
    for name, text in bombs().items():
        median, outcome = milliseconds(text)
        print(f"{name:36} {len(text) / 1024:5.0f} KiB  {median:6.2f} ms  {outcome}")


if __name__ == "__main__":
    main()
