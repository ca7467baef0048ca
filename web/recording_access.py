"""Who may see a recording: decided anew with every request, also for each of its segments."""

from urllib.parse import parse_qs

from starlette.requests import Request

from sessions.recording import sight
from sessions.roles import is_staff
from sessions.service import Service
from sessions.state import Consultation
from signaling.hub import Hub
from web.auth import authorize
from web.errors import WebError
from web.http import read_body

TOKEN_FORM = 4096
"""Bytes of a form with a token in it."""


class RecordingAccess:
    """Asks the log who may, and the request who it is."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub

    async def may_see(self, request: Request) -> bool:
        """Whether everybody may see what is asked for, and caches keep it; raises
        `recording_gone`, `recording_private`, and what is wrong with a token.
        """
        _, public = await self.seen(request)
        return public

    async def seen(self, request: Request) -> tuple[Consultation, bool]:
        """The consultation by its log, and whether everybody may see its recording."""
        state = await self.service.recorded(request.path_params["id"])
        match sight(state, self.service.clock()):
            case "gone":
                raise WebError("recording_gone")
            case "public":
                return state, True
            case "staff":
                await self._require_staff(request, state)
                return state, False

    async def require_download(self, request: Request, token: str | None = None) -> Consultation:
        """A file to keep is staff's until the recording is published, also while it is live."""
        state = await self._kept(request)
        if state.recording.published_at is None:
            await self._require_staff(request, state, token)
        return state

    async def require_staff(self, request: Request, token: str | None = None) -> Consultation:
        """Speakers' own tracks are never public."""
        state = await self._kept(request)
        await self._check_staff(request, state, token)
        return state

    async def _kept(self, request: Request) -> Consultation:
        state = await self.service.recorded(request.path_params["id"])
        if sight(state, self.service.clock()) == "gone":
            raise WebError("recording_gone")
        return state

    async def _require_staff(
        self, request: Request, state: Consultation, token: str | None = None
    ) -> None:
        if token is None and "authorization" not in request.headers:
            raise WebError("recording_private")
        await self._check_staff(request, state, token)

    async def _check_staff(self, request: Request, state: Consultation, token: str | None) -> None:
        if token is None:
            _, actor = await authorize(request, self.hub, state.id)
        else:
            _, actor = await self.hub.authorize(token, state.id, "session")
        if not is_staff(actor):
            raise WebError("recording_private")


async def form_token(request: Request) -> str | None:
    """The token of a POST, in a form, since a link has no header and an address is no place for
    one; None of a GET.
    """
    if request.method != "POST":
        return None
    fields = parse_qs((await read_body(request, TOKEN_FORM)).decode("latin-1"))
    return fields.get("token", [""])[0]
