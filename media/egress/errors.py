"""What egress refuses, each with a stable code."""

from typing import Literal

from media.errors import MediaError

StorageFailure = Literal["denied", "missing", "unreachable"]
"""The store refuses our credentials, has no such bucket, or is not reached or not working."""


class UnknownConsultation(MediaError):
    """A request names a consultation that is not on air."""

    code = "not_on_air"


class AlreadyOnAir(MediaError):
    """The consultation has a livestream already, with its files elsewhere."""

    code = "already_on_air"


class StillEnding(MediaError):
    """The consultation's last files are being written: it is to be asked again."""

    code = "still_ending"


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


class StorageLost(MediaError):
    """The object store did not do what it was asked for."""

    code = "storage_lost"

    def __init__(self, failure: StorageFailure) -> None:
        super().__init__(f"The object store failed: {failure}.")  # its own texts name addresses
        self.failure: StorageFailure = failure
