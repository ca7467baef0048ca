"""Small things every HTTP handler needs: bodies in and out, language, conditional requests."""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sessions.errors import Language, SessionError
from signaling.errors import SignalingError
from web.config import BODY_SECONDS, MAX_BODY
from web.errors import WebError, headers_of, message_of, status_of
from web.responses.operations import Problem

JSON = "application/json"
ZIP_FROM = 1024
"""Bytes; what fits into one packet gains nothing."""
T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def json_response(
    content: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """`content`, a msgspec struct, as JSON; not cached unless `headers` say so."""
    merged = {"cache-control": "no-store", **(headers or {})}
    return Response(_encoder.encode(content), status, merged, media_type=JSON)


def kept_file(path: Path, headers: Mapping[str, str], media_type: str) -> Response:
    """A file beside the record; raises `no_such_page` where it was lost, or left out of the archive
    that its log came in.
    """
    if not path.is_file():
        raise WebError("no_such_page")
    return FileResponse(path, headers=headers, media_type=media_type)


def problem(error: WebError | SessionError | SignalingError, wanted: Language) -> Response:
    """What an error of ours is answered with."""
    status = status_of(error)
    answer = Problem(error.code, message_of(error, wanted))
    return json_response(answer, status, headers_of(error, status))


async def read_body(request: Request, limit: int, seconds: float = BODY_SECONDS) -> bytes:
    """The body, of which at most `limit` bytes are read; raises `body_too_large`, or `too_slow`
    where it takes longer than `seconds`.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise WebError("body_too_large")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise WebError("body_too_large")
    except TimeoutError as error:
        raise WebError("too_slow", {"Connection": "close"}) from error
    return bytes(body)


async def read_json(request: Request, decoder: msgspec.json.Decoder[T], limit: int = MAX_BODY) -> T:
    """The body as the decoder's type; raises `bad_type` or `bad_body`, naming the field."""
    if media_type(request.headers.get("content-type", "")) != JSON:
        raise WebError("bad_type", {"Accept-Post": JSON}, wanted=JSON)
    content = await read_body(request, limit)
    try:
        return decoder.decode(content)
    except (ValueError, RecursionError) as error:  # msgspec's own are ValueErrors
        raise WebError("bad_body", detail=plain(str(error))) from error


def plain(text: str, limit: int = 200) -> str:
    """`text` on one bounded line."""
    return " ".join(text.split())[:limit].rstrip(".")


def media_type(header: str) -> str:
    """The type of a Content-Type header without its parameters, lower case."""
    return header.partition(";")[0].strip().lower()


KEY = re.compile(r"[!-~]{16,64}")
"""An Idempotency-Key that nobody guesses: whoever knows it is answered what its first use was."""


def secret_key(request: Request) -> str | None:
    """The Idempotency-Key of somebody without a token; raises `bad_request` for a guessable one."""
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY.fullmatch(key):
        raise WebError("bad_request", detail="Idempotency-Key: 16-64 ASCII")
    return key


def query_int(request: Request, name: str, default: int = 0) -> int:
    """A non-negative whole number from the query."""
    value = request.query_params.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise WebError("bad_request", detail=f"{name}={plain(value, 20)}")
    return int(value)


def weights(header: str) -> list[tuple[str, float]]:
    """An Accept or Accept-Language header as (value, q) pairs (RFC 9110 section 12.4.2)."""
    pairs = []
    for part in header.split(",")[:32]:
        value, *params = (piece.strip() for piece in part.split(";"))
        q = 1.0
        for param in params:
            name, _, number = param.partition("=")
            if name.strip().lower() == "q":
                try:
                    q = float(number)
                except ValueError:
                    q = 0.0
        if value:
            pairs.append((value.lower(), q))
    return pairs


def language(header: str) -> Language:
    """The better liked of our languages by Accept-Language; Chinese where it does not say."""
    best: Language = "zh-CN"
    best_q = 0.0
    for value, q in weights(header):
        for ours in get_args(Language):
            if value.partition("-")[0] == ours.partition("-")[0] and q > best_q:
                best, best_q = ours, q
    return best


def accepts(header: str, wanted: str) -> bool:
    """Whether an Accept header lets us answer with the media type `wanted`; a missing one does."""
    pairs = weights(header)
    ranges = (wanted, wanted.partition("/")[0] + "/*", "*/*")
    for candidate in ranges:
        q = next((q for value, q in pairs if value == candidate), None)
        if q is not None:
            return q > 0
    return not pairs


def etag_of(content: bytes) -> str:
    """A strong entity tag of `content`."""
    return f'"{hashlib.sha256(content).hexdigest()[:24]}"'


def matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names `etag` (weak comparison, RFC 9110 section 8.8.3.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag in tags


class Content(msgspec.Struct, frozen=True):
    """Bytes that many people ask for, with their entity tag, and gzipped where that is worth it."""

    data: bytes
    etag: str
    zipped: bytes | None

    @property
    def zipped_etag(self) -> str:
        """Another encoding is another representation (RFC 9110 section 8.8.3.3)."""
        return f'{self.etag[:-1]}-gz"'


def content_of(data: bytes) -> Content:
    """`data` made ready to be sent to many."""
    zipped = gzip.compress(data, 6, mtime=0) if len(data) >= ZIP_FROM else None
    return Content(data, etag_of(data), zipped)


def conditional(request: Request, content: Content, cache: str, content_type: str) -> Response:
    """`content`, zipped if the caller can unzip it, or 304 where the caller has it already."""
    zipped = content.zipped
    if zipped is not None and not accepts_gzip(request.headers.get("accept-encoding", "")):
        zipped = None
    etag = content.etag if zipped is None else content.zipped_etag
    headers = {"etag": etag, "cache-control": cache}
    if content.zipped is not None:
        headers["vary"] = "accept-encoding"
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if zipped is not None:
        headers["content-encoding"] = "gzip"
    data = content.data if zipped is None else zipped
    return Response(data, headers=headers, media_type=content_type)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header names gzip (RFC 9110 section 12.5.3)."""
    pairs = dict(weights(header))
    return pairs.get("gzip", pairs.get("*", 0.0)) > 0
