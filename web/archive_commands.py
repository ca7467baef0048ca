"""The command line's export, import, backup and restore of the record; no server need be running.

A server may be: what it acknowledged before a backup begins is in the backup.
"""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

T = TypeVar("T")

Data = Annotated[Path | None, typer.Option(help="Data folder; ./data if not given.")]
File = Annotated[Path, typer.Argument(help="The archive.")]


def export(
    id: Annotated[str, typer.Argument(help="The consultation.")], file: File, data: Data = None
) -> None:
    """Write a consultation with its log, signed heads, documents and pictures to FILE, to be
    imported elsewhere.
    """
    from web.record import opened

    settings = _settings(data)

    async def run() -> list[str]:
        from web.archives import write_archive
        from web.document_store import DocumentStore
        from web.record import verified

        kept = DocumentStore(settings.documents)
        async with opened(settings) as store:
            if id not in await store.read_ids():
                _fail(f"There is no consultation {id} in this data folder.")
            await write_archive(store, [id], file, beside=settings)
            return (await verified(store, kept, id)).lost

    for lost in _run(run()):
        typer.echo(f"Document {lost} is not in this data folder, and so not in {file}.", err=True)
    typer.echo(f"Wrote {id} to {file}.")


def import_(file: File, data: Data = None) -> None:
    """Verify an exported consultation and add it to this record."""
    settings = _settings(data)

    async def run() -> list[str]:
        from sessions.store import Store
        from web.archives import import_archive

        settings.make_data()
        store = Store(settings.record_url)
        await store.start()
        try:
            return [one.id for one in await import_archive(store, settings, file)]
        finally:
            await store.close()

    for id in _run(run()):
        typer.echo(f"Added {id}.")


def backup(file: File, data: Data = None) -> None:
    """Write everything to FILE: all consultations, the keys, what was attached."""
    from web.record import opened

    settings = _settings(data)

    async def run() -> int:
        from web.archives import write_archive

        async with opened(settings) as store:
            ids = await store.read_ids()
            return len(await write_archive(store, ids, file, files=settings.data))

    count = _run(run())
    typer.echo(
        f"Wrote {count} consultations to {file}. It holds the keys: keep it as safe as them."
    )


def restore(file: File, data: Data = None) -> None:
    """Verify a backup and write it into a data folder, and a database, that have nothing yet."""
    settings = _settings(data)

    async def run() -> int:
        from web.archives import restore_backup

        return len(await restore_backup(settings, file))

    typer.echo(f"Restored {_run(run())} consultations to {settings.data}.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command in (
        ("export", export),
        ("import", import_),
        ("backup", backup),
        ("restore", restore),
    ):
        app.command(name)(command)


def _settings(data: Path | None) -> Any:
    from web.cli import settings_of

    return settings_of(data=data)


def _fail(text: str) -> NoReturn:
    from web.cli import fail

    fail(text)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """What `work` answers; what goes wrong is said in a sentence, with status 1."""
    from sessions.archive import BadArchive
    from sessions.errors import Unavailable
    from web.archives import Damaged, Present
    from web.record import NoRecord

    try:
        return asyncio.run(work)
    except NoRecord as error:
        _fail(f"There is no record in {error}.")
    except BadArchive as error:
        _fail(str(error))
    except Damaged as error:
        for fault in error.faults:
            typer.echo(f"{error.consultation_id}: record {fault.seq} is {fault.kind}", err=True)
        _fail("The archive does not verify; nothing was written.")
    except Present as error:
        _fail(f"{error} is there already; nothing was written.")
    except Unavailable as error:
        _fail(error.message("en"))
    except OSError as error:
        _fail(f"{error.filename or 'The archive'}: {error.strerror}.")
