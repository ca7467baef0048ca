"""Every answer is safe to receive: policy, sniffing, referrers; CORS where it is meant."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from tests.web.conftest import Site
from web.headers import AccessLog, SecurityHeaders, policy
from web.pages import inline_scripts

CSP = "content-security-policy"
EVERYWHERE = ["/", "/desk", "/c/x", "/live/x", "/healthz", "/nowhere", "/openapi.json"]


def test_the_policy_names_the_store_where_it_is_read_and_nowhere_else() -> None:
    store = "https://cdn.example.org"
    directives = dict(
        part.partition(" ")[::2] for part in policy("a.example", (), store).split("; ")
    )
    named = {name for name, sources in directives.items() if store in sources.split()}
    assert named == {"connect-src", "media-src", "img-src"}
    assert policy("a.example") == policy("a.example", (), store).replace(f" {store}", "")


def test_the_policy_names_the_scripts_that_stand_in_the_pages(tmp_path: Path) -> None:
    assert inline_scripts(tmp_path) == []
    assert "script-src" not in policy("a.example")
    head = "<script>let one = 1;</script><script type=module src=/two.js></script>"
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(head)
    digest = base64.b64encode(hashlib.sha256(b"let one = 1;").digest()).decode()
    named = policy("a.example", scripts=inline_scripts(tmp_path))
    assert f"; script-src 'self' 'sha256-{digest}'; " in named


@pytest.mark.parametrize("path", [*EVERYWHERE, "./wall.json", "/static/../app.py", "./minutes.pdf"])
async def test_every_answer_has_the_headers(site: Site, path: str) -> None:
    headers = (await site.ask("GET", path)).headers
    csp = headers["content-security-policy"]
    assert csp.startswith("default-src 'self'; ")
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"):
        assert part in csp
    assert "unsafe" not in csp
    assert "*" not in csp
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["permissions-policy"].startswith("camera=(self), microphone=(self)")
    assert "server" not in headers


async def test_an_answer_to_a_bug_has_them_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(id: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(site.tongxin.service, "state", fail)
    answer = await site.ask("GET", "./now.json")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "content-security-policy" in answer.headers
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("localhost:8000", True),
        ("consult.example.org", True),
        ("[::1]:8000", True),
        ("a.example; script-src *", False),
        ("a.example' 'unsafe-inline", False),
        ("*", False),
        ("", False),
    ],
)
def test_the_policy_takes_only_a_host(host: str, named: bool) -> None:
    assert (f"wss://{host}" in policy(host)) is named
    connect = re.search(r"connect-src ([^;]*);", policy(host))
    assert connect is not None
    assert connect[1].startswith("'self'")
    assert policy("")[-40:] == policy(host)[-40:]


@pytest.mark.parametrize("path", ["/embed/live/x", "/embed/wall/x"])
async def test_frames_are_for_the_sites_that_are_named(site: Site, path: str) -> None:
    assert "frame-ancestors 'self';" in (await site.ask("GET", path)).headers[CSP]


@pytest.mark.parametrize(
    ("path", "framed"),
    [
        ("/embed/live/x", True), ("/embed/wall/x", True), ("/embed/live/x/y", False),
        ("/live/x", False), ("/live/x/text", False), ("/desk/x", False), ("/c/x", False),
    ],
)  # fmt: skip
async def test_a_named_site_frames_what_is_embedded_alone(path: str, framed: bool) -> None:
    sent: list[Message] = []

    async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    app = SecurityHeaders(nowhere, framed_by=["https://portal.example"])
    await app({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
    found = dict(sent[0]["headers"])[CSP.encode()].decode()
    assert ("frame-ancestors 'self' https://portal.example;" in found) is framed


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("./wall.json", True),
        ("./now.json", True),
        ("./opinions/x", True),
        ("/whip/x", True),
        ("/live/x/index.m3u8", True),
        ("/live/x/text.json", True),
        ("/embed.js", True),
        ("/embed/live/x", False),
        (".", False),
        ("./events", False),
        ("./minutes.json", False),
        ("/", False),
        ("/metrics", False),
    ],
)
async def test_other_sites_read_only_what_is_public(site: Site, path: str, is_open: bool) -> None:
    headers = (await site.ask("GET", path, headers={"origin": "https://portal.example"})).headers
    assert headers.get("access-control-allow-origin") == ("*" if is_open else None)
    assert "access-control-allow-credentials" not in headers


async def test_what_is_private_is_not_kept(site: Site) -> None:
    for path in (".", "./events?after=0", "/api/v1/consultations"):
        assert (await site.ask("GET", path, "chair")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/api/v1/consultations/x/opinions/7KQ2-M9XD", "/api/v1/consultations/x/opinions/…"),
        ("/api/v1/consultations/x/opinions/7KQ2-M9XD/", "/api/v1/consultations/x/opinions/…"),
        ("/api/v1/consultations/x/opinions//7KQ2/M9XD", "/api/v1/consultations/x/opinions//…"),
        ("/x/Opinions/7KQ2-M9XD", "/x/Opinions/…"),
        ("/media/whip/s3ss10n", "/media/whip/…"),
        ("/media/whep/s3ss10n/", "/media/whep/…"),
        ("/media/s3ss10n", "/media/…"),
        ("/x/opinions/\n7KQ2-M9XD", "/x/opinions/…"),
        ("/api/v1/consultations/x/opinions", "/api/v1/consultations/x/opinions"),
        ("/live/x/index.m3u8", "/live/x/index.m3u8"),
    ],
)
async def test_the_access_log_names_no_secret(path: str, logged: str) -> None:
    async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        assert message["status"] == 404

    with capture_logs() as lines:
        await AccessLog(nowhere)({"type": "http", "method": "GET", "path": path}, receive, send)
    assert [(line["path"], line["status"]) for line in lines] == [(logged, 404)]
