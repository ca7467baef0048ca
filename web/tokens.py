"""The tokens that no invitation stands behind: organizers' and viewers'."""

import time

from signaling.tokens import SCOPES, Claims, Scope, Tokens, new_token_id


def organizer_token(tokens: Tokens, seconds: int) -> str:
    """A token for an organizer, good for `seconds`."""
    return tokens.issue(
        Claims(
            role="organizer",
            token_id=new_token_id(),
            expires_at=int(time.time() + seconds) * 1000,
        )
    )


def viewer_token(tokens: Tokens, consultation_id: str, seconds: int) -> str:
    """A token that watches one consultation, by WebSocket or WHEP."""
    scopes: frozenset[Scope] = SCOPES - {"whip"}
    return tokens.issue(
        Claims(
            role="viewer",
            token_id=new_token_id(),
            expires_at=int(time.time() + seconds) * 1000,
            consultation_id=consultation_id,
            scopes=scopes,
        )
    )
