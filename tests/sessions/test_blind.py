"""RSA blind signatures: the RFC's own numbers, then a key of ours."""

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers

from sessions.blind import EXPONENT, blind_sign, decoded, encoded, modulus_of, new_key, verifies
from tests.support.voter import Voter

VECTOR = msgspec.json.decode(
    (Path(__file__).parents[1] / "support" / "rfc9474.json").read_bytes(), type=dict[str, str]
)
NUMBER = {name: int(VECTOR[name], 16) for name in ("p", "q", "n", "e", "d", "inv")}


def test_the_rfc_s_vector() -> None:
    p, q, d = NUMBER["p"], NUMBER["q"], NUMBER["d"]
    public = RSAPublicNumbers(NUMBER["e"], NUMBER["n"])
    private = RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    key = private.private_key()
    message, salt = bytes.fromhex(VECTOR["msg"]), bytes.fromhex(VECTOR["salt"])
    voter = Voter(NUMBER["n"], message, salt, NUMBER["inv"])
    assert NUMBER["e"] == EXPONENT
    assert voter.blinded.hex() == VECTOR["blinded_msg"]
    blind_signature = blind_sign(key, voter.blinded)
    assert blind_signature.hex() == VECTOR["blind_sig"]
    signature = voter.finalize(blind_signature)
    assert signature.hex() == VECTOR["sig"]
    assert verifies(modulus_of(key), message, encoded(signature))
    assert not verifies(modulus_of(key), message + b"!", encoded(signature))


def test_a_key_of_ours() -> None:
    key = new_key()
    voter = Voter.of(modulus_of(key))
    signature = voter.finalize(blind_sign(key, voter.blinded))
    assert verifies(modulus_of(key), voter.token, encoded(signature))
    assert not verifies(modulus_of(new_key()), voter.token, encoded(signature))
    assert blind_sign(key, voter.blinded) == blind_sign(key, voter.blinded)


@pytest.mark.parametrize("blinded", [b"", b"\x01", b"\xff" * 256, b"\x00" * 257])
def test_what_is_no_blinded_message_is_not_signed(blinded: bytes) -> None:
    with pytest.raises(ValueError, match="blinded"):
        blind_sign(new_key(), blinded)


@pytest.mark.parametrize("text", ["A", "AB", "_", "AA==", "AA A", "é"])
def test_only_one_way_to_write_a_signature(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decoded(text)


def test_nonsense_does_not_verify() -> None:
    modulus = modulus_of(new_key())
    for signature in ("", "A", "AAAA", encoded(bytes(256)), encoded(b"\xff" * 256)):
        assert not verifies(modulus, b"token", signature)
    assert not verifies("", b"token", encoded(bytes(256)))
    assert not verifies("AQ", b"token", encoded(bytes(256)))
