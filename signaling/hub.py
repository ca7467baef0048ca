"""Where sessions, media and connections meet: dispatches, and holds no rule."""

import msgspec

from sessions.types import Actor
from signaling.config import SignalingConfig
from signaling.ports import Clock, StartEgress, StartRelay, Wire
from signaling.tokens import Claims, Scope, Tokens


class Invitation(msgspec.Struct, frozen=True):
    """A join link's token, and its id for revoking it."""

    invitation_id: str
    token: str
    expires_at: int


class Resource(msgspec.Struct, frozen=True):
    """A WHIP or WHEP session: its unguessable id, its ETag, and the SDP answer (or fragment)."""

    resource_id: str
    etag: str
    sdp: str


class Hub:
    """One per process. Everything raises `SignalingError`s and the session's own errors."""

    def __init__(
        self,
        service: object,
        tokens: Tokens,
        config: SignalingConfig,
        start_relay: StartRelay,
        start_egress: StartEgress | None = None,
        clock: Clock | None = None,
    ) -> None: ...

    async def run(self) -> None:
        """Start and supervise the media processes, until cancelled; then end them.

        Runs as a task of the application's lifespan.
        """

    async def wait_ready(self) -> None:
        """Return once a relay forwards."""

    async def drain(self) -> None:
        """Say `bye` with `shutting_down` to every connection and take no more."""

    @property
    def relay_pids(self) -> list[int]: ...

    @property
    def egress_pid(self) -> int | None: ...

    # --- who may ----------------------------------------------------------------------------

    async def authorize(
        self, token: str, consultation_id: str | None = None, scope: Scope = "session"
    ) -> tuple[Claims, Actor]:
        """Whom `token` speaks for in a consultation, by the log's roster and invitations.

        Raises `BadToken`, `TokenRevoked`, `NotFound`. `consultation_id` None: organizers only.
        """
        raise NotImplementedError

    async def invite(
        self, consultation_id: str, actor: Actor, participant_id: str, expires_at: int
    ) -> Invitation:
        """Issue an invitation through the log and sign its token."""
        raise NotImplementedError

    # --- WebSocket --------------------------------------------------------------------------

    async def serve(self, wire: Wire) -> None:
        """One connection, from its opening to its end; never raises for what a client does."""

    # --- WHIP and WHEP ----------------------------------------------------------------------

    async def publish_whip(self, consultation_id: str, claims: Claims, sdp: str) -> Resource:
        """Take a room encoder's media; its participant counts as connected meanwhile."""
        raise NotImplementedError

    async def view_whep(
        self, consultation_id: str, participant_id: str | None, claims: Claims, sdp: str
    ) -> Resource:
        """Play the programme (`participant_id` None) or one participant."""
        raise NotImplementedError

    async def trickle(
        self, resource_id: str, claims: Claims, etag: str, sdpfrag: str
    ) -> Resource:
        """A PATCH; `etag` is the If-Match, `*` for an ICE restart. The answer's `sdp` is the
        fragment to reply with, empty for 204. Raises `StaleEtag`, `NotFound`."""
        raise NotImplementedError

    async def delete(self, resource_id: str, claims: Claims) -> None:
        """End a WHIP or WHEP session; raises `NotFound` also for what is another's."""

    # --- livestream -------------------------------------------------------------------------

    def on_air(self, consultation_id: str) -> bool:
        """Whether players may load the stream's playlist."""
        raise NotImplementedError
