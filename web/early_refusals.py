"""Opinions that are over a limit, refused before anything of the application has seen them.

In a flood nearly every opinion is refused, by what was found full a moment ago (`limiting.py`). The
answer is as the application's own, at a tenth of its cost: no parser, no routes, no log.
"""

from collections.abc import Sequence
from functools import lru_cache, partial
from http import HTTPStatus

from prometheus_client import Counter
from uvicorn.middleware.proxy_headers import _TrustedHosts

from sessions.errors import Language
from web.auth import counted
from web.error_words import WebCode
from web.errors import WebError
from web.headers import secured
from web.http import language, problem
from web.limiting import OpinionLimits
from web.opinion_post import FORWARDED, OpinionPost
from web.proof import CHALLENGE_HEADER, HEADER
from web.public import BROWSER, TOKEN

PATH = "/api/v1/consultations/x/opinions"
PREPARED = 512
"""Answers kept: three codes in two languages, and every second of a minute to wait."""

Headers = Sequence[tuple[bytes, bytes]]


class EarlyRefusals:
    """The answers, as bytes."""

    def __init__(
        self,
        limits: OpinionLimits,
        trusted_proxies: Sequence[str],
        answered: Counter,
        strict_transport: bool,
    ) -> None:
        """`answered` counts by method and status, as it does for the application's answers."""
        self._limits = limits
        self._trusted = _TrustedHosts(list(trusted_proxies))
        self._answered = answered
        self._prepared = lru_cache(PREPARED)(partial(prepared, strict_transport))

    def answer(self, post: OpinionPost, peer: str, fixed: Headers) -> bytes | None:
        """To a post that came from `peer`, with `fixed` among its headers; None: not refused."""
        browser = post.text(BROWSER.lower().encode())
        if browser is not None and not TOKEN.fullmatch(browser):
            return None
        error = self._limits.refusal(
            post.consultation_id,
            counted(self._sender(post, peer)),
            browser,
            post.text(HEADER.lower().encode()),
        )
        return None if error is None else self._written(error, post, fixed)

    def _sender(self, post: OpinionPost, peer: str) -> str:
        """As uvicorn's middleware for proxies says it to the application."""
        forwarded = post.text(FORWARDED)
        if forwarded is None or peer not in self._trusted:
            return peer
        return self._trusted.get_trusted_client_address(forwarded)[0] or peer

    def _written(self, error: WebError, post: OpinionPost, fixed: Headers) -> bytes:
        wanted = language(post.text(b"accept-language") or "")
        retry = error.headers.get("Retry-After", "")
        status, head, body = self._prepared(error.code, retry, wanted)
        self._answered.labels("POST", status).inc()
        own = [(b"connection", b"close")] if post.closes else []
        if challenge := error.headers.get(CHALLENGE_HEADER):
            own.append((CHALLENGE_HEADER.lower().encode(), challenge.encode()))
        lines = [b"%s: %s" % header for header in (*fixed, *own)]
        return b"\r\n".join((head, *lines, b"", body))


def prepared(
    strict_transport: bool, code: WebCode, retry: str, wanted: Language
) -> tuple[int, bytes, bytes]:
    """Status, head without what differs from one answer to the next, and body.

    The policy names no host: nothing that is refused is a page with a socket to open.
    """
    headers = {"Retry-After": retry} if retry else {}
    answer = problem(WebError(code, headers, seconds=retry), wanted)
    answer.headers.update(secured(PATH, "", strict_transport))
    lines = [b"%s: %s" % header for header in answer.raw_headers]
    status = HTTPStatus(answer.status_code)
    first = f"HTTP/1.1 {status.value} {status.phrase}".encode()
    return status.value, b"\r\n".join((first, *lines)), bytes(answer.body)
