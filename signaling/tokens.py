"""The signed tokens of join links and of organizers: JWT (RFC 7519), HS256, keyed per installation.

A token says whom it speaks for and until when; what that person may do, and whether the link was
revoked, is the log's word alone.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from sessions.types import TokenRole
from signaling.errors import BadToken

AUDIENCE = "tongxin"
ALGORITHMS = ["HS256"]
KEY_BYTES = 32
"""As long as the hash (RFC 7518 section 3.2)."""
MAX_TOKEN = 2048
"""Characters; ours have some 350."""

Scope = Literal["session", "whip", "whep"]
"""`session`: WebSocket and HTTP API. A room encoder is given `whip` alone."""
SCOPES: frozenset[Scope] = frozenset(get_args(Scope))
LISTENING: frozenset[Scope] = frozenset({"session", "whep"})
"""Of a caption port: it sends no media."""


class Claims(msgspec.Struct, frozen=True):
    """What a token says.

    `consultation_id` may be None for organizers. `participant_id` is None for them, for the
    public's viewers and for caption ports.
    """

    role: TokenRole
    token_id: str
    """`jti`; for participants and caption ports the invitation's id."""
    expires_at: int
    """Unix ms."""
    consultation_id: str | None = None
    participant_id: str | None = None
    scopes: frozenset[Scope] = SCOPES


class _Body(msgspec.Struct, frozen=True):
    """The claims in the JWT; `exp` in Unix seconds, `scope` as in RFC 8693 section 4.2."""

    aud: str
    role: TokenRole
    jti: str
    exp: int
    con: str | None = None
    sub: str | None = None
    scope: str = ""


def new_token_id() -> str:
    """128 random bits as a `jti` that is also an `Id`."""
    return secrets.token_urlsafe(16)


def load_key(path: Path) -> bytes:
    """The installation's key, made on first use, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # somebody else's first start
            os.link(draft, path)  # whole or not at all, unlike a write in place
        draft.unlink()
    return path.read_bytes()


class Tokens:
    """Issues and verifies tokens with one key."""

    def __init__(self, key: bytes) -> None:
        assert len(key) >= KEY_BYTES
        self._key = OctKey.import_key(key)

    def issue(self, claims: Claims) -> str:
        """The signed form of `claims`."""
        body = _Body(
            aud=AUDIENCE,
            role=claims.role,
            jti=claims.token_id,
            exp=claims.expires_at // 1000,
            con=claims.consultation_id,
            sub=claims.participant_id,
            scope=" ".join(sorted(claims.scopes)),
        )
        named = {name: value for name, value in msgspec.to_builtins(body).items() if value}
        return jwt.encode({"alg": ALGORITHMS[0]}, named, self._key, algorithms=ALGORITHMS)

    def verify(self, token: str, now: int, scope: Scope = "session") -> Claims:
        """What `token` says at `now` (Unix ms); raises `BadToken` for every defect alike."""
        if len(token) > MAX_TOKEN:
            raise BadToken("longer than any token of ours")
        try:
            decoded = jwt.decode(token, self._key, algorithms=ALGORITHMS)
            body = msgspec.convert(decoded.claims, _Body)
        except (JoseError, ValueError, msgspec.ValidationError) as error:
            raise BadToken(str(error)) from error
        if body.aud != AUDIENCE or body.exp * 1000 <= now:
            raise BadToken("for another audience, or expired")
        claims = Claims(
            role=body.role,
            token_id=body.jti,
            expires_at=body.exp * 1000,
            consultation_id=body.con,
            participant_id=body.sub,
            scopes=SCOPES & cast(frozenset[Scope], frozenset(body.scope.split())),
        )
        if scope not in claims.scopes or not coherent(claims):
            raise BadToken("not for this use")
        return claims


def coherent(claims: Claims) -> bool:
    """Organizers and caption ports are on no roster; viewers may be, everybody else is; and but for
    organizers each is of one consultation.
    """
    if claims.role == "organizer":
        return claims.participant_id is None
    if claims.role == "captioner":
        return claims.participant_id is None and claims.consultation_id is not None
    somebody = claims.participant_id is not None or claims.role == "viewer"
    return somebody and claims.consultation_id is not None
