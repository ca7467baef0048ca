"""The settings of an installation: command line first, then `TONGXIN_…` in the environment."""

import os
import re
import socket
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from media.wire.sdp_write import endpoint
from web.jurisdiction import checked
from web.sensitive_words import checked as checked_words
from web.webhook_sender import checked_url
from web.webhook_signing import secret_of

MAX_PORT = 65535
MAX_BODY = 64 * 1024
"""Bytes of a request body: far more than an opinion of 2,000 hanzi."""
MAX_CONSULTATION_BODY = 1024 * 1024
"""Bytes of `create_consultation`, which may bring 200 venues with their seats."""
MAX_SHEET_BODY = 2 * 1024 * 1024
"""Bytes of a roster sheet: 8,000 rows as CSV have one."""
MAX_ROSTER_BODY = 4 * 1024 * 1024
"""Bytes of `import_roster`: 2,000 participants and 5,000 seats with all that is said of them."""
MAX_LINKS_BODY = 1024 * 1024
"""Bytes of a request about 2,000 links."""
MAX_SDP_BODY = 256 * 1024
"""Bytes of an SDP offer: more than 64 m-lines need."""
WS_MAX_SIZE = 320 * 1024
"""Bytes of a WebSocket message (`signaling/PROTOCOL.md`)."""
HEAD_SECONDS = 10.0
"""From a request's first byte to the end of its head: who trickles holds no connection."""
BODY_SECONDS = 20.0
"""For a request's body: 64 KiB at 26 kbit/s."""
WS_STALL_SECONDS = 20.0
"""How long a WebSocket's client may take nothing of what waits for it: two of its pings."""
WS_CLOSE_SECONDS = 15.0
"""For a WebSocket to close, from the asking; uvicorn waits 10 for the client's own close."""
BACKLOG = 1024
"""Connections that wait to be accepted: viewers who all open the page at the announced minute."""
CONNECTIONS_MAX = 16_384
"""Open at a time, or a third of the files that the system lets us open: some 20 KB each."""
HELD_MAX = 64 * 1024
"""Bytes of a connection that wait for their turn before it is read on."""
GRACEFUL_SECONDS = 3
"""What requests under way are given when the server is told to end."""
KEEP_ALIVE_SECONDS = 20
"""An idle connection; longer than a player's pause between two segments."""
EVENTS_PAGE = 500
"""Records in one answer of `/events`."""
OPINIONS_PAGE = 500
"""Opinions in one answer of `/opinions`."""
OUTCOMES_PAGE = 100
"""Outcomes in one answer of `/outcomes`, each with all its steps."""


def _listed(value: Any) -> Any:
    """Environment lists are written with commas."""
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


_LIMIT = r"\s*\d+\s*/\s*(second|minute|hour|day)\s*"
LIMITS = rf"^{_LIMIT}(;{_LIMIT})*$"

Listed = Annotated[list[str], NoDecode, BeforeValidator(_listed)]


def _endpoints(value: list[str]) -> list[str]:
    """Each with a port that is one, if with a port at all."""
    for announced in value:
        endpoint(announced, 0)
    return value


Endpoints = Annotated[list[str], NoDecode, BeforeValidator(_listed), AfterValidator(_endpoints)]

ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]{1,253}(:\d{1,5})?")
STORAGE_URL = r"^(s3://[A-Za-z0-9.-]{1,255}(/[A-Za-z0-9._/-]{0,255})?)?$"
PUBLIC_URL = r"^(https?://[A-Za-z0-9.-]{1,253}(:\d{1,5})?(/[A-Za-z0-9._~/-]{0,255})?)?$"


def _origins(value: list[str]) -> list[str]:
    """Each goes into a header, so it is nothing but an origin; `*.` is any site below one."""
    for origin in value:
        if ORIGIN.fullmatch(origin) is None:
            raise ValueError(f"{origin!r} is not an origin, as https://portal.example.org")
    return value


Origins = Annotated[list[str], NoDecode, BeforeValidator(_listed), AfterValidator(_origins)]

Limits = Annotated[str, Field(pattern=LIMITS)]
"""As `6/minute; 60/day`."""


class Settings(BaseSettings):
    """Everything an operator may choose; in the environment in upper case after `TONGXIN_`."""

    model_config = SettingsConfigDict(env_prefix="TONGXIN_", frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=8000, ge=0, le=MAX_PORT)
    """TCP port for pages, API and WebSocket; 0 lets the system choose."""
    data: Path = Path("data")
    """Folder of the record, the keys and the livestream's files."""
    database_url: str = ""
    """SQLAlchemy URL of the record; empty: SQLite in the data folder."""
    base_url: str = ""
    """How people reach this server, as `https://consult.example.org`; empty: by host and port."""
    allowed_origins: Listed = []
    """Further origins whose pages may open the WebSocket; comma-separated."""
    embed_origins: Origins = []
    """Sites whose pages may show `/embed/…` in a frame, as `https://portal.example.org`;
    comma-separated; none: this server's own alone (`docs/embedding.md`)."""
    trusted_proxies: Listed = ["127.0.0.1", "::1"]
    """Peers whose X-Forwarded-For and X-Forwarded-Proto are believed; comma-separated."""
    tls_cert: Path | None = None
    """PEM certificate chain; with `tls_key` the server speaks HTTPS."""
    tls_key: Path | None = None
    """PEM private key."""
    tls_self_signed: bool = False
    """HTTPS with a certificate made here, which browsers ask about once."""
    relay_port: int = Field(default=0, ge=0, le=MAX_PORT)
    """UDP and TCP port for all media; several relay workers take the ports after it; 0: any free
    ones."""
    relay_workers: int = Field(default=0, ge=0, le=256)
    """Processes that relay media; 0: one for each core but one."""
    peers_per_worker: int = Field(default=100, ge=1)
    """Transports at one relay worker before a consultation spreads over another."""
    announce: Endpoints = []
    """Addresses under which the relay is reached, as `203.0.113.7`, `2001:db8::7`, or where the
    port outside is another `203.0.113.7:443`, `[2001:db8::7]:443`, the first worker's; empty: this
    machine's own; comma-separated."""
    ice_servers: Listed = []
    """STUN or TURN URLs given to clients, these with fixed credentials; comma-separated."""
    ice_username: str = ""
    """For the TURN servers."""
    ice_credential: str = Field(default="", repr=False)
    """For the TURN servers."""
    turn_urls: Listed = []
    """TURN URLs given to clients, with credentials made by `turn_secret`; comma-separated."""
    turn_secret: str = Field(default="", repr=False)
    """What coturn has as `static-auth-secret`."""
    turn_lifetime: int = Field(default=12 * 3600, ge=60, le=7 * 24 * 3600)
    """Seconds for which such credentials work; longer than a meeting, for its restarts use them."""
    jurisdiction: Annotated[Path | None, AfterValidator(checked)] = None
    sensitive_words: Annotated[Path | None, AfterValidator(checked_words)] = None
    """TOML file with the working days and deadlines of outcomes (`docs/outcomes.md`); without one
    every Monday to Friday is a working day."""
    webhook_urls: Listed = []
    """https:// addresses that are told what happens to outcomes; comma-separated."""
    webhook_secret: str = Field(default="", repr=False)
    """What they are signed with: `whsec_` and 24 to 64 random bytes in base64."""
    webhook_private: bool = False
    """Let webhooks go to http:// and to addresses of this machine and network too."""
    live: bool = True
    """Put open consultations on air."""
    storage_url: str = Field(default="", pattern=STORAGE_URL)
    """Object store for the livestream too, as `s3://bucket/prefix`; endpoint and credentials come
    from the usual `AWS_…` variables; empty: local disk alone."""
    storage_public_url: str = Field(default="", pattern=PUBLIC_URL)
    """Where viewers read that store, as `https://cdn.example.org/prefix`; empty: they read it all
    from this server (`docs/livestream.md`)."""
    storage_private_url: str = Field(default="", pattern=STORAGE_URL)
    """Where in that store speakers' own tracks are put, as `s3://private-bucket/prefix`, which only
    this server may read; empty: they are on local disk alone."""
    grace_seconds: float = Field(default=30.0, ge=1, le=3600)
    """How long place and floor outlive a lost connection."""
    drain_seconds: float = Field(default=0.0, ge=0, le=24 * 3600)
    """How long SIGTERM waits for consultations in session to end, and SIGHUP for a relay's."""
    opinions_per_address: Limits = "6/minute"
    """Opinions from one address (IPv6: one /64) in one consultation; several limits with `;`."""
    opinions_per_consultation: Limits = "600/minute"
    """Opinions in one consultation from everybody together."""
    supports_per_address: Limits = "300/minute"
    """Supports of opinions from one address in one consultation: a hall shares one."""
    whep_sessions: int = Field(default=50, ge=0)
    """WHEP viewers of one consultation."""
    whep_per_viewer: int = Field(default=4, ge=1)
    """Of these with one token, from one address."""
    minutes_template: Path | None = None
    """An office's own DOCX (红头): `minutes.docx` goes where it says `{{纪要}}`, or at its end."""
    log_level: str = "info"
    """`debug`, `info`, `warning` or `error`."""
    log_json: bool = False
    """Log lines as JSON."""
    access_log: bool = False
    """One log line per request, without query strings and secrets."""

    @model_validator(mode="after")
    def _turn_is_whole(self) -> Self:
        if bool(self.turn_urls) != bool(self.turn_secret):
            raise ValueError("turn_urls and turn_secret belong together")
        return self

    @model_validator(mode="after")
    def _storage_is_whole(self) -> Self:
        if self.storage_public_url and not self.storage_url:
            raise ValueError("storage_public_url needs storage_url, from which it is filled")
        if self.storage_private_url:
            if not self.storage_url:
                raise ValueError("storage_private_url needs storage_url")
            if bucket_of(self.storage_private_url) == bucket_of(self.storage_url):
                raise ValueError("storage_private_url needs a bucket of its own")
        return self

    @model_validator(mode="after")
    def _webhooks_are_whole(self) -> Self:
        if bool(self.webhook_urls) != bool(self.webhook_secret):
            raise ValueError("webhook_urls and webhook_secret belong together")
        for url in self.webhook_urls:
            checked_url(url, private=self.webhook_private)
        if self.webhook_secret:
            secret_of(self.webhook_secret)
        return self

    @property
    def relay_ports(self) -> list[int]:
        """The port of each relay worker, 0 for any free one."""
        workers = self.relay_workers or max(1, len(os.sched_getaffinity(0)) - 1)
        if not self.relay_port:
            return [0] * workers
        return [self.relay_port + number for number in range(workers)]

    @property
    def storage_origin(self) -> str:
        """Whence pages may read the store besides from here; empty where they do not."""
        url = urlsplit(self.storage_public_url)
        return f"{url.scheme}://{url.netloc}" if url.netloc else ""

    @property
    def record_url(self) -> str:
        """SQLAlchemy URL of the record."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve() / 'record.db'}"

    @property
    def live_directory(self) -> Path:
        """Where egress writes and `/live` reads."""
        return self.data / "live"

    @property
    def documents(self) -> Path:
        """What is attached to agendas, beside the record."""
        return self.data / "documents"

    @property
    def live_pictures(self) -> Path:
        """Pictures of the text-and-picture live, beside the record."""
        return self.data / "pictures"

    @property
    def webhook_cursors(self) -> Path:
        """How far each address has been told."""
        return self.data / "webhooks.json"

    @property
    def key_file(self) -> Path:
        """The installation's token key."""
        return self.data / "token.key"

    @property
    def ballot_keys(self) -> Path:
        """The keys of secret ballots, each while its ballot is open."""
        return self.data / "ballot-keys"

    @property
    def record_key_file(self) -> Path:
        """The key under which heads of logs are signed."""
        return self.data / "record.key"

    @property
    def search_file(self) -> Path:
        """What can be searched; made from the record, and made anew where it is missing."""
        return self.data / "search.db"

    @property
    def secure(self) -> bool:
        """Whether this server itself speaks HTTPS."""
        return self.tls_self_signed or self.tls_cert is not None

    def make_data(self) -> None:
        """Make the data folder, for its owner alone: receipts and unscreened opinions are in it."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def address(self, port: int) -> str:
        """The base URL of links, without a slash at its end; `port` is the one listened on."""
        if self.base_url:
            return self.base_url.rstrip("/")
        host = own_address() if self.host in ("0.0.0.0", "::", "") else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.secure else 'http'}://{shown}:{port}"


def bucket_of(storage_url: str) -> str:
    """By its name; case says nothing in it."""
    return urlsplit(storage_url).netloc.lower()


def own_address() -> str:
    """The address that this machine sends from, for links that phones beside us can open.

    Connecting a UDP socket only looks up the route; nothing is sent (192.0.2.0/24 is RFC 5737's).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "localhost"
        return str(probe.getsockname()[0])
