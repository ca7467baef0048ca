"""Negotiation, conditional requests and languages, by tables of the RFCs' own examples."""

import gzip

import pytest
from starlette.requests import Request

from web.http import (
    accepts,
    accepts_gzip,
    conditional,
    content_of,
    etag_of,
    language,
    matches,
    media_type,
    weights,
)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("en", "en"),
        ("de, fr;q=0.5", "zh-CN"),
        ("de, en;q=0.1", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=zzz, zh", "zh-CN"),
    ],
)
def test_language_is_the_better_liked_of_ours(header: str, expected: str) -> None:
    assert language(header) == expected


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ("", True),
        ("*/*", True),
        ("application/*", True),
        ("application/sdp", True),
        ("text/html, application/sdp;q=0.5", True),
        ("text/html", False),
        ("application/sdp;q=0, */*", False),
        ("*/*;q=0", False),
    ],
)
def test_accept(header: str, good: bool) -> None:
    assert accepts(header, "application/sdp") is good


def test_weights_are_bounded() -> None:
    assert len(weights(",".join(["a"] * 1000))) <= 32


@pytest.mark.parametrize(
    ("header", "hit"),
    [("", False), ('"x"', False), ("*", True), ("{}", True), ('"x", W/{}', True)],
)
def test_if_none_match_compares_weakly(header: str, hit: bool) -> None:
    etag = etag_of(b"content")
    assert matches(header.format(etag), etag) is hit


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ("gzip, deflate, br", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_who_asks(header: str, good: bool) -> None:
    assert accepts_gzip(header) is good


def test_each_encoding_has_its_own_tag() -> None:
    small, large = content_of(b"x"), content_of(b"x" * 5000)
    assert small.zipped is None
    assert large.zipped is not None
    assert gzip.decompress(large.zipped) == large.data
    assert content_of(b"x" * 5000) == large, "the same bytes every time"
    for accepted, etag in (("gzip", large.zipped_etag), ("", large.etag)):
        headers = [(b"accept-encoding", accepted.encode()), (b"if-none-match", b"")]
        sent = conditional(Request({"type": "http", "headers": headers}), large, "no-cache", "x/y")
        assert sent.headers["etag"] == etag
        assert sent.headers["vary"] == "accept-encoding"
        assert (sent.headers.get("content-encoding") == "gzip") is (accepted == "gzip")
        headers[1] = (b"if-none-match", etag.encode())
        same = conditional(Request({"type": "http", "headers": headers}), large, "no-cache", "x/y")
        assert same.status_code == 304


def test_media_type_without_parameters() -> None:
    assert media_type("Application/JSON; charset=utf-8") == "application/json"
