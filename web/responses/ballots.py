"""Papers of secret ballots."""

import msgspec

from sessions.ballot_types import BallotStatus, Blob, Paper
from sessions.types import Id


class PaperRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/ballots/{ballot_id}/papers`: `blinded` is what RFC 9474 calls blinded_msg.

    A venue operator asks for a seat of the room.
    """

    blinded: Blob
    seat_id: Id | None = None


class PaperIssued(msgspec.Struct, frozen=True):
    """→ 200, blind_sig; the log notes that the voter has had their one."""

    signature: str


class PaperTaken(msgspec.Struct, frozen=True):
    """`POST /{id}/ballots/{ballot_id}/votes`, without any credentials → 201, on disk."""

    token: str


class PaperList(msgspec.Struct, frozen=True):
    """`GET /{id}/ballots/{ballot_id}/papers`, public: `papers` by token once the ballot has closed.

    Each signature is RSASSA-PSS (SHA-384, MGF1, 48 bytes of salt) of the 32 bytes of `token` under
    the modulus and the exponent 65537; no more are `cast` than were `issued`.
    """

    ballot_id: str
    status: BallotStatus
    modulus: str
    issued: int
    cast: int
    papers: list[Paper]
