"""WHEP sessions, and the PATCH of WHIP's and WHEP's (RFC 9725)."""

from media.messages.base import Message


class View(Message, frozen=True, tag="view"):
    """A WHEP session: the client offers to receive one video and one audio. → `Viewed`.

    `owner` None plays the programme (see `Route`) as it changes; else that owner's tracks,
    of which a screen only while its owner is the programme.
    """

    router: str
    peer: str
    owner: str | None
    sdp: str


class Viewed(Message, frozen=True, tag="viewed"):
    """The SDP answer of a WHEP session; its m-lines carry `a=ssrc`."""

    sdp: str


class Trickle(Message, frozen=True, tag="trickle"):
    """A WHIP/WHEP PATCH body (RFC 8840): candidates or an ICE restart. → `Trickled`."""

    peer: str
    sdpfrag: str


class Trickled(Message, frozen=True, tag="trickled"):
    """The SDP fragment to answer with; empty unless ICE was restarted."""

    sdpfrag: str
