"""What is known to be full for a moment without counting."""

import pytest

from tests.support.proofs import solved
from web.errors import WebError
from web.limiting import KNOWN_MAX, KNOWN_S, OpinionLimits
from web.proof import CHALLENGE_HEADER, Proofs

HERE, THERE = "192.0.2.1", "192.0.2.2"
ONE, TWO = "browser-number-one", "browser-number-two"


class Clock:
    """Unix seconds."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def refused(limits: OpinionLimits, address: str, browser: str | None = None) -> WebError:
    with pytest.raises(WebError) as error:
        await limits.take_or_prove("c", address, browser, None)
    return error.value


async def test_nothing_is_known_before_it_is_found_full(clock: Clock) -> None:
    limits = OpinionLimits("1/minute", "100/minute", clock=clock)
    await limits.take("c", HERE)
    assert limits.refusal("c", HERE, None, None) is None
    counted = await refused(limits, HERE)
    known = limits.refusal("c", HERE, None, None)
    assert known is not None
    assert (known.code, known.headers) == (counted.code, counted.headers)
    assert known.message("zh-CN") == counted.message("zh-CN")
    assert limits.refusal("c", THERE, None, None) is None
    assert limits.refusal("other", HERE, None, None) is None
    clock.now += KNOWN_S
    assert limits.refusal("c", HERE, None, None) is None


async def test_nobody_waits_for_a_clock_that_was_put_back(clock: Clock) -> None:
    limits = OpinionLimits("1/minute", "100/minute", clock=clock)
    await limits.take("c", HERE)
    await refused(limits, HERE)
    clock.now -= 3600
    assert limits.refusal("c", HERE, None, None) is None


async def test_a_browser_is_known_by_itself(clock: Clock) -> None:
    limits = OpinionLimits("2/minute", "100/minute", clock=clock)
    for address in (HERE, THERE):
        await limits.take("c", address, browser=ONE)
    await refused(limits, HERE, ONE)
    assert limits.refusal("c", THERE, ONE, None) is not None
    assert limits.refusal("c", HERE, TWO, None) is None
    assert limits.refusal("c", HERE, None, None) is None


async def test_a_full_consultation_asks_for_work_and_knows_it(clock: Clock) -> None:
    limits = OpinionLimits("9/minute", "1/minute", proofs=Proofs(b"k" * 32), clock=clock)
    await limits.take("c", HERE)
    await refused(limits, HERE)
    known = limits.refusal("c", THERE, None, None)
    assert known is not None
    assert (known.code, known.headers["Retry-After"]) == ("proof_needed", "1")
    proof = solved(known.headers[CHALLENGE_HEADER])
    assert limits.refusal("c", THERE, None, proof) is None
    assert await limits.take_or_prove("c", THERE, None, proof)
    for address, sent in ((THERE, proof), (HERE, proof), (THERE, "nonsense")):
        wrong = limits.refusal("c", address, None, sent)
        assert wrong is not None
        assert wrong.code == "proof_wrong"


async def test_work_helps_people_behind_an_address_and_no_browser_beyond_its_limit(
    clock: Clock,
) -> None:
    limits = OpinionLimits("2/minute", "9/minute", proofs=Proofs(b"k" * 32), clock=clock)
    for _ in range(2):
        await limits.take("c", HERE, browser=ONE)
    assert (await refused(limits, HERE, ONE)).code == "too_fast"
    needed = await refused(limits, HERE, TWO)
    assert needed.code == "proof_needed"
    proof = solved(needed.headers[CHALLENGE_HEADER])
    assert await limits.take_or_prove("c", HERE, TWO, proof)
    with pytest.raises(WebError) as again:
        await limits.take_or_prove("c", HERE, TWO, proof)
    assert again.value.code == "proof_wrong"


async def test_work_is_taken_so_often_from_one_address(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.limiting.PROVEN", 3)
    limits = OpinionLimits("1/minute", "99/minute", proofs=Proofs(b"k" * 32), clock=clock)
    await limits.take("c", HERE)
    for _ in range(3):
        proof = solved((await refused(limits, HERE)).headers[CHALLENGE_HEADER])
        assert limits.refusal("c", HERE, None, proof) is None
        assert await limits.take_or_prove("c", HERE, None, proof)
    assert (await refused(limits, HERE)).code == "too_fast"
    known = limits.refusal("c", HERE, None, None)
    assert known is not None
    assert known.code == "too_fast"
    assert await limits.take_or_prove("c", THERE, None, None) is False


async def test_without_proofs_who_comes_waits(clock: Clock) -> None:
    limits = OpinionLimits("9/minute", "1/minute", clock=clock)
    await limits.take("c", HERE)
    await refused(limits, HERE)
    known = limits.refusal("c", THERE, None, None)
    assert known is not None
    assert known.code == "too_fast"


async def test_so_much_is_known_at_a_time(clock: Clock) -> None:
    limits = OpinionLimits("1/day", "1000000/minute", clock=clock)
    addresses = [f"10.0.{n >> 8}.{n & 255}" for n in range(KNOWN_MAX + 1)]
    for address in addresses:
        await limits.take("c", address)
        await refused(limits, address)
    assert len(limits._known) == KNOWN_MAX
    assert limits.refusal("c", addresses[0], None, None) is None
    assert limits.refusal("c", addresses[-1], None, None) is not None
