"""Plain posts of opinions: what is one, and that h11 reads every one of them alike."""

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.config import MAX_BODY
from web.opinion_post import opinion_post

BODY = b'{"text":"x"}'
LENGTH = b"Content-Length: %d" % len(BODY)
HOST = b"Host: x"
FIRST = b"POST /api/v1/consultations/abc-1_Z/opinions HTTP/1.1"


def request(*headers: bytes, first: bytes = FIRST) -> bytes:
    return b"\r\n".join((first, *headers, b"", BODY))


def test_a_post_with_what_browsers_and_proxies_add() -> None:
    sent = request(
        HOST, LENGTH, b"Accept-Language: en", b"X-Forwarded-For: 192.0.2.1",
        b"x-forwarded-for:\t192.0.2.2 ", b"Connection: Keep-Alive", b"Cookie:",
    )  # fmt: skip
    post = opinion_post(b"rest" + sent + b"GET / HTTP/1.1\r\n", 4)
    assert post is not None
    assert (post.consultation_id, post.size, post.body_size) == ("abc-1_Z", len(sent), len(BODY))
    assert post.text(b"x-forwarded-for") == "192.0.2.1, 192.0.2.2"
    assert (post.text(b"cookie"), post.text(b"tongxin-proof"), post.closes) == ("", None, False)


def test_a_post_that_closes() -> None:
    post = opinion_post(request(HOST, LENGTH, b"Connection: Close"))
    assert post is not None
    assert post.closes


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        request(HOST, LENGTH)[: -len(BODY) - 1],
        request(LENGTH),
        request(HOST),
        request(HOST, b"Content-Length: -1"),
        request(HOST, b"Content-Length: +1"),
        request(HOST, b"Content-Length: 1, 1"),
        request(HOST, LENGTH, LENGTH),
        request(HOST, b"Content-Length: %d" % (MAX_BODY + 1)),
        request(HOST, b"Content-Length: " + b"9" * 4000),
        request(HOST, HOST, LENGTH),
        request(HOST, LENGTH, b"Transfer-Encoding: chunked"),
        request(HOST, LENGTH, b"transfer-encoding: identity"),
        request(HOST, LENGTH, b"Expect: 100-continue"),
        request(HOST, LENGTH, b"Upgrade: websocket", b"Connection: Upgrade"),
        request(HOST, LENGTH, b"Connection: keep-alive, Transfer-Encoding"),
        request(HOST, LENGTH, b" folded: x"),
        request(HOST, LENGTH, b"a: b", b"\tfolded"),
        request(HOST, LENGTH, b"name : x"),
        request(HOST, LENGTH, b"a: \x00"),
        request(HOST, LENGTH, b"a: \n"),
        request(HOST, LENGTH, b"a: " + b"b" * 5000),
        request(HOST, LENGTH, *(b"a%d: b" % n for n in range(64))),
        request(HOST, LENGTH, first=FIRST.replace(b"1.1", b"1.0")),
        request(HOST, LENGTH, first=FIRST.replace(b"POST", b"post")),
        request(HOST, LENGTH, first=FIRST.replace(b"opinions", b"opinions?a=b")),
        request(HOST, LENGTH, first=FIRST.replace(b"abc", b"%61bc")),
        request(HOST, LENGTH, first=FIRST.replace(b"abc", b"a/b")),
        request(HOST, LENGTH).replace(b"\r\n", b"\n"),
        b"\r\n" + request(HOST, LENGTH),
    ],
)  # fmt: skip
def test_whatever_is_unusual_is_none(sent: bytes) -> None:
    assert opinion_post(sent) is None


NAMES = st.sampled_from(
    [b"Host", b"Content-Length", b"Connection", b"X-Forwarded-For", b"Cookie", b"A", b"a b", b""]
)
VALUES = st.one_of(
    st.sampled_from([b"12", b" 12", b"12\t", b"keep-alive", b"close", b"0x1", b"1_2", b"\xc3\xa9"]),
    st.binary(max_size=4),
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6), st.binary(max_size=20))
def test_h11_reads_it_alike(headers: list[tuple[bytes, bytes]], after: bytes) -> None:
    lines = [name + b":" + value for name, value in headers]
    sent = request(HOST, LENGTH, *lines) + after
    post = opinion_post(sent)
    if post is None:
        return
    parser = h11.Connection(h11.SERVER)
    parser.receive_data(sent)
    event = parser.next_event()
    assert isinstance(event, h11.Request)
    assert event.target == b"/api/v1/consultations/abc-1_Z/opinions"
    assert {name.lower() for name, _ in event.headers} == set(post.headers)
    taken = b""
    while isinstance(event := parser.next_event(), h11.Data):
        taken += event.data
    whole = len(taken) == post.body_size
    assert whole or event is h11.NEED_DATA
    assert sent[post.head_size :][: post.body_size] == taken
    if whole:
        assert parser.trailing_data[0] == sent[post.size :]
