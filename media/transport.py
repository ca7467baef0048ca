"""One peer's transport, without I/O: ICE-lite, DTLS and SRTP behind one door.

Datagrams and `now` go in; plain packets, queued datagrams and events come out. Mutate once, then
drain: whoever calls an input takes `events` before the next one. `Outgoing` is the shell's and is
flushed once per batch.
"""

from math import inf

import msgspec

from media.dtls import Certificate, Dtls, State, is_dtls
from media.ear import Ear
from media.fan import Fan
from media.ice import HELD_FOR, QUIET_AFTER, Address, Check, IceAgent, Request, new_credentials
from media.inbox import Inbox
from media.observed import Observed
from media.rhythm import NOTABLE, Rhythm
from media.sockaddr import pack
from media.srtp import BadSrtp, SrtpSession, is_rtcp
from media.wire.sdp import Fingerprint

SILENT_AFTER = 4.0
"""Seconds without anything heard after which a path is told of as silent: a client that sends
nothing else checks every 2.5 s (Chromium) to 6 s (RFC 7675 section 5.1), and most send far more."""


class Outgoing:
    """Datagrams to be sent, shared by the transports of one socket.

    `batch` goes first and at once; `media` may wait a few milliseconds for more of its kind, and so
    may what `fan` holds.
    """

    def __init__(self, fan: Fan | None = None, inbox: Inbox | None = None) -> None:
        self.batch: list[tuple[bytes, Address]] = []
        """STUN, DTLS, RTCP."""
        self.media: list[tuple[bytes, Address]] = []
        """RTP that the fan does not send."""
        self.fan = fan
        self.inbox = inbox
        """What comes to the same socket, where C opens it."""
        self._packets = 0

    @property
    def packets(self) -> int:
        """RTP packets queued since the start."""
        return self._packets + (self.fan.packets if self.fan else 0)

    @property
    def waiting(self) -> int:
        """RTP packets that wait."""
        return len(self.media) + (self.fan.waiting if self.fan else 0)

    def add_media(self, datagram: bytes, address: Address) -> None:
        """Queue one protected RTP packet."""
        self._packets += 1
        self.media.append((datagram, address))

    def drain_batch(self) -> list[tuple[bytes, Address]]:
        """Take what goes at once."""
        batch, self.batch = self.batch, []
        return batch

    def drain_media(self) -> list[tuple[bytes, Address]]:
        """Take what may wait, but for the fan's."""
        media, self.media = self.media, []
        return media

    def drain(self) -> list[tuple[bytes, Address]]:
        """Take both."""
        return self.drain_batch() + self.drain_media()


class Connected(msgspec.Struct, frozen=True):
    """ICE and DTLS are up."""

    profile: str


class Closed(msgspec.Struct, frozen=True):
    """The transport ended by itself: `silent`, `dtls_closed`, `dtls_failed`."""

    reason: str


class Silent(msgspec.Struct, frozen=True):
    """Nothing was heard for `SILENT_AFTER`; the transport stands, and may be heard again."""


class Restored(msgspec.Struct, frozen=True):
    """Heard again after an interruption, or by another path: what was sent meanwhile is lost."""

    at: float
    interrupted: bool = False


TransportEvent = Connected | Closed | Silent | Restored


class Transport:
    """ICE, DTLS and SRTP of one peer; a `Sender` to the router."""

    def __init__(
        self,
        certificate: Certificate,
        outgoing: Outgoing,
        now: float,
        *,
        consent_timeout: float,
        handshake_timeout: float,
    ) -> None:
        self.ice = IceAgent(new_credentials())
        self.events: list[TransportEvent] = []
        self._rhythm = Rhythm()
        self.silent = False
        """Whether nothing is heard just now; looked at with every tick."""
        self._sending_to: Address | None = None
        self.srtp_refused = 0
        """Packets, either way, that libsrtp would not take."""
        self._dtls = Dtls(certificate, handshake_timeout)
        self.setup = "passive"
        """Our DTLS role, as SDP writes it."""
        self._outgoing = outgoing
        self._consent_timeout = consent_timeout
        self._srtp: SrtpSession | None = None
        self._closed = False
        self._repeating: list[int] = []
        self.path = outgoing.fan.path() if outgoing.fan else None
        """Where the fan sends what this transport's down tracks get."""
        self.ear: Ear | None = outgoing.inbox.ear() if outgoing.inbox else None
        """By which this transport's datagrams are opened before they come to it."""
        self._aimed: Address | None = None
        self._last_heard = 0.0
        self.last_heard = now

    @property
    def last_heard(self) -> float:
        """When something authentic came last."""
        return self._last_heard if self.ear is None else self.ear.heard_at

    @last_heard.setter
    def last_heard(self, now: float) -> None:
        if self.ear is None:
            self._last_heard = now
        else:
            self.ear.heard_at = now

    @property
    def connected(self) -> bool:
        """Whether media may flow."""
        return self._srtp is not None and not self._closed

    @property
    def closed(self) -> bool:
        """Whether the transport has ended, by itself or by `close`."""
        return self._closed

    def take_role(self, setup: str) -> None:
        """Before any check: with `active`, begin DTLS ourselves once there is an address."""
        self.setup = setup

    def set_fingerprints(self, fingerprints: tuple[Fingerprint, ...]) -> None:
        """Say what the peer's SDP names as its certificate; keys are used only after the check."""
        if self._srtp is None:
            self._dtls.verify(fingerprints)
            self._after_dtls()

    def allow_repeats(self, ssrc: int) -> None:
        """Let packets of `ssrc` go out again as the very bytes of the first time (`srtp.py`)."""
        self._repeating.append(ssrc)
        if self._srtp is not None:
            self._srtp.allow_repeats(ssrc)

    # --- in -------------------------------------------------------------------------------------

    def receive_check(self, request: Request, source: Address, now: float) -> Check | None:
        """Take a connectivity check; the answer is queued. None where it deserves none."""
        if self._closed:
            return None
        check = self.ice.receive(request, source, now, now - self.last_heard > QUIET_AFTER)
        if check is None:
            return None
        self._outgoing.batch.append((check.response, source))
        if check.validated:
            self._hear(now)
            self._notice_move(now)
            self._aim()
            if self.setup == "active":
                self._dtls.start(now)
                self._after_dtls()
        return check

    def holds(self, source: Address, now: float) -> bool:
        """Whether `source` is still this peer's and nobody else's.

        Where we send to, any authentic packet is a sign of life: not every client repeats checks.
        """
        at = self.ice.checked_at(source)
        if at is not None and source == self.ice.selected:
            at = self.last_heard
        return at is not None and not self._closed and now - at <= HELD_FOR

    def receive(self, datagram: bytes, source: Address, now: float) -> bytes | None:
        """Take a datagram other than STUN from an address that `ice` validated.

        Returns a plain RTP or RTCP packet, told apart by `media.srtp.is_rtcp`, or None.
        """
        assert self.ice.is_validated(source)
        if self._closed:
            return None
        if is_dtls(datagram):
            self._dtls.receive(datagram, now)
            self._after_dtls()
            return None
        if self._srtp is None or len(datagram) < 12 or datagram[0] >> 6 != 2:
            return None
        try:
            rtcp = is_rtcp(datagram)
            unprotect = self._srtp.unprotect_rtcp if rtcp else self._srtp.unprotect
            packet = unprotect(datagram)
        except BadSrtp:
            self.srtp_refused += 1
            return None
        if self.ear is not None:
            self.ear.learn(datagram[4:8] if rtcp else datagram[8:12])
        self._hear(now)
        return packet

    def receive_opened(self, authentic: bool, now: float) -> None:
        """Take note of a datagram that `ear` opened, or could not."""
        if self._closed:
            return
        if authentic:
            self._hear(now)
        else:
            self.srtp_refused += 1

    def observe(self, observed: Observed) -> None:
        """Let feedback be given to `observed` as soon as it is opened, where that is done in C."""
        if self.ear is not None:
            self.ear.observe(observed)

    @property
    def due(self) -> float:
        """When the handshake needs `tick` next; consent needs it regularly besides."""
        return self._dtls.due if self._srtp is None and not self._closed else inf

    def tick(self, now: float) -> None:
        """Run timers: DTLS retransmission, consent."""
        if self._closed:
            return
        if self._srtp is None:  # with it the handshake's timers have ended
            self._dtls.tick(now)
            self._after_dtls()
        self._listen(now)
        if now - self.last_heard > self._consent_timeout:
            self._end("silent")

    # --- out ------------------------------------------------------------------------------------

    def send_rtp(self, packet: bytes | bytearray) -> None:
        """Protect and queue one RTP packet; dropped before DTLS is up."""
        if self._srtp is None or self.ice.selected is None:
            return
        try:
            protected = self._srtp.protect(packet)
        except BadSrtp:
            self.srtp_refused += 1
            return
        self._outgoing.add_media(protected, self.ice.selected)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and queue one RTCP packet, perhaps compound; dropped before DTLS is up."""
        if self._srtp is None or self.ice.selected is None:
            return
        try:
            protected = self._srtp.protect_rtcp(packet)
        except BadSrtp:
            self.srtp_refused += 1
            return
        self._outgoing.batch.append((protected, self.ice.selected))

    def forget(self, ssrc: int) -> None:
        """Drop the receiving state of an SSRC whose track ended."""
        if self._srtp is not None:
            self._srtp.forget(ssrc)
        if self.ear is not None:
            self.ear.forget(ssrc)

    def end_outbound(self, ssrc: int) -> None:
        """Drop the state of an SSRC of ours that ended and is never used again."""
        if ssrc in self._repeating:
            self._repeating.remove(ssrc)
        if self._srtp is not None:
            if self._outgoing.fan is not None:
                self._outgoing.fan.flush()  # what waits would begin the numbers' state anew
            self._srtp.forget_outbound(ssrc)

    def close(self) -> None:
        """End the transport from our side: close_notify, no event."""
        if not self._closed:
            self._closed = True
            self._dtls.close()
            self._flush_dtls()
            self._srtp = None
            if self.path is not None:
                self.path.close()
            if self.ear is not None:
                self.ear.close()

    # --- within ---------------------------------------------------------------------------------

    def _hear(self, now: float) -> None:
        """Something authentic came: the end of an interruption is told at once."""
        pause, self.last_heard = now - self.last_heard, now
        if pause > NOTABLE and self._rhythm.pause(pause, now) and self.connected:
            self.events.append(Restored(now, interrupted=True))

    def _listen(self, now: float) -> None:
        self._notice_move(now)
        was, self.silent = self.silent, self.connected and now - self.last_heard > SILENT_AFTER
        if self.silent and not was:
            self.events.append(Silent())

    def _notice_move(self, now: float) -> None:
        before, self._sending_to = self._sending_to, self.ice.selected
        if self.connected and before not in (None, self._sending_to):
            self.events.append(Restored(now))

    def _after_dtls(self) -> None:
        self._flush_dtls()
        match self._dtls.state:
            case State.CONNECTED if self._srtp is None and not self._closed:
                keys = self._dtls.keys
                assert keys is not None
                inbound, outbound = keys.client, keys.server
                if self._dtls.active:
                    inbound, outbound = outbound, inbound
                fan = self._outgoing.fan
                sealer = fan.sealer if fan is not None else None
                self._srtp = SrtpSession(keys.profile, inbound, outbound, sealer)
                for ssrc in self._repeating:
                    self._srtp.allow_repeats(ssrc)
                if self.ear is not None:
                    self.ear.open(self._srtp)
                self._aim()
                self.events.append(Connected(keys.profile.name))
            case State.FAILED:
                self._end("dtls_failed")
            case State.CLOSED:
                self._end("dtls_closed")
            case _:
                pass

    def _aim(self) -> None:
        """Let the fan send to the address selected now."""
        selected = self.ice.selected
        if self.path is None or self._srtp is None or selected in (None, self._aimed):
            return
        self._aimed = selected
        self.path.open(self._srtp, pack(selected))

    def _flush_dtls(self) -> None:
        datagrams = self._dtls.datagrams()
        if self.ice.selected is not None:
            self._outgoing.batch += [(d, self.ice.selected) for d in datagrams]

    def _end(self, reason: str) -> None:
        if not self._closed:
            self.close()
            self.events.append(Closed(reason))
