"""What can be wrong with a client's request: one base error with a stable code and a sentence."""


class SignalingError(Exception):
    """Base of signaling's errors; `code` is stable and has its texts in `signaling/texts.py`."""

    code = "signaling_error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.code)


class BadMessage(SignalingError):
    """Not a message of `PROTOCOL.md`, too large, or out of turn."""

    code = "bad_message"


class UnsupportedVersion(SignalingError):
    """`hello` names a version of the protocol that is not spoken here."""

    code = "unsupported_version"


class TooFast(SignalingError):
    """More messages than any honest client sends."""

    code = "too_fast"


class BadToken(SignalingError):
    """Not a token of this server, expired, or not for this consultation or use."""

    code = "bad_token"


class TokenRevoked(SignalingError):
    """The log says that the invitation was revoked."""

    code = "token_revoked"


class NotFound(SignalingError):
    """No such consultation, participant or resource."""

    code = "not_found"


class NotAllowed(SignalingError):
    """The token is good, but its role may not do this."""

    code = "not_allowed"


class TooManyViewers(SignalingError):
    """The consultation's WHEP sessions are used up."""

    code = "too_many_viewers"


class StaleEtag(SignalingError):
    """A PATCH for an ICE session that has been restarted since (RFC 9725 section 4.3.1)."""

    code = "stale_etag"


class MediaUnavailable(SignalingError):
    """The relay is being replaced; the same request will do in a moment."""

    code = "media_unavailable"
