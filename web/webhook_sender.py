"""Sends one webhook to one address, and to no address that it must not reach.

The name is looked up once, what was looked up is checked, and the connection goes there: a name
that answers otherwise a moment later (DNS rebinding) gains nothing. Redirects are not followed,
proxies of the environment not used, answers not read.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx2

TIMEOUT_S = 10.0
"""From connecting to the head of the answer."""
ADDRESSES_MAX = 16
"""Of one name; more is no name of a server."""


class NotSent(Exception):
    """The address could not be reached, or is none that webhooks may go to."""


def checked_url(url: str, *, private: bool) -> str:
    """A URL that may be configured; raises `ValueError`. `private`: plain HTTP is allowed too."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise ValueError(f"{url}: webhooks go to https:// addresses")
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError(f"{url}: an address has a host, and no user and no #")
    if parts.port == 0:
        raise ValueError(f"{url}: no such port")
    return url


def is_public(address: str) -> bool:
    """Whether an IP address is of the open internet: none of ours, of this machine or network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if mapped is not None and not mapped.is_global:
        return False
    return found.is_global and not found.is_multicast


class Sender:
    """`private` lets webhooks go to plain HTTP and to addresses of this machine and network."""

    def __init__(self, *, private: bool = False, verify: ssl.SSLContext | bool = True) -> None:
        self._private = private
        self._client = httpx2.AsyncClient(
            verify=verify, timeout=TIMEOUT_S, follow_redirects=False, trust_env=False
        )

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer; raises `NotSent`."""
        try:
            return await self._send(httpx2.URL(url), headers, body)
        except (OSError, UnicodeError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error

    async def _send(self, target: httpx2.URL, headers: Mapping[str, str], body: bytes) -> int:
        address = await self._resolve(target.host, target.port or default_port(target.scheme))
        request = self._client.build_request(
            "POST",
            target.copy_with(host=address),
            content=body,
            headers={**headers, "host": target.netloc.decode("ascii")},
            extensions={"sni_hostname": target.host},
        )
        response = await self._client.send(request, stream=True)
        await response.aclose()
        return response.status_code

    async def _resolve(self, host: str, port: int) -> str:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found[:ADDRESSES_MAX]]
        if not self._private and not all(map(is_public, addresses)):
            raise NotSent(f"{host} is an address of this machine or network")
        return addresses[0]

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def default_port(scheme: str) -> int:
    """Of http or https."""
    return 443 if scheme == "https" else 80
