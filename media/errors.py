"""What can be wrong with media's input: one base error with a stable code and a plain sentence."""


class MediaError(Exception):
    """Base of the relay's errors; `code` is stable, `message` is for people."""

    code = "media_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadSdp(MediaError):
    """A session description that is malformed, too large, or asks for what the relay cannot do."""

    code = "bad_sdp"


class BadStun(MediaError):
    """A datagram in the STUN range that is no well-formed binding request; it gets no answer."""

    code = "bad_stun"


class BadFrame(MediaError):
    """Bytes on a worker's socket that are no message of ours."""

    code = "bad_frame"


class DtlsFailed(MediaError):
    """The DTLS handshake failed, or the certificate is not the one named in SDP."""

    code = "dtls_failed"


class UnknownPeer(MediaError):
    """A request names a peer that the relay does not have, or has under another role."""

    code = "unknown_peer"


class UnknownTrack(MediaError):
    """A request names a track, or an owner's tracks, that the relay does not have."""

    code = "unknown_track"


class UnknownRouter(MediaError):
    """A request names a router that the relay does not have."""

    code = "unknown_router"


class TooManyPeers(MediaError):
    """The worker is full."""

    code = "too_many_peers"


class Overloaded(MediaError):
    """The worker is at its limit: whoever is there already is served, newcomers are not."""

    code = "overloaded"


class Draining(MediaError):
    """The worker is about to be replaced: whoever is there already is served, newcomers are not."""

    code = "draining"


class TooManyTracks(MediaError):
    """A subscriber is asked to take more tracks than its session has m-lines."""

    code = "too_many_tracks"


class RelayRefused(MediaError):
    """The worker refused a request; `code` is the worker's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class RelayLost(MediaError):
    """The worker is gone, or did not answer in time."""

    code = "relay_lost"
