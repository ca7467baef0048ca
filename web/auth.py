"""Who is asking: the bearer token of a request, judged by the hub; addresses for rate limits."""

import ipaddress
import time

from starlette.requests import Request

from sessions.errors import Refused
from sessions.roles import is_staff
from sessions.types import Actor
from signaling.hub import Hub
from signaling.tokens import Claims, Scope, Tokens
from web.errors import WebError


def bearer(request: Request) -> str:
    """The token of the Authorization header (RFC 6750 section 2.1), the only place it may be."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise WebError("token_needed")
    return token


async def authorize(
    request: Request, hub: Hub, consultation_id: str | None = None, scope: Scope = "session"
) -> tuple[Claims, Actor]:
    """Whom the request's token speaks for in a consultation; without one only organizers pass."""
    return await hub.authorize(bearer(request), consultation_id, scope)


async def authorize_staff(request: Request, hub: Hub) -> tuple[str, Actor]:
    """The consultation in the address, and who of its staff asks; raises `Refused`."""
    id: str = request.path_params["id"]
    _, actor = await authorize(request, hub, id)
    if not is_staff(actor):
        raise Refused("not_authorized")
    return id, actor


def verify(request: Request, tokens: Tokens, scope: Scope = "session") -> Claims:
    """What the request's token says by itself, whatever the log says of it since."""
    return tokens.verify(bearer(request), int(time.time() * 1000), scope)


def caller(request: Request) -> str:
    """The address that limits count for a request."""
    return counted(request.client.host if request.client else "")


def counted(host: str) -> str:
    """What limits count of an address: all of an IPv4 address, the /64 of an IPv6 one."""
    if ":" not in host:
        return host or "unknown"
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
