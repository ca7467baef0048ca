"""Where a token is read from, and which address a limit counts."""

import pytest
from starlette.requests import Request

from web.auth import bearer, caller
from web.errors import WebError
from web.sockets import origin_key


def request(header: str | None = None, client: tuple[str, int] | None = None) -> Request:
    """One with this Authorization header from this peer."""
    headers = [] if header is None else [(b"authorization", header.encode())]
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("BEARER a.b-c_d", "a.b-c_d")],
)
def test_bearer(header: str, token: str) -> None:
    assert bearer(request(header)) == token


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "abc"])
def test_no_bearer(header: str | None) -> None:
    with pytest.raises(WebError) as refused:
        bearer(request(header))
    assert refused.value.code == "token_needed"


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_limits_count_an_ipv6_network_as_one(host: str, counted: str) -> None:
    assert caller(request(client=(host, 1))) == counted


@pytest.mark.parametrize(
    ("origin", "key"),
    [
        ("https://a.example", ("https", "a.example", 443)),
        ("http://A.example:8000", ("http", "a.example", 8000)),
        ("http://[::1]:8000", ("http", "::1", 8000)),
        ("null", None),
        ("file://", None),
        ("http://a:99999", None),
        ("http://[::1", None),
    ],
)
def test_origins(origin: str, key: tuple[str, str, int] | None) -> None:
    assert origin_key(origin) == key
