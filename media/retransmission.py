"""Sending again what a subscriber lost: by RTX (RFC 4588), for want of it by the very packets."""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from media.feed import Feed
from media.resend_budget import ResendBudget
from media.rtp_stream import RtpStream
from media.sequence_map import SequenceMap
from media.wire.codecs import SendParameters
from media.wire.rtp import RtpPacket, rtx_payload

if TYPE_CHECKING:
    from media.link import Link

TWICE_FROM = 0.08
"""Loss of late from which each retransmission goes out twice: of 20 %, one in five would be lost
again, and the player asks anew only after 100 ms."""
PROBED_PACKETS = 64
"""Of the newest packets, those sent again as probes."""
PADDING = bytes(254) + b"\xff"
"""All that one packet can count of it (RFC 3550 section 5.1)."""
MASK32 = 0xFFFFFFFF


def must_repeat(params: SendParameters) -> bool:
    """Whether NACKs are answered by the very packets, for want of RTX.

    Then nothing in them may depend on when they are sent: with AES-GCM, other bytes under the same
    number would reuse the nonce.
    """
    return params.kind == "video" and any(
        "nack" in codec.feedback and (params.rtx_ssrc is None or codec.rtx_payload_type is None)
        for codec in params.codecs
    )


class Retransmission:
    """One down track's, from its sources' caches, under the numbers that went out.

    The RTX stream carries probes too: packets that nobody needs.
    """

    def __init__(
        self,
        params: SendParameters,
        link: "Link",
        numbers: SequenceMap[Feed],
        original: RtpStream,
        rtx: RtpStream | None,
        first_sequence: int,
    ) -> None:
        """`first_sequence` is of `rtx`, which is None where SDP gave it no SSRC."""
        self._link = link
        self._numbers = numbers
        self._original = original
        self._rtx = rtx
        self._sequence = first_sequence
        self._repeats = must_repeat(params)
        self._padding_type = params.codecs[0].rtx_payload_type
        self._budget = ResendBudget()
        self._since = -inf
        self._probed = 0

    def forget_before(self, now: float) -> None:
        """Send nothing again that came before `now`."""
        self._since = now

    def resend(self, sequences: Sequence[int], now: float) -> None:
        """Answer a NACK, as far as the budget allows."""
        budget, link = self._budget, self._link
        budget.renew(link.rtt or 0.0, now)
        twice = self._rtx is not None and link.estimate.loss >= TWICE_FROM
        for sequence in sequences:
            if budget.spent:
                break
            if budget.allows(sequence, now) and self._resend(sequence, now):
                again = twice and self._resend(sequence, now) > 0
                budget.spend(sequence, 1 + again, now)
                link.counts.resent += 1

    def _resend(self, sequence: int, now: float) -> int:
        """Bytes of payload sent; none where the packet is gone."""
        origin = self._numbers.origin(sequence)
        if origin is None:
            return 0
        feed, index = origin
        packet = feed.source.cache.get(index, now)
        if packet is None or packet.arrival < self._since:
            return 0
        types = feed.payload_types.get(packet.payload_type)
        if types is None or not packet.payload:
            return 0
        if self._rtx is None or types[1] is None:
            return self._repeat(packet, feed, types[0], sequence, now)
        payload = rtx_payload(sequence, feed.shown(packet))
        self._send(self._rtx, packet, feed, types[1], self._next(), payload, 0, now)
        return len(payload)

    def _repeat(
        self, packet: RtpPacket, feed: Feed, payload_type: int, sequence: int, now: float
    ) -> int:
        if not self._repeats:
            return 0
        shown = feed.shown(packet)
        self._send(self._original, packet, feed, payload_type, sequence, shown, packet.padding, now)
        return len(packet.payload)

    def _send(
        self,
        stream: RtpStream,
        packet: RtpPacket,
        feed: Feed,
        payload_type: int,
        sequence: int,
        payload: bytes,
        padding: int,
        now: float,
    ) -> None:
        data = stream.write(
            payload_type | packet.marker,
            sequence,
            packet.timestamp + feed.offset & MASK32,
            payload,
            packet.extensions.get(feed.level_id) if feed.level_id else None,
            padding,
            now,
        )
        self._link.count_out(len(data))
        self._link.sender.send_rtp(data)

    def _next(self) -> int:
        self._sequence = self._sequence + 1 & 0xFFFF
        return self._sequence

    # --- probes -----------------------------------------------------------------------------

    @property
    def probing(self) -> bool:
        """Whether there is a stream for probes, and feedback to tell what came of them."""
        return self._rtx is not None and self._rtx.wide and self._padding_type is not None

    def probe(self, timestamp: int, now: float) -> int:
        """Send one packet that nobody needs, for `probe_sender.py`; returns its bytes of payload.

        Of what was sent last, a different one each time, it may even mend a loss; else padding
        alone, which a player of RFC 4588 drops.
        """
        self._probed = self._probed % PROBED_PACKETS + 1
        newest = self._numbers.highest + 1 - self._probed & 0xFFFF
        return self._resend(newest, now) or self._pad(timestamp, now)

    def _pad(self, timestamp: int, now: float) -> int:
        assert self._rtx is not None
        assert self._padding_type is not None
        kind = self._padding_type
        data = self._rtx.write(kind, self._next(), timestamp, PADDING, None, 0, now)
        data[0] |= 0x20
        self._link.count_out(len(data))
        self._link.sender.send_rtp(data)
        return len(PADDING)
