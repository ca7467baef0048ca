"""The demo: a prepared consultation, its join links, and bots if wanted; made once per data folder.

With bots the meeting is open from the start. While neither its chair nor its clerk is connected,
the demo's own script, “演示自动主持” on the roster, gives the floor to who has waited longest, or
calls a bot; the log says who did it. As soon as a person presides, it keeps still.
"""

import asyncio
import contextlib
import os
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import structlog

from sessions import commands as c
from sessions.errors import Refused, SessionError
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import Actor, Participant
from web.app import Tongxin
from web.demo_content import AGENDA, BOTS, HOST, LINKS, ROSTER, TITLE, VENUES
from web.processes import environment, module_command
from web.tokens import organizer_token, viewer_token

LINK_SECONDS = 7 * 24 * 3600
"""How long the demo's links work; each start makes new ones."""
SCRIPT_SECONDS = 2.0
"""Between two looks of the script: a person needs longer to see that the floor is free."""
QUIET_MS = 6_000
"""Silence after which a bot is called by name: bots themselves ask only every half minute."""
BOTS_END_SECONDS = 4.0

ORGANIZER = Actor(role="organizer")
STATE_FILE = "demo.json"

log = structlog.get_logger()


class Link(msgspec.Struct, frozen=True):
    """A page, and the token in its fragment by itself."""

    url: str
    token: str


class BotLink(msgspec.Struct, frozen=True):
    """Whom a bot acts as (`web/bot.py` reads this)."""

    token: str
    name: str
    level: str


class Links(msgspec.Struct, frozen=True):
    """The file of `--links`: everything that a script needs to take part."""

    consultation: str
    base: str
    relay_pids: list[int]
    roles: dict[str, Link]
    bots: list[BotLink] = []


class BotsFile(msgspec.Struct, frozen=True):
    """The bots' own file: what they need and no more, for it stays while they run."""

    base: str
    bots: list[BotLink]


class Remembered(msgspec.Struct, frozen=True):
    """What the data folder keeps of the demo."""

    consultation: str


# --- preparing --------------------------------------------------------------------------------


async def prepare(tongxin: Tongxin, bots: int) -> str:
    """The demo's consultation: the one of the last start, or a new one if that was closed."""
    path = tongxin.settings.data / STATE_FILE
    id = await usable(tongxin.service, remembered(path))
    if id is None:
        create = c.CreateConsultation(TITLE, now_ms(), VENUES, AGENDA)
        id, _ = await tongxin.service.create(ORGANIZER, create)
        write_private(path, msgspec.json.encode(Remembered(id)))
    state = await tongxin.service.state(id)
    for participant in [*ROSTER, *([HOST] if bots else []), *BOTS[:bots]]:
        if participant.id not in state.participants:
            command = c.RegisterParticipant(participant)
            await tongxin.service.execute(id, ORGANIZER, command)
    if bots:
        await begin(tongxin.service, id)
    return id


def remembered(path: Path) -> str | None:
    """The consultation of the last start."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Remembered).consultation
    except (FileNotFoundError, msgspec.DecodeError):
        return None


async def usable(service: Service, id: str | None) -> str | None:
    """`id`, if there is such a consultation and it is not closed."""
    if id is None:
        return None
    try:
        state = await service.state(id)
    except Refused:
        return None
    return None if state.status == "closed" else id


def bot_ids(bots: int) -> frozenset[str]:
    """The participants that bots are."""
    return frozenset(bot.id for bot in BOTS[:bots])


async def begin(service: Service, id: str) -> None:
    """Open it and start its first item, if nothing has begun yet."""
    state = await service.state(id)
    if state.status != "planned":
        return
    await service.execute(id, ORGANIZER, c.OpenConsultation())
    await service.execute(id, ORGANIZER, c.StartItem(AGENDA[0].id))


async def make_links(tongxin: Tongxin, base: str, id: str, bots: int) -> Links:
    """A link per role and per bot, all new; the log notes each."""
    expires_at = now_ms() + LINK_SECONDS * 1000
    room = f"{base}/c/{id}"
    organizer = organizer_token(tongxin.tokens, LINK_SECONDS)
    viewer = viewer_token(tongxin.tokens, id, LINK_SECONDS)
    roles = {"organizer": Link(f"{base}/desk/{id}#t={organizer}", organizer)}
    for role, participant_id in LINKS.items():
        made = await tongxin.hub.invite(id, ORGANIZER, participant_id, expires_at)
        roles[role] = Link(f"{room}#t={made.token}", made.token)
    roles["viewer"] = Link(f"{base}/live/{id}", viewer)
    levels = {venue.id: venue.level for venue in VENUES}
    bot_links = []
    for bot in BOTS[:bots]:
        made = await tongxin.hub.invite(id, ORGANIZER, bot.id, expires_at)
        bot_links.append(BotLink(made.token, bot.short_name or bot.name, levels[bot.venue_id]))
    return Links(id, base, tongxin.hub.relay_pids, roles, bot_links)


def write_private(path: Path, content: bytes) -> None:
    """Write a file at once and whole, readable by its owner alone: links let people in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def now_ms() -> int:
    """Unix milliseconds."""
    return int(time.time() * 1000)


# --- running ----------------------------------------------------------------------------------


@asynccontextmanager
async def demo(
    tongxin: Tongxin, base: str, bots: int, links_file: Path | None, show: Callable[[Links], None]
) -> AsyncIterator[None]:
    """Prepare, show the links, and keep bots and script running meanwhile."""
    id = await prepare(tongxin, bots)
    links = await make_links(tongxin, base, id, bots)
    async with asyncio.TaskGroup() as tasks:
        helpers = []
        if bots:
            path = tongxin.settings.data / "bots.json"
            write_private(path, msgspec.json.encode(BotsFile(links.base, links.bots)))
            helpers = [
                tasks.create_task(run_bots(tongxin, path)),
                tasks.create_task(preside(tongxin.service, id, bot_ids(bots))),
            ]
        if links_file is not None:
            write_private(links_file, msgspec.json.encode(links))
        show(links)
        try:
            yield
        finally:
            for helper in helpers:
                helper.cancel()


async def run_bots(tongxin: Tongxin, links: Path) -> None:
    """The bots' process, until cancelled. It ends with ours, however ours ends."""
    env = environment()
    if tongxin.settings.tls_self_signed:
        env["SSL_CERT_FILE"] = str((tongxin.settings.data / "tls" / "cert.pem").resolve())
    command = module_command("web.attached", "web.bot", "--links", str(links))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, env=env, start_new_session=True
    )
    log.info("bots started", pid=process.pid)
    try:
        status = await process.wait()
        log.warning("bots ended", status=status)
    finally:
        await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask it to end by closing its standard input, then make it."""
    assert process.stdin is not None
    process.stdin.close()
    ended = asyncio.ensure_future(process.wait())
    await asyncio.wait([ended], timeout=BOTS_END_SECONDS)  # not asyncio.timeout: we are cancelled
    if not ended.done():
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await ended


async def preside(service: Service, id: str, bots: frozenset[str]) -> None:
    """The script, until cancelled: one look every `SCRIPT_SECONDS`."""
    host = Actor(HOST.role, HOST.id, HOST.venue_id, HOST.name)
    while True:
        await asyncio.sleep(SCRIPT_SECONDS)
        try:
            command = next_grant(await service.state(id), bots, now_ms())
            if command is not None:
                await service.execute(id, host, command)
        except SessionError as error:  # somebody else was quicker
            log.debug("the demo's script was refused", error=str(error))


def next_grant(state: Consultation, bots: frozenset[str], now: int) -> c.GrantFloor | None:
    """Whom the script gives the floor, if it is free and nobody presides.

    The first in the list who is connected; after `QUIET_MS` of silence with nobody waiting the bot
    that has waited longest for its turn is called by name.
    """
    if state.status != "open" or state.floor or is_presided(state):
        return None
    for request in state.requests:
        if request.participant_id in state.joined:
            return c.GrantFloor(request_id=request.request_id)
    spoke = {speech.participant_id: speech.ended_at or now for speech in state.speeches.values()}
    if now - max([state.opened_at or now, *spoke.values()]) < QUIET_MS:
        return None
    ready = [bot for bot in state.participants if bot in bots and bot in state.joined]
    if not ready:
        return None
    return c.GrantFloor(participant_id=min(ready, key=lambda bot: spoke.get(bot, 0)))


def is_presided(state: Consultation) -> bool:
    """Whether a chair or clerk is connected; nobody connects as the script."""
    people: list[Participant] = [state.participants[id] for id in state.joined]
    return any(person.role in ("chair", "clerk") for person in people)
