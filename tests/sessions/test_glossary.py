"""The glossary: each term once, each name in the code, each command and event in the glossary."""

import ast
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import sessions
from sessions.commands import AnyCommand, CreateConsultation
from sessions.events import AnyEvent
from sessions.types import ItemKind, Level, RequestKind, Role

HOME = Path(sessions.__path__[0])
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (HOME / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| 中文"))
]
NAMES = [name for row in ROWS for name in re.findall(r"`(\w+)`", row[2])]


def names_in_code() -> set[str]:
    """Names, attributes, arguments and literals of the package's source."""
    found: set[str] = set()
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.Name(id=name):
                    found.add(name)
                case ast.Attribute(attr=name) | ast.arg(arg=name) | ast.Constant(value=str(name)):
                    found.add(name)
                case _:
                    pass
    return found


def test_each_term_once() -> None:
    for column in (0, 1):
        counts = Counter(row[column] for row in ROWS)
        assert not [term for term, count in counts.items() if count > 1]
    once = Counter(name for name in NAMES if name[0].isupper() and name != "GrantFloor")
    assert not [name for name, count in once.items() if count > 1]


def test_every_name_is_in_the_code() -> None:
    assert len(NAMES) > 100
    assert not set(NAMES) - names_in_code()


def test_every_command_and_event_is_in_the_glossary() -> None:
    kinds = {CreateConsultation, *get_args(AnyCommand), *get_args(AnyEvent)}
    assert not {kind.__name__ for kind in kinds} - set(NAMES)


def test_every_role_and_kind_is_in_the_glossary() -> None:
    assert not {*get_args(Role), *get_args(ItemKind), *get_args(RequestKind)} - set(NAMES)
    levels = next(row[1] for row in ROWS if row[2] == "`Level`")
    assert all(level in levels for level in get_args(Level))
