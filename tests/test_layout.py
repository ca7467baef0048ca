"""The architecture as rules: import directions, protocol and code in step, nothing local in git."""

import ast
import hashlib
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from signaling.messages import ClientMessage, ServerMessage
from web.schema import schema_text

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

FORBIDDEN = {
    "media": {"sessions", "signaling", "web"},
    "sessions": {"media", "signaling", "web"},
    "signaling": {"web"},
    "web": set[str](),
}
"""What each package may not import; and nothing in the product imports tests or bench."""

SHELLS = {
    "media.binding",
    "media.child",
    "media.client",
    "media.egress.__main__",
    "media.egress.bucket",
    "media.egress.channel",
    "media.egress.beside_thread",
    "media.egress.client",
    "media.egress.objects",
    "media.egress.process",
    "media.egress.take_writer",
    "media.framing",
    "media.local_sockets",
    "media.native_build",
    "media.server",
    "media.udp",
    "media.tcp_flows",
    "media.worker",
    "sessions.ballot_box",
    "sessions.ballot_keys",
    "sessions.head_keeper",
    "sessions.migrations",
    "sessions.outcome_keeper",
    "sessions.paper_store",
    "sessions.signed_documents",
    "sessions.search.index",
    "sessions.search.keeper",
    "sessions.service",
    "sessions.shelf",
    "sessions.store",
    "sessions.support_box",
    "sessions.tables",
    "sessions.voting",
    "sessions.writer",
    "signaling.attendance",
    "signaling.cascade",
    "signaling.connection",
    "signaling.drafting",
    "signaling.guest",
    "signaling.hub",
    "signaling.line_checks",
    "signaling.media_plane",
    "signaling.meeting",
    "signaling.meetings",
    "signaling.peers",
    "signaling.relays",
    "signaling.stream",
    "signaling.used_links",
    "signaling.workers",
}
"""The modules outside `web` that await or do I/O. All others are cores and import none of them."""

IMPURE = {
    "asyncio", "multiprocessing", "selectors", "socket", "subprocess", "threading", "uvloop",
    "alembic", "redis", "sqlalchemy", "sqlite3", "starlette", "uvicorn", "websockets",
}  # fmt: skip
"""Libraries whose use makes a module a shell."""


# --- directions -------------------------------------------------------------------------------


@cache
def tree(path: Path) -> ast.Module:
    """The parsed source of one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(package: str) -> Iterator[tuple[str, Path]]:
    """(dotted name, file) of each Python module below `package`."""
    for path in sorted((ROOT / package).rglob("*.py")):
        if "node_modules" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    """Dotted names that a file imports, at any depth of its code; relative ones made absolute."""
    names: set[str] = set()
    folder = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            source = ".".join([*base, *([node.module] if node.module else [])])
            names |= {source} | {f"{source}.{alias.name}" for alias in node.names}
    return names


def is_impure(path: Path) -> bool:
    """Whether a module awaits, imports what does I/O, or is a process's entry.

    Naming a port, that is a Protocol with async methods, is none of these.
    """
    ports = {
        part
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)
        for part in ast.walk(node)
    }
    awaits = any(
        isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)
        for node in ast.walk(tree(path))
        if node not in ports
    )
    does_io = any(name.split(".")[0] in IMPURE for name in imports(path))
    return awaits or does_io or path.name == "__main__.py"


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_go_one_way(package: str) -> None:
    forbidden = FORBIDDEN[package] | {"tests", "bench"}
    assert not [
        f"{name} imports {target}"
        for name, path in modules(package)
        for target in imports(path)
        if target.split(".")[0] in forbidden
    ]


@pytest.mark.parametrize("package", ["media", "sessions", "signaling"])
def test_only_the_named_shells_await_or_do_io(package: str) -> None:
    """A new module here is a rule in the wrong place, or a shell to be named above."""
    named = {name for name in SHELLS if name.split(".")[0] == package}
    impure = {name for name, path in modules(package) if is_impure(path)}
    wrapping = {name for name, path in modules(package) if imports(path) & SHELLS}
    within = {name for name in impure for shell in named if name.startswith(f"{shell}.")}
    assert not impure - named - within
    assert not named - impure - wrapping


@pytest.mark.parametrize("package", ["media", "sessions", "signaling"])
def test_cores_never_import_shells(package: str) -> None:
    assert not [
        f"{name} imports {target}"
        for name, path in modules(package)
        if name not in SHELLS
        for target in sorted(imports(path) & SHELLS)
    ]


# --- documents, code and generated files in step ----------------------------------------------


def test_protocol_and_messages_name_the_same() -> None:
    """Headings are "### `tag` (client|server)"; both messages of an echo stand without the side."""
    text = (ROOT / "signaling" / "PROTOCOL.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `(\w+)`(?: \((client|server)\))?$", text, re.MULTILINE)
    sides = {"client": tags(ClientMessage), "server": tags(ServerMessage)}
    assert sorted(tag for tag, _ in headings) == sorted([*sides["client"], *sides["server"]])
    assert not [tag for tag, side in headings if side and tag not in sides[side]]


def tags(union: Any) -> list[str]:
    """The wire tags of a union of message structs."""
    return [str(message.__struct_config__.tag) for message in get_args(union)]


def test_client_types_are_those_of_the_schema() -> None:
    """Run `make types` after changing a message, command, event or view."""
    generated = ROOT / "web" / "client" / "src" / "wire.gen.ts"
    header = generated.read_text(encoding="utf-8").splitlines()[0]
    assert hashlib.sha256(schema_text()).hexdigest() in header


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ["build"]),
        ("requirements-dev.lock", ["build", "fuzz", "lint", "test"]),
    ],
)
def test_locks_hold_what_the_project_pins(lock: str, extras: list[str]) -> None:
    """Run `make lock` after changing a dependency."""
    optional = PROJECT["project"]["optional-dependencies"]
    wanted = [
        *PROJECT["project"]["dependencies"],
        *(pin for name in extras for pin in optional[name]),
    ]
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+==[\w.]+)", text, re.MULTILINE))
    assert not {re.sub(r"\[.*?\]|;.*", "", pin) for pin in wanted} - locked


def test_build_extra_is_what_the_build_requires() -> None:
    extra = PROJECT["project"]["optional-dependencies"]["build"]
    assert extra == PROJECT["build-system"]["requires"]


# --- what is tracked --------------------------------------------------------------------------

LOCAL = [
    r"(?<![\w.-])/(?:wor[k]|roo[t]|far[m])/\w",
    r"(?:registry\.npmjs\.org|pypi\.org|pythonhosted\.org|registry\.npmmirror)",
    r"\"resolved\": *\"http",
    r"(?:index-ur[l]|find-link[s])",
    r"file:/{3}",
]
"""Paths of one machine, and addresses of package registries."""


def tracked() -> list[Path]:
    """The files that git tracks here and that still exist."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [path for name in listed.stdout.decode().split("\0") if (path := ROOT / name).is_file()]


def test_no_tracked_file_names_this_machine_or_a_registry() -> None:
    pattern = re.compile("|".join(LOCAL).encode())
    files = tracked()
    assert len(files) > 20
    assert not [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in files
        for match in pattern.finditer(path.read_bytes())
    ]


@pytest.mark.parametrize(
    "page", sorted((ROOT / "web" / "client").glob("*.html")), ids=lambda page: page.name
)
def test_pages_hold_nothing_inline(page: Path) -> None:
    """The server's policy would refuse to run or apply it, but for what the build puts in."""
    text = page.read_text(encoding="utf-8")
    inline = r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:"
    assert not re.findall(inline, text, re.IGNORECASE)
