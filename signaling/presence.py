"""One participant's momentary state: connected or not, since when, by what, and how well."""

import math
from enum import Enum
from typing import Literal

from sessions.types import Connection
from signaling.messages import Devices, Presence

Quality = Literal["good", "weak", "lost"]

LOSS_WEAK, LOSS_GOOD = 0.08, 0.03
"""Loss that Opus' and video's repair no longer hides; and where it does again."""
RTT_WEAK, RTT_GOOD = 400.0, 300.0
"""Milliseconds; ITU-T G.114 calls 400 ms of delay one way unacceptable for talk."""
WORSE_AFTER, BETTER_AFTER = 2, 5
"""Measurements, one a second, before the word changes: quick to warn, slow to calm."""
LOST_AFTER = 5.0
"""Seconds without a measurement of a path that had one."""
BROKEN_SHOWN = 15.0
"""Seconds that a broken path is told of if no other takes its place: a client tries that long."""

NO_DEVICES = Devices(camera=False, microphone=False)

STRONGEST: tuple[Connection, ...] = ("room_encoder", "bot", "browser")
"""What names a participant's connection where there are several."""


class QualityMeter:
    """Turns a path's measurements into `good`, `weak` or `lost`, with hysteresis; None at first."""

    def __init__(self) -> None:
        self.quality: Quality | None = None
        self._against = 0
        self._heard = 0.0

    def measure(self, loss: float, rtt: float | None, now: float) -> None:
        """One second's loss (0–1) and round trip (ms)."""
        self._heard = now
        if self.quality in (None, "lost"):
            self.quality, self._against = "good", 0
        delay = rtt or 0.0
        if self.quality == "good":
            disagrees, patience = loss > LOSS_WEAK or delay > RTT_WEAK, WORSE_AFTER
        else:
            disagrees, patience = loss < LOSS_GOOD and delay < RTT_GOOD, BETTER_AFTER
        self._against = self._against + 1 if disagrees else 0
        if self._against >= patience:
            self.quality = "weak" if self.quality == "good" else "good"
            self._against = 0

    def silence(self) -> None:
        """Nothing comes over the path just now; the next measurement begins anew."""
        self.quality = "lost"

    def tick(self, now: float) -> None:
        """A path that is no longer measured is lost."""
        if self.quality in ("good", "weak") and now - self._heard > LOST_AFTER:
            self.quality = "lost"


class State(Enum):
    """Where a participant is; the wire's words."""

    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    GONE = "gone"


class Member:
    """One participant's presence. `now` is monotonic seconds, `wall` Unix ms.

    A participant is connected by one or more *ties*: the WebSocket session, a WHIP resource.
    """

    def __init__(self, participant_id: str) -> None:
        self.participant_id = participant_id
        self.state = State.GONE
        self.since = 0
        self.ties: dict[str, Connection] = {}
        self._quiet: set[str] = set()
        """Ties over which nothing comes, though they stand."""
        self.devices = NO_DEVICES
        self.paths: dict[str, QualityMeter] = {}
        """By the relay's peer."""
        self._deadline = 0.0
        self._broken_until: float | None = None
        """While a path that broke makes the quality `lost`."""

    @property
    def connection(self) -> Connection:
        """How they are connected: by a room encoder, if by one at all."""
        kinds = set(self.ties.values())
        return next((kind for kind in STRONGEST if kind in kinds), "browser")

    def tie(self, tie: str, connection: Connection, wall: int) -> None:
        """Something of this participant's connected."""
        self.ties[tie] = connection
        self._quiet.discard(tie)
        self._become(State.CONNECTED, wall)

    def untie(self, tie: str, deadline: float, wall: int) -> None:
        """It was lost; without another the place is kept until `deadline`."""
        lost = self.ties.pop(tie, None)
        self._quiet.discard(tie)
        if not self.ties and lost is not None:
            self.expect(deadline, wall)
        elif self.ties:
            self._reconsider(wall)

    def quiet(self, tie: str, wall: int) -> None:
        """Nothing has come over a tie for a while."""
        if tie in self.ties:
            self._quiet.add(tie)
            self._reconsider(wall)

    def heard(self, tie: str, wall: int) -> bool:
        """Something came over a tie; whether it was quiet."""
        if tie not in self._quiet:
            return False
        self._quiet.discard(tie)
        self._reconsider(wall)
        return True

    def expect(self, deadline: float, wall: int) -> None:
        """Keep the place of somebody who is not here until `deadline`."""
        self._deadline = deadline
        self._become(State.RECONNECTING, wall)

    def leave(self, tie: str, wall: int) -> None:
        """Gone for good, unless still connected by something else."""
        self.ties.pop(tie, None)
        self._quiet.discard(tie)
        if self.ties:
            self._reconsider(wall)
        else:
            self._become(State.GONE, wall)

    def measured(self, peer: str, loss: float, rtt: float | None, now: float) -> None:
        """A second of one path; a new one takes the place of whatever broke before it."""
        if peer not in self.paths:
            self._broken_until = None
        self.paths.setdefault(peer, QualityMeter()).measure(loss, rtt, now)

    def path_silent(self, peer: str) -> None:
        """Nothing comes over a path just now."""
        self.paths.setdefault(peer, QualityMeter()).silence()

    def path_broke(self, peer: str, now: float) -> None:
        """A path was lost that nobody closed."""
        if self.paths.pop(peer, None) is not None:
            self._broken_until = now + BROKEN_SHOWN

    def path_closed(self, peer: str) -> None:
        """A path was given up, or all was well when it ended."""
        self.paths.pop(peer, None)

    def forget_paths(self) -> None:
        """All paths are gone, through no fault of theirs."""
        self.paths.clear()
        self._broken_until = None

    def tick(self, now: float, wall: int) -> None:
        """Let the grace period pass, and word of a broken path."""
        for path in self.paths.values():
            path.tick(now)
        if self._broken_until is not None and now >= self._broken_until:
            self._broken_until = None
        if self.state is State.RECONNECTING and now >= self._deadline:
            self._become(State.GONE, wall)

    def presence(self) -> Presence:
        """As the wire has it."""
        return Presence(
            participant_id=self.participant_id,
            state=self.state.value,
            since=self.since,
            camera=self.devices.camera,
            microphone=self.devices.microphone,
            screen=self.devices.screen,
            picture=self.devices.picture,
            sound=self.devices.sound,
            quality=self._quality(),
        )

    def _quality(self) -> Quality | None:
        """The worst of the paths."""
        if self._broken_until is not None:
            return "lost"
        known = {path.quality for path in self.paths.values()}
        for quality in ("lost", "weak", "good"):
            if quality in known:
                return quality
        return None

    def _reconsider(self, wall: int) -> None:
        """Connected by any tie that is not quiet; else no deadline runs while one stands."""
        if self._quiet.issuperset(self.ties):
            self.expect(math.inf, wall)
        else:
            self._become(State.CONNECTED, wall)

    def _become(self, state: State, wall: int) -> None:
        if state is self.state:
            return
        self.state, self.since = state, wall
        if state is State.GONE:
            self.devices = NO_DEVICES
            self.forget_paths()
