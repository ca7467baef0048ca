"""What one subscriber's path takes: the least of what queue, losses and the receiver allow."""

from collections.abc import Callable

from media.delay import Usage
from media.drain import Drain
from media.loss import HIGH, LOW, LossControl, ReportedLoss
from media.observed import News, Observed, PlainObserved, Rates
from media.probing import Probe, Prober
from media.rate_control import UNFILLED, RateControl
from media.sent_log import SentLog
from media.wire.rtcp import FoldedFeedback

START = 1_000_000
MIN = 50_000
"""bit/s; sound and its repair fit in it."""
MAX = 50_000_000

FEEDBACK_TTL = 5.0
"""Seconds without feedback after which receiver reports count instead."""
OUTAGE = 1.0
"""Seconds without feedback after which what was lost meanwhile tells nothing of the path's width:
nothing passed at all, however little was sent."""
PROBE_TTL = 0.5
"""Seconds since the last feedback in which the path is known well enough to probe it."""
REMB_TTL = 10.0
"""Seconds; receivers repeat a REMB each second or so."""

CALM = 0.03
"""Seconds; a queue below it harms nobody, and is as likely the path's jitter."""
REAL = 0.04
"""Seconds; a growing queue above it is no mere jitter, and tells that a probe would do harm."""
GRAVE = 0.2
"""Seconds; a queue longer than any probe's on a path that carries a picture at all, and than most
stalls."""
TROUBLED = 60.0
"""Seconds after a decrease in which probes are trusted less: a token bucket lets them through at
several times the rate that it gives to pictures."""
CAUTION = 1.6
"""Times the rate at the last fall, that is believed of a probe after one that was refuted."""
QUIET = 3.0
"""Seconds after a decrease before a probe."""


class Estimate:
    """The downlink estimate. Synchronous; feed it every feedback, read `bitrate`."""

    def __init__(self, observed: Callable[[SentLog], Observed] = PlainObserved) -> None:
        """`observed` makes what reads the feedback about what is stamped in a log."""
        self.bitrate = START
        """bit/s of payloads, retransmissions and padding included, that the path takes."""
        self.guess = START
        """bit/s: while `bitrate` is this, nothing has confirmed it."""
        self.probed = 0
        """bit/s that the best probe found, be it less than `bitrate`."""
        self.sent = SentLog()
        self.observed = observed(self.sent)
        """What reads the feedback."""
        self._control = RateControl(START)
        self._drain = Drain()
        self._loss = LossControl()
        self._prober = Prober(self.sent, START)
        self._failed = 0.0
        """bit/s to which the queue brought the rate last."""
        self._reported = ReportedLoss()
        self._remb: int | None = None
        self._remb_at = 0.0
        self._feedback_at: float | None = None

    @property
    def acknowledged(self) -> int:
        """bit/s that arrived of late."""
        return self.observed.bitrate

    @property
    def loss(self) -> float:
        """0–1, of late."""
        return self._reported.loss if self._feedback_at is None else self._loss.loss

    def troubled(self, now: float) -> bool:
        """Whether the path was too slow for what was sent not long ago."""
        fell = self._control.decreased_at
        return fell is not None and now - fell < TROUBLED

    @property
    def queueing(self) -> float:
        """Seconds that packets wait in the path's queue."""
        return self.observed.queueing

    # --- what is told -----------------------------------------------------------------------

    def receive_feedback(self, feedback: FoldedFeedback, now: float) -> None:
        """Take a transport-wide feedback about what was stamped in `sent`."""
        self.receive_news(feedback, self.observed.receive(feedback, now), now)

    def receive_news(self, feedback: FoldedFeedback, news: News | None, now: float) -> None:
        """Take what `feedback`, which the observer has taken just now, told."""
        if news is None:
            return
        if self._feedback_at is not None and not self._fed(now, OUTAGE):
            news = news._replace(lost=0)
        self._feedback_at = now
        rates, queueing = self.observed.rates(), self.observed.queueing
        usage = self._usage(news.usage, queueing, now)
        found = self._found(feedback, now)
        fell = self._follow_queue(usage, news, rates, queueing, now)
        if self._follow_loss(news, rates, now) or fell or (usage is Usage.OVER and queueing > REAL):
            self._prober.postpone(now)
        if found is not None and self._prober.doubted(now):
            found = min(found, CAUTION * self._failed)
        if found is not None:
            self.probed = max(self.probed, round(found))
        if found is not None and found > self.bitrate:
            self._control.adopt(min(found, MAX))
            self._loss.adopt(found)
        self._settle(now)

    def _usage(self, usage: Usage, queueing: float, now: float) -> Usage:
        if usage is not Usage.OVER:
            return usage
        if queueing < CALM:
            return Usage.NORMAL
        if queueing < GRAVE and self._prober.disturbs(now):
            return Usage.UNDER  # a probe's own queue: wait
        return usage

    def _found(self, feedback: FoldedFeedback, now: float) -> float | None:
        """bit/s that a probe found, once its end is told of."""
        unfolded = feedback.unfold() if self._prober.waits else None
        return None if unfolded is None else self._prober.receive(unfolded, now)

    def _follow_queue(
        self, usage: Usage, news: News, rates: Rates, queueing: float, now: float
    ) -> bool:
        """Whether the rate fell."""
        # A queue that long is believed, whoever made it: sound must get through.
        offered = rates.offered if queueing < GRAVE else 0
        before = self._control.bitrate
        fell = self._control.update(usage, rates.bitrate, rates.latest, news.response, now, offered)
        if fell:
            if round(before) == self.guess and rates.bitrate < UNFILLED * self._control.bitrate:
                self.guess = round(self._control.bitrate)  # what arrives told nothing of it
            self._loss.fallen(now)
            self._drain.begin(now)
            self._prober.fallen(now)
            self._failed = self._control.bitrate
        if usage is Usage.NORMAL and queueing < CALM:
            self._control.prove(min(rates.bitrate, rates.proven))
        if self._drain.update(queueing, now - news.response):
            self.observed.rebase()
        return fell

    def _follow_loss(self, news: News, rates: Rates, now: float) -> bool:
        """Whether the rate fell."""
        if not self._loss.receive(news.received, news.lost, now - news.response, now):
            return False
        return self._loss.update(self._undrained(), rates.bitrate, rates.sent, now)

    def receive_remb(self, bitrate: int, now: float) -> None:
        """Take the receiver's own estimate: a cap, and where there is no feedback the estimate."""
        self._remb, self._remb_at = bitrate, now
        self._settle(now)

    def receive_loss(self, loss: float, now: float) -> None:
        """Take the worst track's share lost by a receiver report: for where nothing tells more."""
        self._reported.receive(loss, now)
        self._settle(now)

    # --- what follows -----------------------------------------------------------------------

    def _settle(self, now: float) -> None:
        if self._remb is not None and now - self._remb_at > REMB_TTL:
            self._remb = None
        self._control.bitrate = max(MIN, min(MAX, self._control.bitrate))
        bitrate = self._by_feedback() if self._fed(now, FEEDBACK_TTL) else self._by_reports()
        if self._remb is not None:
            bitrate = min(bitrate, self._remb)
        self.bitrate = round(max(MIN, min(MAX, bitrate)))

    def _fed(self, now: float, ttl: float) -> bool:
        return self._feedback_at is not None and now - self._feedback_at <= ttl

    def _undrained(self) -> float:
        bitrate = self._control.bitrate
        return bitrate if self._loss.bitrate is None else min(bitrate, self._loss.bitrate)

    def _by_feedback(self) -> float:
        share = self._drain.share(self.queueing) if self._drain.under_way else 1.0
        return self._undrained() * share

    def _by_reports(self) -> float:
        """The receiver's word, if it gives one; losses bound it too."""
        if self._remb is None:
            return self._reported.bitrate
        if self._reported.loss > LOW:
            return min(self._remb, self._reported.bitrate)
        return self._remb

    # --- probing ----------------------------------------------------------------------------

    def probe_due(self, now: float, wanted: int) -> Probe | None:
        """The cluster to send now, where `wanted` bit/s would be sent if the path took it."""
        wanted = min(wanted, MAX, self._remb or MAX)
        decreased_at = self._control.decreased_at
        if (
            not self._fed(now, PROBE_TTL)
            or self.observed.usage is Usage.OVER
            or self._loss.excess > HIGH
            or self.queueing > CALM
            or (decreased_at is not None and now - decreased_at < QUIET)
        ):
            return None
        return self._prober.due(self.bitrate, wanted, now)

    def probe_started(self, first_number: int) -> None:
        """The next packet, which will have that transport-wide number, is the probe's first."""
        self._prober.started(first_number)

    def probe_ended(self, last_number: int) -> None:
        """The packet with that transport-wide number was the probe's last."""
        self._prober.ended(last_number)
