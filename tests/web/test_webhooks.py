"""Webhooks over real sockets: signed, in order, until they are taken, only where they may go."""

import asyncio
import base64
import contextlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sessions.commands import OpenConsultation, RecordOutcome, ReviewOutcome
from sessions.service import Service
from sessions.store import Store
from sessions.types import Actor, Source
from tests.support.consultation import CREATE, NOW, ORGANIZER
from tests.web.conftest import Site
from web.config import Settings
from web.tls import self_signed
from web.webhook_sender import NotSent, Sender, checked_url, is_public
from web.webhook_signing import secret_of, signature
from web.webhooks import Webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = secret_of(SECRET)


class Receiver:
    """Another system: takes webhooks, or answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        """Of the next answers; 204 when there are none."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = outer.statuses.pop(0) if outer.statuses else 204
                sent = {name.lower(): value for name, value in self.headers.items()}
                outer.got.append((sent, body))
                self.send_response(status)
                if status == 302:
                    self.send_header("location", f"http://127.0.0.1:{outer.port}/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook?from=tongxin"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.got) < count:
                await asyncio.sleep(0.01)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


class House:
    """A service with outcomes, and webhooks that are told of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(f"sqlite+aiosqlite:///{folder / 'record.db'}")
        self.service = Service(self.store, clock=lambda: NOW)
        self.id = ""

    async def open(self) -> None:
        await self.service.start()
        self.running = asyncio.create_task(self.service.run())
        self.id, _ = await self.service.create(ORGANIZER, CREATE)
        await self.do(OpenConsultation())

    async def do(self, command: Any, actor: Actor = ORGANIZER) -> None:
        await self.service.execute(self.id, actor, command)

    async def record(self) -> str:
        source = Source("item", "briefing")
        await self.do(RecordOutcome("按月公开", "市生态环境局", "2026-12-31", source))
        return list((await self.service.state(self.id)).outcomes)[-1]

    @contextlib.asynccontextmanager
    async def telling(self, *urls: str) -> AsyncIterator[Webhooks]:
        webhooks = Webhooks(
            self.store,
            Sender(private=True),
            urls,
            KEY,
            self.folder / "webhooks.json",
            lambda: NOW,
            pauses=(0.01,),
        )
        self.service.follow(webhooks.note)
        task = asyncio.create_task(webhooks.run())
        yield webhooks
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    await made.open()
    yield made
    made.running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await made.running
    await made.store.close()


async def test_told_signed_and_in_order(house: House, receiver: Receiver) -> None:
    async with house.telling(receiver.url):
        id = await house.record()
        await house.do(ReviewOutcome(id, "file"))
        await receiver.until(2)
    assert receiver.types() == ["outcome_recorded", "outcome_reviewed"]
    sent, body = receiver.got[0]
    said = json.loads(body)
    assert said["timestamp"] == "2026-07-16T06:30:00.000Z"
    assert said["data"]["consultation_id"] == house.id
    assert said["data"]["event"]["text"] == "按月公开"
    assert sent["webhook-id"] == f"{house.id}-{said['data']['seq']}"
    assert sent["webhook-timestamp"] == str(NOW // 1000)
    assert sent["host"] == f"127.0.0.1:{receiver.port}"
    # as a receiver verifies it, by the specification
    content = b".".join([sent["webhook-id"].encode(), sent["webhook-timestamp"].encode(), body])
    digest = hmac.digest(base64.b64decode(SECRET.removeprefix("whsec_")), content, "sha256")
    assert sent["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


async def test_again_until_it_is_taken(house: House, receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 429]
    async with house.telling(receiver.url):
        id = await house.record()
        await house.do(ReviewOutcome(id, "file"))
        await receiver.until(5)
    assert receiver.types() == ["outcome_recorded"] * 4 + ["outcome_reviewed"]
    assert len({sent["webhook-id"] for sent, _ in receiver.got[:4]}) == 1


async def kept(house: House) -> dict[str, dict[str, int]]:
    """The cursors, once what was taken is kept: stopped before, it would be told again."""
    file = house.folder / "webhooks.json"
    async with asyncio.timeout(5):
        while not file.exists() or house.id not in file.read_text():
            await asyncio.sleep(0.01)
    cursors: dict[str, dict[str, int]] = json.loads(file.read_bytes())
    return cursors


async def test_it_goes_on_where_it_stopped(house: House, receiver: Receiver) -> None:
    async with house.telling(receiver.url):
        id = await house.record()
        await receiver.until(1)
        await kept(house)
    await house.do(ReviewOutcome(id, "file"))  # while nobody tells
    async with house.telling(receiver.url):
        await receiver.until(2)
        await asyncio.sleep(0.05)
    assert receiver.types() == ["outcome_recorded", "outcome_reviewed"]


async def test_an_address_that_is_down_holds_up_no_other(house: House, receiver: Receiver) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        down = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        async with house.telling(down, receiver.url):
            await house.record()
            await receiver.until(1)
            cursors = await kept(house)
    assert cursors[down] == {}
    assert set(cursors[receiver.url]) == {house.id}


async def test_what_others_do_slowly_holds_up_no_meeting(house: House) -> None:
    """The receiver takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        async with house.telling(url):
            async with asyncio.timeout(5):
                for _ in range(20):
                    await house.record()


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    """Of a whole server that tells the receiver."""
    return Settings(
        data=tmp_path / "data",
        live=False,
        webhook_urls=[receiver.url],
        webhook_secret=SECRET,
        webhook_private=True,
    )


async def test_a_whole_server_tells_what_its_settings_name(site: Site, receiver: Receiver) -> None:
    await site.command("chair", "open_consultation")
    source = {"kind": "item", "id": "one"}
    recorded = {"text": "按月公开", "unit": "市生态环境局", "due": "2099-12-31", "source": source}
    assert (await site.command("clerk", "record_outcome", **recorded)).status_code == 200
    await receiver.until(1)
    assert json.loads(receiver.got[0][1])["data"]["consultation_id"] == site.id


# --- where they may go ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
async def test_not_to_this_machine_by_whatever_name(name: str, receiver: Receiver) -> None:
    sender = Sender()
    with pytest.raises(NotSent):
        await sender.send(f"http://{name}:{receiver.port}/", {}, b"{}")
    await sender.close()
    assert receiver.got == []


async def test_a_name_is_looked_up_once(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and ours when it is connected to is not followed."""
    asked = []

    async def lookup(_: object, host: str, port: int, **__: object) -> list[Any]:
        asked.append(host)
        address = "203.0.113.9" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lookup)
    sender = Sender(private=True)
    assert await sender.send(f"http://rebinding.example:{receiver.port}/", {}, b"{}") == 204
    await sender.close()
    assert asked.count("rebinding.example") == 1
    assert receiver.got[0][0]["host"] == f"rebinding.example:{receiver.port}"


async def test_the_certificate_is_of_the_name_and_not_of_the_address(tmp_path: Path) -> None:
    cert, key = self_signed(tmp_path)
    mine = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mine.load_cert_chain(cert, key)
    names = []
    mine.sni_callback = lambda _, name, __: names.append(name)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=mine)
    port = server.sockets[0].getsockname()[1]
    trusting = ssl.create_default_context(cafile=str(cert))
    sender = Sender(private=True, verify=trusting)
    assert await sender.send(f"https://localhost:{port}/", {}, b"{}") == 204
    assert names == ["localhost"]
    await sender.close()
    doubting = Sender(private=True)
    with pytest.raises(NotSent, match=r"(?i)certificate"):
        await doubting.send(f"https://localhost:{port}/", {}, b"{}")
    await doubting.close()
    server.close()


@pytest.mark.parametrize(
    ("url", "private", "good"),
    [
        ("https://mailbox.example.org/hook", False, True),
        ("http://mailbox.example.org/hook", False, False),
        ("http://10.0.0.5:8080/hook", True, True),
        ("ftp://mailbox.example.org/", True, False),
        ("https://user:word@mailbox.example.org/", False, False),
        ("https:///hook", False, False),
        ("https://mailbox.example.org/#x", False, False),
        ("mailbox.example.org", False, False),
    ],
)
def test_addresses_that_may_be_configured(url: str, private: bool, good: bool) -> None:
    if good:
        assert checked_url(url, private=private) == url
        assert Settings(
            webhook_urls=[url], webhook_secret=SECRET, webhook_private=private
        ).webhook_urls == [url]
        return
    with pytest.raises(ValidationError):
        Settings(webhook_urls=[url], webhook_secret=SECRET, webhook_private=private)


@pytest.mark.parametrize("secret", ["", "MfKQ9r8G", "whsec_x", "whsec_c2hvcnQ=", "whsec_%%%%"])
def test_secrets_that_are_none(secret: str) -> None:
    with pytest.raises(ValidationError, match="webhook"):
        Settings(webhook_urls=["https://mailbox.example.org/"], webhook_secret=secret)


def test_the_signature_of_the_specification() -> None:
    """The example of the Standard Webhooks libraries."""
    id, at = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    assert signature(KEY, id, at, b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
