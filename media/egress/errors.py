"""What egress refuses, each with a stable code."""

from media.errors import MediaError


class UnknownConsultation(MediaError):
    """A request names a consultation that is not on air."""

    code = "not_on_air"


class AlreadyOnAir(MediaError):
    """The consultation has a livestream already, with its files elsewhere."""

    code = "already_on_air"


class TooManyStreams(MediaError):
    """The process serves as many consultations as it can."""

    code = "too_many_streams"


class TooManyTracks(MediaError):
    """More tracks than a consultation can have."""

    code = "too_many_tracks"


class BadDirectory(MediaError):
    """The directory for the stream's files cannot be used."""

    code = "bad_directory"


class EgressRefused(MediaError):
    """The egress process refused a request; `code` is its."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class EgressLost(MediaError):
    """The egress process is gone, or did not answer in time."""

    code = "egress_lost"


class BrokenSegment(MediaError):
    """A segment or an initialization segment on disk is not as it was written."""

    code = "broken_segment"
