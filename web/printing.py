"""What the commands print for people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console

from web.app import Tongxin
from web.demo import Links
from web.demo_content import LABELS, TITLE


@asynccontextmanager
async def announcement(tongxin: Tongxin, base: str) -> AsyncIterator[None]:
    """Where the server listens, and how an organizer gets in."""
    console = Console(highlight=False)
    data = tongxin.settings.data
    console.print(f"\n[bold]Tongxin 同心[/] listens on [bold]{base}[/]", soft_wrap=True)
    console.print(f"Organizers get in by: tongxin organizer-link --data {data} --base-url {base}\n")
    yield


def print_links(links: Links, qr: bool) -> None:
    """One link per role, each on a line of its own so that it can be copied whole."""
    console = Console(highlight=False)
    console.print(f"\n[bold]{TITLE}[/]  {links.base}  ({links.consultation})", soft_wrap=True)
    for role, label in LABELS.items():
        link = links.roles[role]
        console.print(f"\n[bold]{label}[/]")
        console.print(link.url, soft_wrap=True, markup=False)
        if qr:
            import segno

            segno.make(link.url, error="l").terminal(compact=True)
    if links.bots:
        names = "、".join(bot.name for bot in links.bots)
        console.print(f"\nBots: {names}")
    console.print("\nCtrl-C ends it all.\n")
