"""What is wrong with somebody's picture and sound: rules by table, and since when each holds.

Three witnesses, none of whom decodes a packet here: the publisher's own page looks at its camera
and microphone (`devices`); the relay counts frames, their bytes and loudness; presence knows the
line.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from signaling.messages import Fault, FaultCode, Presence

SILENT_LEVEL = -90
"""dBov: quieter than any open room, where −60 is usual; digital silence and DTX are −127."""
TINY_FRAME = 120
"""Bytes: H.264 and VP8 send 10 to 60 for a picture in which nothing changed. A camera's noise alone
takes several hundred."""
LAST_FOR = 2.5
"""Seconds after which a figure of the relay, one each second, tells nothing of now."""
PATIENCE: Mapping[FaultCode, float] = {
    "offline": 0.0,
    "lost": 0.0,
    "no_picture": 2.5,
    "black": 0.0,
    "frozen": 0.0,
    "still": 3.0,
    "silent": 3.0,
    "echo": 0.0,
}
"""Seconds for which a condition holds before it is told: with a second between looks less than
five. What a page or presence says was judged there already."""


class Signs(msgspec.Struct, frozen=True):
    """What is known of one participant just now."""

    state: Literal["connected", "reconnecting", "gone"] = "connected"
    quality: Literal["good", "weak", "lost"] | None = "good"
    picture: Literal["good", "black", "frozen"] = "good"
    """As the own page sees its camera."""
    sound: Literal["good", "silent", "echo"] = "good"
    """As the own page hears its microphone."""
    camera: bool = False
    """Whether a picture is to be expected: the page says so, or a room encoder sends one."""
    frames: int | None = None
    """Of the camera in the last second; None where that is not known."""
    frame_bytes: int = 0
    """Of these on average."""
    by_page: bool = True
    """Whether a page looks at the camera: frames of what it draws itself may be tiny and well."""
    speaks: bool = False
    """Holds the floor, and the clock runs."""
    level: int | None = None
    """Loudness, dBov; None where no sound is sent."""


def conditions(signs: Signs) -> tuple[FaultCode, ...]:
    """What is wrong at this moment, the gravest first; of somebody who is away nothing is known."""
    if signs.state != "connected":
        return ("offline",) if signs.state == "reconnecting" else ()
    if signs.quality == "lost":
        return ("lost",)
    return (*_picture(signs), *_sound(signs))


def _picture(signs: Signs) -> tuple[FaultCode, ...]:
    if not signs.camera:
        return ()
    if signs.frames == 0:
        return ("no_picture",)
    if signs.picture != "good":
        return (signs.picture,)
    tiny = not signs.by_page and signs.frames is not None and signs.frame_bytes < TINY_FRAME
    return ("still",) if tiny else ()


def _sound(signs: Signs) -> tuple[FaultCode, ...]:
    if signs.sound != "good":
        return (signs.sound,)
    unheard = signs.level is None or signs.level <= SILENT_LEVEL
    return ("silent",) if signs.speaks and unheard else ()


class Health:
    """Everybody's faults. `now` is monotonic seconds, `wall` Unix ms."""

    def __init__(self) -> None:
        self._levels: Mapping[str, int] = {}
        self._levels_at = -LAST_FOR
        self._flows: dict[str, tuple[float, int, int]] = {}
        """When, frames and bytes of the last second, by owner."""
        self._since: dict[tuple[str, FaultCode], tuple[float, int]] = {}
        self.faults: list[Fault] = []

    def heard(self, levels: Mapping[str, int], now: float) -> None:
        """Everybody's loudness, heard by others or not."""
        self._levels, self._levels_at = levels, now

    def pictured(self, owner: str, frames: int, size: int, now: float) -> None:
        """Frames and bytes of somebody's camera in the last second."""
        self._flows[owner] = (now, frames, size)

    def signs(
        self, presence: Presence, camera: bool, by_page: bool, speaks: bool, now: float
    ) -> Signs:
        """What is known of one participant."""
        who = presence.participant_id
        at, frames, size = self._flows.get(who, (-LAST_FOR, 0, 0))
        fresh = now - at < LAST_FOR
        levels = self._levels if now - self._levels_at < LAST_FOR else {}
        return Signs(
            state=presence.state,
            quality=presence.quality,
            picture=presence.picture,
            sound=presence.sound,
            camera=camera,
            frames=frames if fresh else None,
            frame_bytes=size // frames if fresh and frames else 0,
            by_page=by_page,
            speaks=speaks,
            level=levels.get(who),
        )

    def judge(self, everybody: Iterable[tuple[str, Signs]], now: float, wall: int) -> bool:
        """Bring `faults` up to date, the longest first; whether they changed."""
        since: dict[tuple[str, FaultCode], tuple[float, int]] = {}
        due: set[tuple[str, FaultCode]] = set()
        for who, signs in everybody:
            for code in conditions(signs):
                patience = 0.0 if code == signs.sound else PATIENCE[code]  # the page waited
                began, at = self._since.get((who, code), (now, wall))
                since[who, code] = (began, at)
                if now - began >= patience:
                    due.add((who, code))
        self._since = since
        before, self.faults = (
            self.faults,
            [
                Fault(participant_id=who, code=code, since=at)
                for (who, code), (_, at) in sorted(since.items(), key=lambda one: one[1])
                if (who, code) in due
            ],
        )
        return self.faults != before
