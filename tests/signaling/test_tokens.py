"""Tokens: what is signed comes back, everything else is refused alike."""

import stat
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from msgspec.structs import replace

from signaling.errors import BadToken
from signaling.tokens import (
    KEY_BYTES,
    LISTENING,
    SCOPES,
    Claims,
    Scope,
    Tokens,
    load_key,
    new_token_id,
)

KEY = bytes(range(KEY_BYTES))
NOW = 1_790_000_000_000
MEMBER = Claims(
    role="member",
    token_id="jti-1",
    expires_at=NOW + 60_000,
    consultation_id="c1",
    participant_id="p1",
)


@pytest.mark.parametrize(
    "claims",
    [
        MEMBER,
        Claims(role="organizer", token_id="o", expires_at=NOW + 1000),
        Claims(role="viewer", token_id="v", expires_at=NOW + 1000, consultation_id="c1"),
        replace(MEMBER, scopes=frozenset[Scope]({"whip"})),
        replace(MEMBER, role="viewer"),
        replace(MEMBER, role="captioner", participant_id=None, scopes=LISTENING),
    ],
)
def test_what_was_issued_is_what_is_read(claims: Claims) -> None:
    scope = min(claims.scopes)
    assert Tokens(KEY).verify(Tokens(KEY).issue(claims), NOW, scope) == claims


@pytest.mark.parametrize(
    ("claims", "now", "scope"),
    [
        (MEMBER, NOW + 60_000, "session"),
        (replace(MEMBER, scopes=frozenset[Scope]({"whip"})), NOW, "session"),
        (replace(MEMBER, scopes=SCOPES - {"whip"}), NOW, "whip"),
        (replace(MEMBER, participant_id=None), NOW, "session"),
        (replace(MEMBER, consultation_id=None), NOW, "session"),
        (replace(MEMBER, role="organizer"), NOW, "session"),
        (replace(MEMBER, role="viewer", consultation_id=None), NOW, "session"),
        (replace(MEMBER, role="captioner"), NOW, "session"),
        (replace(MEMBER, role="captioner", participant_id=None, scopes=LISTENING), NOW, "whip"),
        (
            replace(MEMBER, role="captioner", participant_id=None, consultation_id=None),
            NOW,
            "session",
        ),
    ],
    ids=[
        "expired",
        "whip alone",
        "without whip",
        "nobody",
        "nowhere",
        "organizer",
        "viewer",
        "captioner on the roster",
        "captioner sends",
        "captioner nowhere",
    ],
)
def test_tokens_for_other_times_and_uses_are_refused(
    claims: Claims, now: int, scope: Scope
) -> None:
    token = Tokens(KEY).issue(claims)
    with pytest.raises(BadToken):
        Tokens(KEY).verify(token, now, scope)


def claims_of(**changed: object) -> dict[str, object]:
    body: dict[str, object] = {
        "aud": "tongxin",
        "role": "chair",
        "jti": "j",
        "exp": NOW // 1000 + 60,
        "con": "c1",
        "sub": "p1",
        "scope": "session",
    }
    return {name: value for name, value in (body | changed).items() if value is not None}


def signed(claims: dict[str, object], algorithm: str = "HS256", key: bytes = KEY) -> str:
    return jwt.encode({"alg": algorithm}, claims, OctKey.import_key(key), algorithms=[algorithm])


def test_the_hand_made_token_is_good() -> None:
    """So that each of the forgeries below fails by its own defect alone."""
    assert Tokens(KEY).verify(signed(claims_of()), NOW).role == "chair"


@pytest.mark.parametrize(
    "token",
    [
        signed(claims_of(), key=bytes(KEY_BYTES)),
        signed(claims_of(), algorithm="HS512"),
        signed(claims_of(aud="other")),
        signed(claims_of(aud=None)),
        signed(claims_of(exp=None)),
        signed(claims_of(exp="soon")),
        signed(claims_of(role="emperor")),
        signed(claims_of(jti=None)),
        signed(claims_of()).rsplit(".", 1)[0] + ".",
        "eyJhbGciOiJub25lIn0." + signed(claims_of()).split(".")[1] + ".",
        signed(claims_of()) + "x" * 3000,
        "",
        "a.b.c",
        "\ud800",
    ],
    ids=[
        "other key",
        "other algorithm",
        "other audience",
        "no audience",
        "no expiry",
        "expiry a word",
        "unknown role",
        "no id",
        "no signature",
        "alg none",
        "endless",
        "empty",
        "rubbish",
        "lone surrogate",
    ],
)
def test_forgeries_are_refused(token: str) -> None:
    with pytest.raises(BadToken):
        Tokens(KEY).verify(token, NOW)


def test_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "token.key"
    key = load_key(path)
    assert len(key) == KEY_BYTES
    assert load_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_token_ids_are_ids() -> None:
    ids = {new_token_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(id) == 22 for id in ids)
