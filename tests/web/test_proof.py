"""Proof of work: what is taken, once, from whom it was given to."""

import hashlib
from itertools import count

import pytest

from tests.support.proofs import solved
from web.errors import WebError
from web.proof import BITS_MAX, BITS_MIN, EASY_RATE, LIFE_S, RATE_S, Proofs, zero_bits

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("digest", "bits"), [(b"\xff", 0), (b"\x00\x80", 8), (b"\x00\x01", 15), (b"\x00\x00", 16)]
)
def test_zero_bits(digest: bytes, bits: int) -> None:
    assert zero_bits(digest) == bits


def test_a_solution_is_taken_once() -> None:
    proofs = Proofs(b"k" * 32)
    proof = solved(proofs.challenge("c", "192.0.2.1", NOW))
    proofs.take(proof, "c", "192.0.2.1", NOW + 1)
    with pytest.raises(WebError, match="proof_wrong"):
        proofs.take(proof, "c", "192.0.2.1", NOW + 2)


def test_only_from_whom_it_was_given_to_in_time_and_as_signed() -> None:
    proofs = Proofs(b"k" * 32)
    proof = solved(proofs.challenge("c", "192.0.2.1", NOW))
    expires, bits, rest = proof.split(".", 2)
    easier = f"{expires}.{int(bits) - 1}.{rest}"
    for text, consultation, address, at in (
        (proof, "other", "192.0.2.1", NOW),
        (proof, "c", "192.0.2.2", NOW),
        (proof, "c", "192.0.2.1", NOW + LIFE_S + 1),
        (easier, "c", "192.0.2.1", NOW),
        ("nonsense", "c", "192.0.2.1", NOW),
        ("9" * 5000, "c", "192.0.2.1", NOW),
    ):
        with pytest.raises(WebError, match="proof_wrong"):
            proofs.take(text, consultation, address, at)
    proofs.take(proof, "c", "192.0.2.1", NOW)


def test_a_number_that_does_not_solve_it() -> None:
    proofs = Proofs(b"k" * 32)
    challenge = proofs.challenge("c", "192.0.2.1", NOW)
    bits = int(challenge.split(".")[1])
    wrong = next(
        proof
        for proof in (f"{challenge}.{number}" for number in count())
        if zero_bits(hashlib.sha256(proof.encode()).digest()) < bits
    )
    with pytest.raises(WebError, match="proof_wrong"):
        proofs.take(wrong, "c", "192.0.2.1", NOW)


def test_it_gets_harder_with_the_rate_and_easier_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.proof.BITS_MIN", 0)
    monkeypatch.setattr("web.proof.BITS_MAX", 2)
    proofs = Proofs(b"k" * 32)
    assert proofs.bits(NOW) == 0
    for _ in range(int(EASY_RATE * RATE_S * 8)):
        proofs.take(solved(proofs.challenge("c", "a", NOW)), "c", "a", NOW)
    assert proofs.bits(NOW) == 2
    assert proofs.bits(NOW + RATE_S + 1) == 0
    assert BITS_MIN < BITS_MAX


def test_a_clock_that_was_put_back_makes_nothing_harder() -> None:
    proofs = Proofs(b"k" * 32)
    proofs._taken.extend([NOW] * int(EASY_RATE * RATE_S * 2))
    assert proofs.bits(NOW) == BITS_MIN + 1
    assert proofs.bits(NOW - 3600) == BITS_MIN
