"""Signed versions of the minutes, and the template they stand in."""

import msgspec

from sessions.minutes_types import OfficeTemplate


class MinutesVersion(msgspec.Struct, frozen=True):
    """A version that was signed; `GET /{id}/minutes.{form}?version=…` answers it."""

    version: int
    number: str
    date: str
    """ISO."""
    signer: str
    sha256: str
    """Of its `minutes.document.json`."""
    data_sha256: str
    """Of its `minutes.json`; empty where that was not kept."""
    seq: int
    """The record that signed it."""
    signed_at: int


class TemplateKept(msgspec.Struct, frozen=True):
    """Answers `POST /{id}/minutes/template`; no `seqs` where it was set already."""

    template: OfficeTemplate
    seqs: list[int]


class MinutesVersions(msgspec.Struct, frozen=True):
    """`GET /{id}/minutes/versions`, the first first."""

    versions: list[MinutesVersion]
