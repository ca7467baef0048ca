"""What is wrong with somebody's picture and sound: rules by table, and since when each holds.

Three witnesses, none of whom decodes a packet here: the publisher's own page looks at its camera
and microphone (`devices`); the relay counts frames, the bytes of key frames, and loudness; presence
knows the line.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import msgspec

from media.messages import PictureCount
from signaling.messages import Fault, FaultCode, Presence

SILENT_LEVEL = -90
"""dBov: quieter than any open room, where −60 is usual; digital silence and DTX are −127."""
ALIKE = 4
"""Bytes by which key frames of one and the same picture differ: H.264 numbers them in a bit or two
a slice. Those of a live camera differ by dozens at least, also before a dark and empty room, for
its noise is coded anew in each. Frames in between tell nothing: a thrifty encoder leaves noise out
of them and sends 30 bytes, and one that spends what it is given sends 1000 of a frozen picture."""
KEY_FRAMES = 8
"""Alike one after another: of two live ones every sixth pair may be, of eight hardly ever."""
LAST_FOR = 2.5
"""Seconds after which a figure of the relay, one each second, tells nothing of now."""
PATIENCE: Mapping[FaultCode, float] = {
    "offline": 0.0,
    "lost": 0.0,
    "no_picture": 2.5,
    "black": 0.0,
    "frozen": 0.0,
    "still": 0.0,
    "silent": 3.0,
    "echo": 0.0,
}
"""Seconds for which a condition holds before it is told: with a second between looks less than
five. What a page or presence says was judged there already, and `still` by `KEY_FRAMES`."""


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
    key_frames: tuple[int, ...] = ()
    """Bytes of the camera's latest, the last `KEY_FRAMES` at most."""
    by_page: bool = True
    """Whether a page looks at the camera, which sees more than can be told by sizes."""
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
    return () if signs.by_page or not _unchanging(signs.key_frames) else ("still",)


def _unchanging(sizes: Collection[int]) -> bool:
    """Whether key frames show one and the same picture, as far as their sizes tell."""
    return len(sizes) >= KEY_FRAMES and max(sizes) - min(sizes) <= ALIKE


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
        self._frames: dict[str, tuple[float, int]] = {}
        """When, and how many in the last second, by owner."""
        self._key_frames: dict[str, tuple[int, ...]] = {}
        self._since: dict[tuple[str, FaultCode], tuple[float, int]] = {}
        self.faults: list[Fault] = []

    def heard(self, levels: Mapping[str, int], now: float) -> None:
        """Everybody's loudness, heard by others or not."""
        self._levels, self._levels_at = levels, now

    def pictured(self, owner: str, count: PictureCount, now: float) -> None:
        """What came of somebody's camera in the last second; where nothing did, it begins anew."""
        self._frames[owner] = (now, count.frames)
        before = self._key_frames.get(owner, ()) if count.frames else ()
        self._key_frames[owner] = (*before, *count.key_frames)[-KEY_FRAMES:]

    def signs(
        self, presence: Presence, camera: bool, by_page: bool, speaks: bool, now: float
    ) -> Signs:
        """What is known of one participant."""
        who = presence.participant_id
        at, frames = self._frames.get(who, (-LAST_FOR, 0))
        fresh = now - at < LAST_FOR
        levels = self._levels if now - self._levels_at < LAST_FOR else {}
        return Signs(
            state=presence.state,
            quality=presence.quality,
            picture=presence.picture,
            sound=presence.sound,
            camera=camera,
            frames=frames if fresh else None,
            key_frames=self._key_frames.get(who, ()) if fresh else (),
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
