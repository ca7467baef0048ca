"""Makes a file of a record on the command line, and shows on a terminal how far it is."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sessions.export.forms import File, make
from web.config import Settings
from web.record import ordered


def make_file(
    settings: Settings, id: str, file: File, template: Path | None, version: int | None
) -> bytes | None:
    """The bytes of `file`, None if there is no consultation `id`; raises `NoRecord`, `Refused`.

    The bar goes to standard error, and only where that is a terminal.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Reading the record", total=2)
        order = asyncio.run(ordered(settings, id, file, template, version))
        if order is None:
            return None
        bar.update(task, advance=1, description=f"Making {file}, {len(order.records)} records")
        made = make(order)
        bar.update(task, advance=1)
        return made
