"""Random commands, built from their types alone, so that a new one is tried without a word here.

Ids are drawn mostly from what the state holds, by the kind that a field's name says, and now and
then from anything; whatever is drawn fits its type's bounds, as what is decoded does.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import msgspec
from msgspec import inspect

from sessions.ordered import Ordered

type_info = functools.cache(inspect.type_info)

ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
ID_PATTERN = r"^[A-Za-z0-9_-]+$"
BLOCK = r"^[a-z_]+(:[A-Za-z0-9_-]{1,40})?$"
NONSENSE = ("nowhere", "x", "0" * 16)
TEXTS = ("同意", "再议", "x" * 20, "‮反", "=1+1", "a\nb")
MADE_BY_CLIENTS = ("invitation_id", "opinion_id")
"""Ids that a command brings along as often as it names one that is known."""
SECRET = ("receipt_id", "invitation_id")
"""Kinds that are put nowhere else, so that a leak of them can be told."""
SINGULARS = {"agenda": "item", "speeches": "speech"}
"""Of the collections whose name says something else than what they hold, or says it oddly."""
KNOWN_MAX = 20_000
_known: dict[int, tuple[msgspec.Struct, Sequence[tuple[str, str]]]] = {}
"""The ids in a part of a state, by the part's own `id`; it is kept, so that no other takes that."""


def ids_of(state: Any) -> dict[str, list[str]]:
    """All ids in a state by what their fields are called, as `venue_id`.

    In an order that is the same in every process.
    """
    found: dict[str, dict[str, None]] = {}
    for kind, id in _ids(state, ""):
        if not ID.fullmatch(id):
            continue  # a key that is made of an id
        found.setdefault(kind, {})[id] = None
    return {kind: list(ids) for kind, ids in found.items()}


def _ids(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, msgspec.Struct):
        yield from _ids_within(value)
    elif isinstance(value, Ordered | Mapping):
        keys = value if isinstance(value, Ordered) else sorted(value, key=repr)
        for key in keys:
            if isinstance(key, str):
                yield f"{_singular(name)}_id", key
            yield from _ids(value[key], "")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _ids(one, name)
    elif isinstance(value, frozenset):
        for one in sorted(value, key=repr):
            yield from _ids(one, name)
    elif isinstance(value, str) and name.endswith("_id"):
        yield name, value


def _ids_within(struct: msgspec.Struct) -> Sequence[tuple[str, str]]:
    """One state shares nearly all its parts with the next, and none of them ever changes."""
    known = _known.get(id(struct))
    if known is None:
        if len(_known) == KNOWN_MAX:
            _known.clear()
        fields = type(struct).__struct_fields__
        ids = tuple(pair for field in fields for pair in _ids(getattr(struct, field), field))
        known = _known[id(struct)] = struct, ids
    return known[1]


def _direct(state: Any) -> Iterator[str]:
    """What the state names itself, as the running item and who has the floor."""
    for field in type(state).__struct_fields__:
        value = getattr(state, field)
        for one in value if isinstance(value, tuple) else (value,):
            inner = one.__struct_fields__ if isinstance(one, msgspec.Struct) else ()
            yield from (v for v in (one, *(getattr(one, f) for f in inner)) if isinstance(v, str))


def _singular(name: str) -> str:
    return SINGULARS.get(name, name.removesuffix("s"))


class Anything:
    """Values of any type that commands are made of."""

    def __init__(self, random: Random, state: Any, now: int) -> None:
        self._random = random
        self._ids = ids_of(state)
        self._all = [id for kind, ids in self._ids.items() if kind not in SECRET for id in ids]
        self._hot = set(_direct(state))
        self._now = now

    def struct(self, kind: type[msgspec.Struct]) -> Any:
        """One of a kind, decoded as if it had come over the wire."""
        info = type_info(kind)
        assert isinstance(info, inspect.StructType)
        return msgspec.convert(msgspec.to_builtins(self._value(info, "")), kind)

    def _value(self, info: inspect.Type, name: str) -> Any:
        random = self._random
        match info:
            case inspect.StructType():
                return {f.encode_name: self._value(f.type, f.name) for f in self._given(info)} | (
                    {info.tag_field: info.tag} if info.tag_field else {}
                )
            case inspect.UnionType(types):
                return self._value(random.choice(types), name)
            case inspect.LiteralType(values):
                return random.choice(sorted(values, key=str))
            case inspect.StrType():
                return self._text(info, name)
            case inspect.IntType():
                return self._number(info, name)
            case inspect.FloatType():
                return random.choice([0.0, 0.5, 1.0])
            case inspect.BoolType():
                return random.random() < 0.5
            case inspect.NoneType():
                return None
            case inspect.ListType() | inspect.VarTupleType() | inspect.SetType():
                return self._list(info, name)
            case inspect.DictType():
                return {
                    self._value(info.key_type, name): self._value(info.value_type, name)
                    for _ in range(random.randrange(3))
                }
            case _:
                raise AssertionError(f"{info} of {name}: teach this file how to make one")

    def _given(self, info: inspect.StructType) -> Iterable[inspect.Field]:
        """The fields that are said; those with a default not always."""
        return [field for field in info.fields if field.required or self._random.random() < 0.5]

    def _list(self, info: Any, name: str) -> list[Any]:
        least = info.min_length or 0
        most = least + 3 if info.max_length is None else min(info.max_length, least + 3)
        count = self._random.randint(least, most)
        return [self._value(info.item_type, name.removesuffix("s")) for _ in range(count)]

    def _text(self, info: inspect.StrType, name: str) -> str:
        random = self._random
        if name == "receipt":
            return f"r{random.randrange(1 << 30)}"
        if name == "token" and info.pattern == ID_PATTERN:
            return f"{random.randrange(1 << 128):032x}"
        if name == "id" or name.endswith("_id") or info.pattern == ID_PATTERN:
            return self._id(name)
        if info.pattern == BLOCK:
            return self._block()
        if info.pattern is not None:
            return _matching(info.pattern, random)
        text = f"{random.choice(TEXTS)}{random.randrange(1 << 40)}"  # each only once
        return text[: info.max_length] if info.max_length is not None else text

    def _block(self) -> str:
        """A block of the minutes, mostly one that there is."""
        kind = self._random.choice(["opening", "opinions", "item", "outcome", "added", "nothing"])
        known = {"item": "item_id", "outcome": "outcome_id", "added": "request_id"}
        return f"{kind}:{self._id(known[kind])}" if kind in known else kind

    def _id(self, name: str) -> str:
        random, known = self._random, self._ids.get(name, [])
        fresh = f"n{random.randrange(1 << 30)}"
        place = random.random()
        if name in MADE_BY_CLIENTS:
            return random.choice(known) if known and place < 0.5 else fresh
        hot = [id for id in known if id in self._hot]
        if hot and place < 0.5:
            return random.choice(hot)
        if known and place < 0.85:
            return random.choice(known)
        if (not known or place < 0.9) and place < 0.93 and self._all:
            return random.choice(self._all)
        return random.choice(NONSENSE) if place < 0.95 else fresh

    def _number(self, info: inspect.IntType, name: str) -> int:
        least = info.ge if info.ge is not None else 0
        most = info.le if info.le is not None else least + 1_000_000
        if name.endswith("_at"):
            return self._now + self._random.choice([-1000, 1000, 3_600_000])
        near = [least, least + 1, least + self._random.randrange(100), most]
        return min(most, int(self._random.choice(near)))


def _matching(pattern: str, random: Random) -> str:
    """A string of one of the patterns that bound our types."""
    known = {
        r"^\d{6}$": ["000000", "430000", "430200", "430204"],
        r"^\d{4}-\d{2}-\d{2}$": ["2026-09-30", "2026-07-01", "2026-13-40"],
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": ["zh-CN", "en", "bo"],
        r"^[0-9a-f]{64}$": [f"{random.randrange(1 << 256):064x}"],
    }
    assert pattern in known, f"{pattern}: teach this file what matches it"
    return random.choice(known[pattern])
