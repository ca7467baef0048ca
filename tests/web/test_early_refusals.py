"""Early refusals: whose address counts, and what is answered to them."""

import pytest
from prometheus_client import CollectorRegistry, Counter
from starlette.types import Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from web.early_refusals import EarlyRefusals
from web.errors import WebError
from web.limiting import OpinionLimits
from web.opinion_post import OpinionPost

PROXIES = ["127.0.0.1", "::1", "10.0.0.0/8"]
SENT = {b"host": b"x", b"content-length": b"2"}


class Limits(OpinionLimits):
    """Refuses everybody, and remembers whom."""

    def __init__(self) -> None:
        super().__init__("1/minute", "1/minute")
        self.asked: list[tuple[str, str | None]] = []

    def refusal(
        self, consultation_id: str, address: str, browser: str | None, proof: str | None
    ) -> WebError | None:
        self.asked.append((address, browser))
        return WebError("too_fast", {"Retry-After": "7"}, seconds=7)


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def refusals(limits: Limits) -> EarlyRefusals:
    answered = Counter("answered", "x", ["method", "status"], registry=CollectorRegistry())
    return EarlyRefusals(limits, PROXIES, answered, strict_transport=True)


def post(**headers: str) -> OpinionPost:
    named = {name.replace("_", "-").encode(): text.encode() for name, text in headers.items()}
    return OpinionPost("c", {**SENT, **named}, 10, 2)


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.9.9.9", "192.0.2.9", ""])
@pytest.mark.parametrize(
    "forwarded",
    [
        None, "", "192.0.2.1", "192.0.2.1, 192.0.2.2", "evil, 192.0.2.2, 127.0.0.1",
        "::1, 10.1.1.1", "2001:db8::7", "[2001:db8::7]:443", "192.0.2.1:80", "nonsense", ",",
        "192.0.2.1,",
    ],
)  # fmt: skip
async def test_the_address_is_the_one_that_the_application_would_see(
    refusals: EarlyRefusals, peer: str, forwarded: str | None
) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    scope: Scope = {"type": "http", "client": (peer, 1), "headers": headers, "scheme": "http"}
    await ProxyHeadersMiddleware(app, PROXIES)(scope, receive, send)  # type: ignore[arg-type]
    sent = post() if forwarded is None else post(x_forwarded_for=forwarded)
    assert refusals._sender(sent, peer) == seen[0]


def test_what_limits_count_and_what_is_answered(refusals: EarlyRefusals, limits: Limits) -> None:
    sent = post(
        x_forwarded_for="2001:db8::7", tongxin_browser="b" * 16, accept_language="en",
        connection="close",
    )  # fmt: skip
    answer = refusals.answer(sent, "127.0.0.1", [(b"date", b"today")])
    assert answer is not None
    assert limits.asked == [("2001:db8::", "b" * 16)]
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 429 Too Many Requests"
    for line in (
        b"retry-after: 7", b"date: today", b"connection: close", b"access-control-allow-origin: *",
        b"strict-transport-security: max-age=31536000", b"content-length: %d" % len(body),
    ):  # fmt: skip
        assert line in lines
    assert b"7" in body


def test_a_browser_that_is_none_is_left_to_the_application(refusals: EarlyRefusals) -> None:
    assert refusals.answer(post(tongxin_browser="?"), "127.0.0.1", []) is None


def test_nobody_writes_a_header_of_the_answer(refusals: EarlyRefusals) -> None:
    sent = post(host="x\nset-cookie: a=b", accept_language="en\nset-cookie: a=b")
    answer = refusals.answer(sent, "127.0.0.1", [])
    assert answer is not None
    assert b"cookie" not in answer
