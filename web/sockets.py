"""The WebSocket border: who may open one, and the hub's `Wire` over Starlette's."""

from urllib.parse import urlsplit

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from signaling.hub import Hub
from signaling.ports import WireClosed

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class SocketWire:
    """One accepted WebSocket as text frames."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket

    async def receive(self) -> str:
        """The next text frame; a binary one reads as empty text, which is no message."""
        try:
            message = await self.socket.receive()
        except RuntimeError as error:  # closed by us already
            raise WireClosed from error
        if message["type"] == "websocket.disconnect":
            raise WireClosed
        return message.get("text") or ""

    async def send(self, text: str) -> None:
        """Waits while the socket's buffer is above its high-water mark."""
        try:
            await self.socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise WireClosed from error

    async def close(self, code: int, reason: str) -> None:
        """Reasons are cut to the 123 bytes of a close frame."""
        if self.socket.application_state is WebSocketState.DISCONNECTED:
            return
        cut = reason.encode()[:123].decode(errors="ignore")
        try:
            await self.socket.close(code, cut)
        except (WebSocketDisconnect, RuntimeError):
            return


class Sockets:
    """`GET /ws`; `allowed` names origins beside the server's own."""

    def __init__(self, hub: Hub, allowed: list[str]) -> None:
        self.hub = hub
        self.allowed = {origin_key(origin) for origin in allowed}

    def routes(self) -> list[WebSocketRoute]:
        """The one route."""
        return [WebSocketRoute("/ws", self.serve)]

    async def serve(self, socket: WebSocket) -> None:
        """Browsers always say their page's origin; what says none is no browser to be misled."""
        origin = socket.headers.get("origin")
        if origin is not None and not self.is_ours(origin, socket):
            await socket.close(1008)  # before accepting: HTTP 403
            return
        await socket.accept()
        wire = SocketWire(socket)
        await self.hub.serve(wire)
        await wire.close(1000, "")

    def is_ours(self, origin: str, socket: WebSocket) -> bool:
        """Whether a page of `origin` was served by us, or is allowed."""
        key = origin_key(origin)
        if key is None:
            return False
        host = socket.headers.get("host", "")
        return key in self.allowed or key[1:] == (origin_key(f"{key[0]}://{host}") or ("",) * 3)[1:]


def origin_key(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an origin; None for `null` and other opaque ones."""
    try:
        parts = urlsplit(origin)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    return parts.scheme, parts.hostname.lower(), port
