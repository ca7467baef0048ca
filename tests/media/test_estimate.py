"""The downlink estimate: in closed loop over simulated paths, and against whatever is told."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.delay import WINDOW
from media.estimate import FEEDBACK_TTL, MAX, MIN, REMB_TTL, START, Estimate
from media.loss import REPORTED_MAX
from media.observed import PlainObserved
from media.sent_log import SENT_HISTORY
from media.wire.rtcp import FoldedFeedback, TransportFeedback
from tests.support.downlink import Downlink
from tests.support.network import Network
from tests.support.transport_feedback import feedbacks, folded

LAYERS = (150_000, 500_000, 1_500_000)
ALL = 1_500_000 + 32_000
"""bit/s of the greatest layer and sound."""


def path(rate: float, *, queue: float = 0.5, loss: float = 0.0, jitter: float = 0.0) -> Network:
    """A bottleneck with a queue of so many seconds, and room for a burst."""
    return Network(rate=rate, queue=round(rate / 8 * queue) + 12_000, loss=loss, jitter=jitter)


# --- steady paths -----------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [300e3, 1e6, 3e6, 8e6])
@pytest.mark.parametrize(("jitter", "used"), [(0.0, 0.8), (0.03, 0.7)])
def test_a_steady_path_is_used_and_its_queue_kept_short(
    rate: float, jitter: float, used: float
) -> None:
    downlink = Downlink(path(rate, jitter=jitter)).run(20)
    assert used * rate < downlink.throughput(10) <= rate
    assert downlink.queueing(10, 0.95) < 0.1
    assert downlink.queueing(10) < 0.2
    assert min(downlink.rates(10)) > 0.6 * rate
    assert downlink.heard_audio > 0.99 * downlink.sent_audio - 20


@pytest.mark.parametrize("rate", [3e6, 8e6])
def test_probes_find_a_fast_path_within_three_seconds(rate: float) -> None:
    downlink = Downlink(path(rate), wanted=20_000_000).run(3)
    assert downlink.mean(0.5) > 0.75 * rate
    without = Downlink(path(rate), wanted=20_000_000, probing=False).run(3)
    assert without.mean(0.5) < 0.5 * rate


@pytest.mark.parametrize("loss", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("jitter", [0.0, 0.03])
def test_losses_by_chance_do_not_starve(loss: float, jitter: float) -> None:
    downlink = Downlink(path(3e6, loss=loss, jitter=jitter)).run(40)
    assert downlink.mean(15) > 0.65 * 3e6
    assert min(downlink.rates(15)) > 0.5 * 3e6
    assert downlink.queueing(15, 0.95) < 0.1


def jittery(loss: float, seed: int) -> Downlink:
    """A fast path with two layers, whose packets are soon lost and delayed by 10 to 40 ms."""
    network = Network(seed, rate=20e6, queue=500_000, delay=0.0, ordered=True)
    back = Network(seed + 9, delay=0.0, ordered=True)
    layers = (100_000, 750_000)
    downlink = Downlink(network, back, layers=layers, wanted=850_000, seed=seed).run(5)
    for way in (network, back):
        way._loss, way._delay, way._jitter = loss, 0.01, 0.03
    return downlink


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("loss", "least"), [(0.05, 44), (0.1, 43), (0.2, 42)])
def test_losses_and_jitter_cost_hardly_a_layer(loss: float, least: int, seed: int) -> None:
    downlink = jittery(loss, seed)
    full = 0
    for _ in range(45):
        full += downlink.run(1).picture == 750_000
    assert full >= least


def test_a_delay_seen_by_sound_alone_confirms_no_guess() -> None:
    network = Network(rate=20e6, queue=500_000, ordered=True)
    downlink = Downlink(network, probing=False)
    downlink.fixed = 0
    downlink.run(1)
    for _ in range(30):
        network._delay += 0.005
        downlink.run(0.04)
    network._delay = 0.02
    downlink.run(1)
    assert downlink.estimate.bitrate == downlink.estimate.guess < START


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("loss", [0.05, 0.2])
def test_sound_alone_does_not_pull_the_estimate_down(seed: int, loss: float) -> None:
    downlink = jittery(loss, seed)
    downlink.fixed, downlink.probing = 0, False
    downlink.run(30)
    assert min(downlink.rates(30)) > 1_000_000


def test_a_policer_without_a_queue_is_found_by_losses() -> None:
    network = path(1e6, queue=0.0)
    downlink = Downlink(network).run(15)
    before = network.dropped
    downlink.run(15)
    assert 0.75e6 < downlink.throughput(15) < 1e6
    assert network.dropped - before < 0.03 * 15 * 1e6 / 8800


def test_others_in_the_same_queue_are_left_their_share() -> None:
    downlink = Downlink(path(3e6))
    downlink.cross = 1.5e6
    downlink.run(20)
    assert 1.1e6 < downlink.throughput(10) < 1.6e6
    assert downlink.queueing(10, 0.95) < 0.15


def test_what_a_sender_that_does_not_obey_gets_through_is_believed() -> None:
    downlink = Downlink(path(4e6), probing=False)
    downlink.fixed = 2_400_000
    downlink.run(4)
    assert downlink.estimate.bitrate > 2e6


# --- changing paths ---------------------------------------------------------------------------


@pytest.mark.parametrize("before", [1e6, 3e6])
@pytest.mark.parametrize("layers", [(), LAYERS])
def test_a_drop_to_300_kbit_is_noticed(before: float, layers: tuple[int, ...]) -> None:
    network = Network(rate=before, queue=30_000)
    downlink = Downlink(network, layers=layers, wanted=4_000_000 if not layers else ALL).run(12)
    network.rate = 300e3
    audio = downlink.heard_audio
    downlink.run(3)
    assert 180e3 < downlink.mean(0.3) < 330e3
    assert downlink.queueing(1) < 0.5
    downlink.run(12)
    assert downlink.queueing(12) < 0.5
    assert downlink.queueing(12, 0.95) < 0.2
    assert min(downlink.rates(12)) > 182_000  # the lowest layer and sound go on
    assert downlink.heard_audio - audio > 0.98 * 750


def test_a_drop_before_a_huge_queue_drains_it_and_returns() -> None:
    network = Network(rate=3e6, queue=200_000)
    downlink = Downlink(network).run(12)
    network.rate = 300e3
    downlink.run(9)
    assert downlink.queueing(0.5) < 0.2
    assert 200e3 < downlink.mean(0.5) < 330e3


@pytest.mark.parametrize(("before", "after"), [(300e3, 3e6), (1e6, 3e6), (1e6, 8e6)])
def test_a_path_that_grows_is_used_again(before: float, after: float) -> None:
    network = path(before)
    downlink = Downlink(network).run(12)
    network.rate = after
    downlink.run(20)
    reached = downlink.reached(0.75 * after, 20)
    assert reached is not None
    assert reached < 12
    assert downlink.mean(5) > 0.75 * after


def test_a_probe_lifts_what_losses_bound() -> None:
    downlink = Downlink(path(8e6)).run(12)
    downlink.estimate._loss.bitrate = 1e6
    downlink.run(6)
    assert downlink.mean(1) > 2e6


def test_layers_wait_for_a_probe_not_for_the_picture_to_fill_the_path() -> None:
    network = path(300e3)
    downlink = Downlink(network, layers=LAYERS, wanted=ALL).run(12)
    assert downlink.picture == 150_000
    network.rate = 3e6
    downlink.run(12)
    assert downlink.picture == 1_500_000


def test_a_blackout_is_survived() -> None:
    network = path(3e6)
    downlink = Downlink(network).run(10)
    network._loss = 1.0
    downlink.run(10)
    network._loss = 0.0
    downlink.run(3)
    assert downlink.mean(0.5) > 1.5e6


@pytest.mark.parametrize("dark", [2, 5, 10])
@pytest.mark.parametrize("rate", [1e6, 3e6])
def test_what_a_blackout_lost_is_not_held_against_the_path(rate: float, dark: float) -> None:
    """Else the picture that comes back gives way to a smaller one, for whose key frame it waits."""
    there, back = path(rate), Network(6, delay=0.02)
    downlink = Downlink(there, back, layers=LAYERS, wanted=ALL).run(15)
    estimate, picture = downlink.estimate.bitrate, downlink.picture
    there._loss = back._loss = 1.0
    downlink.run(dark)
    there._loss = back._loss = 0.0
    for _ in range(20):
        downlink.run(0.1)
        assert downlink.estimate.bitrate > 0.8 * estimate
        assert downlink.picture == picture
        assert downlink.estimate.loss < 0.02


def test_key_frames_do_not_starve() -> None:
    downlink = Downlink(path(1e6), key_frames=4).run(25)
    assert min(downlink.rates(15)) > 0.55e6
    assert downlink.queueing(15) < 0.4


# --- feedback ---------------------------------------------------------------------------------


@pytest.mark.parametrize("interval", [0.05, 0.1, 0.25])
@pytest.mark.parametrize("loss", [0.0, 0.3])
def test_feedback_may_be_rare_or_lost(interval: float, loss: float) -> None:
    back = Network(5, loss=loss, delay=0.05)
    downlink = Downlink(path(1e6), back, interval=interval).run(25)
    assert 0.65e6 < downlink.throughput(10) <= 1e6
    assert downlink.queueing(10, 0.95) < 0.2


def test_every_clock_and_number_wraps_in_passing() -> None:
    downlink = Downlink(path(1e6), start=4294.967296 - 15, clock=2**23 * 0.064 - 4294.967296 + 8)
    downlink.estimate.sent.sequence[0] = 0xFFFF - 1000
    downlink.run(25)
    rates = downlink.rates(18)
    assert min(rates) > 0.6e6
    assert downlink.estimate.sent.sequence[0] < 10_000


@pytest.mark.parametrize("step", [-3600.0, -1.0, 0.3, 10.0, 3600.0])
def test_a_step_of_the_receiver_s_clock_passes(step: float) -> None:
    downlink = Downlink(path(1e6)).run(10)
    downlink.clock += step
    downlink.run(12)
    assert min(downlink.rates(3)) > 0.6e6
    assert downlink.queueing(12, 0.95) < 0.2


# --- without transport-wide feedback ----------------------------------------------------------


def test_remb_is_the_estimate_without_feedback_and_a_cap_with_it() -> None:
    alone = Estimate()
    alone.receive_remb(2_500_000, 1.0)
    assert alone.bitrate == 2_500_000
    downlink = Downlink(path(3e6)).run(8)
    downlink.estimate.receive_remb(400_000, downlink.now)
    assert downlink.estimate.bitrate == 400_000
    downlink.run(REMB_TTL + 1)
    assert downlink.estimate.bitrate > 1_000_000  # said no more, it is forgotten


@pytest.mark.parametrize(
    ("loss", "low", "high"),
    [(0.0, REPORTED_MAX, REPORTED_MAX), (0.05, START, START), (0.3, MIN, 200_000)],
)
def test_receiver_reports_are_the_last_resort(loss: float, low: int, high: int) -> None:
    estimate = Estimate()
    for second in range(30):
        estimate.receive_loss(loss, float(second))
    assert low <= estimate.bitrate <= high
    assert estimate.loss == loss


def test_receiver_reports_do_not_count_beside_feedback() -> None:
    downlink = Downlink(path(3e6)).run(8)
    before = downlink.estimate.bitrate
    for _ in range(10):
        downlink.estimate.receive_loss(0.9, downlink.now)
        downlink.now += 1.0 / 10
    assert downlink.estimate.bitrate == before
    downlink.now += FEEDBACK_TTL
    downlink.estimate.receive_loss(0.9, downlink.now)
    assert downlink.estimate.bitrate < before


# --- probing ----------------------------------------------------------------------------------


def test_no_probe_before_feedback_nor_for_what_is_not_wanted() -> None:
    estimate = Estimate()
    assert estimate.probe_due(1.0, 9_000_000) is None
    downlink = Downlink(path(3e6), wanted=900_000).run(5)
    assert downlink.probes == 0
    assert downlink.estimate.probe_due(downlink.now, 9_000_000) is not None


def test_no_probe_into_silence_losses_or_a_queue() -> None:
    silent = Downlink(path(3e6), wanted=900_000).run(5)
    assert silent.estimate.probe_due(silent.now + 1.0, 9_000_000) is None
    losing = Downlink(path(3e6, loss=0.06), wanted=900_000).run(2)
    assert losing.estimate.probe_due(losing.now, 9_000_000) is None
    network = path(3e6)
    full = Downlink(network, wanted=900_000).run(5)
    full.cross = 3.5e6
    full.run(1)
    assert network.queueing > 0.1
    assert full.estimate.probe_due(full.now, 9_000_000) is None


def test_a_probe_waits_for_each_sign_of_trouble_to_pass() -> None:
    estimate = Downlink(path(3e6), wanted=900_000).run(5).estimate
    now = 1005.0
    estimate._loss.loss = 0.12
    assert estimate.probe_due(now, 9_000_000) is None
    estimate._loss.loss = 0.0
    assert isinstance(estimate.observed, PlainObserved)
    estimate.observed.delay.queueing = 0.05
    assert estimate.probe_due(now, 9_000_000) is None
    estimate.observed.delay.queueing = 0.0
    estimate._control.decreased_at = now - 1.0
    assert estimate.probe_due(now, 9_000_000) is None
    estimate._control.decreased_at = None
    assert estimate.probe_due(now, 9_000_000) is not None


@pytest.mark.parametrize("burst", [False, True])
def test_probes_do_no_harm_to_a_narrow_path(burst: bool) -> None:
    downlink = Downlink(path(300e3), layers=LAYERS, wanted=ALL, burst=burst).run(40)
    assert downlink.probes >= 2
    assert downlink.queueing(30) < 0.3
    assert min(downlink.rates(30)) > 182_000


# --- whatever is told -------------------------------------------------------------------------

DID = st.one_of(
    st.tuples(st.just("send"), st.integers(1, 60), st.integers(0, 1500)),
    st.tuples(st.just("feedback"), feedbacks()),
    st.tuples(st.just("remb"), st.integers(0, 2**81)),
    st.tuples(st.just("loss"), st.floats(0, 1)),
    st.tuples(st.just("wait"), st.floats(0, 100)),
    st.tuples(st.just("probe"), st.integers(0, 2**40)),
    st.tuples(st.just("number"), st.booleans(), st.integers(0, 0xFFFF)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(DID, max_size=60))
def test_nothing_told_raises_or_leaves_the_bounds(done: list[tuple[object, ...]]) -> None:
    estimate = Estimate()
    now = 1000.0
    for action in done:
        now += 0.02
        match action:
            case ("send", int(count), int(size)):
                for _ in range(count):
                    estimate.sent.stamp(size, now)
            case ("feedback", FoldedFeedback() as feedback):
                estimate.receive_feedback(feedback, now)
            case ("remb", int(bitrate)):
                estimate.receive_remb(bitrate, now)
            case ("loss", float(loss)):
                estimate.receive_loss(loss, now)
            case ("wait", float(seconds)):
                now += seconds
            case ("probe", int(wanted)):
                estimate.probe_due(now, wanted)
            case ("number", True, int(number)):
                estimate.probe_started(number)
            case ("number", False, int(number)):
                estimate.probe_ended(number)
        assert MIN <= estimate.bitrate <= MAX
        assert 0 <= estimate.loss <= 1
        assert estimate.acknowledged >= 0
        assert estimate.queueing >= 0


def test_a_hostile_receiver_gains_no_memory_and_no_more_than_the_greatest() -> None:
    random = Random(2)
    estimate = Estimate()
    now = 1000.0
    for _ in range(3000):
        for _ in range(random.randrange(30)):
            estimate.sent.stamp(random.randrange(1500), now)
        now += 0.01
        base = estimate.sent.sequence[0] - random.randrange(60) & 0xFFFF
        start = random.randrange(2**31)
        arrivals = [random.choice([None, start + random.randrange(2**14)]) for _ in range(100)]
        estimate.receive_feedback(folded(TransportFeedback(base, 0, arrivals)), now)
        probe = estimate.probe_due(now, MAX)
        if probe is not None:
            estimate.probe_started(random.randrange(0x10000))
            estimate.probe_ended(random.randrange(0x10000))
        assert MIN <= estimate.bitrate <= MAX
    assert isinstance(estimate.observed, PlainObserved)
    assert len(estimate.observed.delay._line) <= WINDOW
    cluster = estimate._prober._cluster
    assert cluster is None or len(cluster._told) <= SENT_HISTORY
