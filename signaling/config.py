"""How signaling is set up: frozen values, read once, passed in; times in seconds."""

from pathlib import Path

import msgspec

from signaling.messages import IceServer
from signaling.turn import Turn


class SignalingConfig(msgspec.Struct, frozen=True):
    """Everything the hub can be told from outside."""

    live_directory: Path
    """Where egress writes each consultation's stream, in a folder of its id."""
    grace: float = 30.0
    """How long place, floor and presence outlive a lost connection."""
    hello_timeout: float = 10.0
    """From the socket's opening to `hello`."""
    quiet: float = 3.5
    """Without any message, before a participant is shown as `reconnecting`: nearly two of the
    clients' pings, and with the second until it is looked at and told of, less than five."""
    silence: float = 20.0
    """Without any message a connection is given up; a slow line may well be quiet for less."""
    ice_servers: tuple[IceServer, ...] = ()
    """For clients, the same for all; empty where the relay is reached directly."""
    turn: Turn | None = None
    """For clients, with credentials of their own."""
    whep_sessions: int = 50
    """WHEP viewers per consultation: each costs as much as a participant, HLS carries the rest."""
    whep_per_viewer: int = 4
    """Of these for one viewer: programme and speaker on two screens, or a few page reloads."""
    whep_connect: float = 10.0
    """For a viewer's media to connect; until then a place is held by nothing but a request."""
    peers_per_worker: int = 100
    """Transports at one relay worker beyond which subscribers are placed at another, if there is
    one: a sixth of what a core can send a picture and a sound, for most are sent more."""
    videos: int = 24
    """Video tracks sent to one participant: what a wall of tiles shows, and 64 m-lines allow."""
    live: bool = True
    """Put consultations on air when they open, if there is an egress."""
