"""The command line: serve, demo, organizer-link, minutes, verify, bot, captions, bench; archives
apart.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from web import archive_commands

if TYPE_CHECKING:
    from io import RawIOBase

    from web.config import Settings
    from web.server import Beside

app = typer.Typer(
    name="tongxin",
    help="Tongxin 同心: remote consultations. Every option of serve may also stand in the "
    "environment as TONGXIN_… (see README).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Host = Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 if not given.")]
Port = Annotated[int | None, typer.Option(help="TCP port for pages and API; 8000 if not given.")]
Data = Annotated[Path | None, typer.Option(help="Data folder; ./data if not given.")]
TlsCert = Annotated[Path | None, typer.Option(help="PEM certificate chain, for HTTPS.")]
TlsKey = Annotated[Path | None, typer.Option(help="PEM private key.")]
SelfSigned = Annotated[
    bool | None, typer.Option("--tls-self-signed", help="HTTPS with a certificate made here.")
]
RelayPort = Annotated[int | None, typer.Option(help="Port of all media; 0: any free.")]
RelayWorkers = Annotated[
    int | None, typer.Option(help="Processes that relay media, each at a port of its own.")
]
Announce = Annotated[
    list[str] | None, typer.Option(help="Address under which media reaches us; may be repeated.")
]
BaseUrl = Annotated[str | None, typer.Option(help="How people reach this server, for links.")]
LogLevel = Annotated[str | None, typer.Option(help="debug, info, warning or error.")]
AccessLog = Annotated[bool | None, typer.Option("--access-log", help="A log line per request.")]


archive_commands.register(app)


def settings_of(**given: Any) -> "Settings":
    """The settings of an invocation: options first, then the environment, then defaults."""
    from pydantic import ValidationError

    from web.config import MAX_PORT, Settings

    named = {name: value for name, value in given.items() if value not in (None, [])}
    try:
        settings = Settings(**named)
    except ValidationError as error:
        fail("; ".join(f"{e['loc'][0] if e['loc'] else ''}: {e['msg']}" for e in error.errors()))
    if (settings.tls_cert is None) != (settings.tls_key is None):
        fail("--tls-cert and --tls-key belong together.")
    if settings.relay_ports[-1] > MAX_PORT:
        fail("--relay-port leaves no ports for that many --relay-workers.")
    return settings


def fail(text: str) -> NoReturn:
    """Say what is wrong and end with status 1."""
    typer.echo(text, err=True)
    raise typer.Exit(1)


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    tls_self_signed: SelfSigned = None,
    relay_port: RelayPort = None,
    relay_workers: RelayWorkers = None,
    announce: Announce = None,
    base_url: BaseUrl = None,
    log_level: LogLevel = None,
    access_log: AccessLog = None,
) -> None:
    """Serve consultations until Ctrl-C."""
    settings = settings_of(**locals())

    def beside() -> "Beside":
        from web.printing import announcement

        return announcement

    run_server(settings, beside)


@app.command()
def demo(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    bots: Annotated[int, typer.Option(min=0, max=8, help="Synthetic participants.")] = 0,
    links: Annotated[Path | None, typer.Option(help="Write the links here as JSON.")] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Print QR codes of the links too.")] = False,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    tls_self_signed: SelfSigned = None,
    relay_port: RelayPort = None,
    relay_workers: RelayWorkers = None,
    announce: Announce = None,
    base_url: BaseUrl = None,
    log_level: LogLevel = None,
    access_log: AccessLog = None,
) -> None:
    """Serve with a prepared consultation of four levels, and print a join link per role."""
    given = {k: v for k, v in locals().items() if k not in ("bots", "links", "qr")}
    settings = settings_of(**given)

    def beside() -> "Beside":
        from web.demo import demo as run_demo
        from web.printing import print_links

        show = partial(print_links, qr=qr)
        return partial(run_demo, bots=bots, links_file=links, show=show)

    run_server(settings, beside)


def run_server(settings: "Settings", load_beside: "Callable[[], Beside]") -> None:
    """Serve, with what `load_beside` makes running beside the server once it is ready."""
    from web import launch, logs

    os.umask(0o077)  # before anything is written, and for the relay and egress too
    try:
        listener = launch.listen(settings.host, settings.port)
    except launch.CannotListen as error:
        fail(f"Cannot listen on {error}. Choose another with --host and --port.")
    logs.configure(settings.log_level, settings.log_json)
    launch.serve(settings, listener, load_beside)


@app.command()
def organizer_link(
    data: Data = None,
    base_url: BaseUrl = None,
    host: Host = None,
    port: Port = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long the link works.")] = 7,
) -> None:
    """Print a link that lets an organizer create and run consultations on this data folder."""
    settings = settings_of(data=data, base_url=base_url, host=host, port=port)
    from signaling.tokens import Tokens, load_key
    from web.tokens import organizer_token

    settings.make_data()
    token = organizer_token(Tokens(load_key(settings.key_file)), days * 24 * 3600)
    typer.echo(f"{settings.address(settings.port)}/desk#t={token}")


@app.command()
def minutes(
    id: Annotated[str, typer.Argument(help="The consultation.")],
    format: Annotated[
        str, typer.Option(help="json, document.json, md, docx, pdf, csv or xml (Akoma Ntoso).")
    ] = "md",
    document: Annotated[
        str,
        typer.Option(
            help="minutes or record; as csv also attendance, speeches, opinions, outcomes."
        ),
    ] = "minutes",
    version: Annotated[
        int | None, typer.Option(min=1, help="Signed minutes; the present ones if not given.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File; standard output if not given.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="An office's own DOCX, in which the minutes are placed.")
    ] = None,
    data: Data = None,
) -> None:
    """Make a consultation's minutes, or its record, from its log."""
    from sessions.export.forms import FILES

    file = next((known for known in FILES if known == f"{document}.{format}"), None)
    if file is None:
        fail(f"There is no {document}.{format}: choose one of {', '.join(FILES)}.")
    if template is not None and file != "minutes.docx":
        fail("--template is for --format docx of the minutes.")
    if version is not None and document != "minutes":
        fail("--version is of the minutes.")
    from sessions.errors import Refused
    from web.making import make_file
    from web.record import NoRecord

    try:
        made = make_file(settings_of(data=data), id, file, template, version)
    except NoRecord as error:
        fail(f"There is no record in {error}.")
    except Refused as error:
        fail(error.message("en"))
    if made is None:
        fail(f"There is no consultation {id} in this data folder.")
    if out is None:
        sys.stdout.buffer.write(made)
    else:
        out.write_bytes(made)


@app.command()
def verify(
    id: Annotated[str | None, typer.Argument(help="One consultation; all if not given.")] = None,
    head: Annotated[
        str | None, typer.Option(help="A head that was kept elsewhere: tongxin-head:…")
    ] = None,
    data: Data = None,
) -> None:
    """Check a log's chain of hashes, signed heads, votes, documents and signed minutes; status 1
    and what is wrong.
    """
    from sessions.heads import BadHead, parse
    from web.record import NoRecord, verify_record

    try:
        kept = None if head is None else parse(head)
        found = asyncio.run(verify_record(settings_of(data=data), id, kept))
    except NoRecord as error:
        fail(f"There is no record in {error}.")
    except BadHead as error:
        fail(f"That is no head: {error}")
    asked = id if kept is None else kept.consultation_id
    if asked is not None and not found:
        fail(f"There is no consultation {asked} in this data folder.")
    for one in found:
        if not one.faults:
            signed = f"{one.heads} signed heads" if one.heads else "no signed head yet"
            typer.echo(
                f"{one.id}: {one.records} records, chain whole, last hash {one.hash}, {signed}"
                + (f", {one.documents} documents as recorded" if one.documents else "")
            )
        for fault in one.faults:
            typer.echo(f"{one.id}: record {fault.seq} is {fault.kind}", err=True)
        for document in one.lost:
            typer.echo(f"{one.id}: the bytes of document {document} are gone or others", err=True)
        for ballot in one.ballots:
            text = f"{one.id}: ballot {ballot.ballot_id} (record {ballot.seq}) is {ballot.kind}"
            typer.echo(text, err=True)
        for version in one.minutes:
            text = f"{one.id}: version {version} of the minutes is not what was signed"
            typer.echo(text, err=True)
    if any(one.faults or one.lost or one.ballots or one.minutes for one in found):
        raise typer.Exit(1)


@app.command()
def bot(
    link: Annotated[str, typer.Argument(help="A join link, with its #t=…")],
    media: Annotated[
        str | None, typer.Option(help="A file played on repeat, or a camera as /dev/video0.")
    ] = None,
    name: Annotated[str, typer.Option(help="Drawn into the test pattern.")] = "同心",
) -> None:
    """Take part as a synthetic participant: a file, a camera or a test pattern."""
    from web.bot import run_one
    from web.logs import configure

    configure("info")
    try:
        asyncio.run(run_one(link, media, name))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@app.command()
def captions(
    link: Annotated[
        str, typer.Argument(envvar="TONGXIN_CAPTIONS", help="A caption port's, with its #t=…")
    ],
    file: Annotated[Path, typer.Argument(help="Lines to send; - is standard input.")] = Path("-"),
    language: Annotated[str, typer.Option(help="Of lines that name none.")] = "zh-CN",
) -> None:
    """Send captions: each line of input is one, or JSON {"text", "final", "language", …}.

    Comes back by itself and ends once every caption is on disk; status 1 if any was refused.
    """
    if "#t=" not in link:
        fail("That is no caption port's link: it has no #t=…")
    name = str(file)
    if name != "-" and not file.is_file():
        fail(f"There is no file {name}.")
    # Unbuffered: a buffer whose reader still waits would be in the way of the end.
    with open(0 if name == "-" else file, "rb", buffering=0, closefd=name != "-") as source:
        _feed(link, source, language)


def _feed(link: str, source: "RawIOBase", language: str) -> None:
    from web.caption_feed import Feed, Over

    feed = Feed(link, source, language, lambda text: typer.echo(text, err=True))
    try:
        asyncio.run(feed.run())
    except Over as over:
        fail(str(over))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    raise typer.Exit(0 if feed.whole else 1)


@app.command()
def bench(
    name: Annotated[str | None, typer.Argument(help="Which; all are listed if not given.")] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help="Passed on.")] = None,
) -> None:
    """Run a benchmark of the source tree's bench folder."""
    import subprocess

    from web.processes import ROOT, environment, module_command

    known = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem[0] != "_")
    if not known:
        fail("Benchmarks are in the source tree; this is an installed package.")
    if name is None:
        typer.echo("\n".join(known))
        return
    if name not in known:
        fail(f"There is no benchmark {name}: choose one of {', '.join(known)}.")
    command = module_command(f"bench.{name}", *(arguments or []))
    raise typer.Exit(subprocess.run(command, env=environment()).returncode)


def main() -> None:
    """Entry of the `tongxin` command."""
    app()


if __name__ == "__main__":
    main()
