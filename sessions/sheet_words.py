"""The words of a roster sheet in Chinese and English: headings, roles, levels, capacities."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar, get_args

from sessions.types import Capacity, Level, Role

Column = Literal[
    "name",
    "role",
    "venue",
    "title",
    "organization",
    "short_name",
    "capacity",
    "interprets_into",
    "sector",
    "number",
    "parent",
    "level",
    "region_code",
]
COLUMNS: tuple[Column, ...] = get_args(Column)

HEADINGS: Mapping[Column, tuple[str, ...]] = {
    "name": ("姓名", "Name", "姓名或席位名", "名字", "席位名"),
    "role": ("身份", "Role", "角色", "参会身份"),
    "venue": ("会场", "Venue", "所在会场", "会场名称", "分会场"),
    "title": ("职务", "Title", "职务或界别", "职务/界别"),
    "organization": ("单位", "Organization", "工作单位", "所在单位", "Organisation"),
    "short_name": ("简称", "Short name", "席签", "桌签"),
    "capacity": ("参加方式", "Capacity", "出席或列席", "怎样参加", "出列席"),
    "interprets_into": ("传译语言", "Interprets into", "译入语言", "语种", "语言"),
    "sector": ("界别", "Sector", "所属界别"),
    "number": ("编号", "Number", "委员编号", "委员证号"),
    "parent": ("上级会场", "Parent venue", "Parent"),
    "level": ("级别", "Level", "会场级别"),
    "region_code": ("区划代码", "Region code", "行政区划代码", "代码", "Code"),
}
"""The first two are those of the template, in Chinese and in English."""

SheetRole = Role | Literal["seat"]
"""`seat`: somebody in the venue's room without a connection of their own."""

ROLE_WORDS: Mapping[SheetRole, tuple[str, ...]] = {
    "chair": ("主持人", "chair", "主席"),
    "clerk": ("记录员", "clerk", "书记员"),
    "member": ("委员", "member", "政协委员"),
    "expert": ("专家", "expert"),
    "department": ("承办单位", "department", "部门", "单位"),
    "public_rep": ("群众代表", "public representative", "public_rep", "群众"),
    "venue": ("会场操作员", "venue operator", "venue", "操作员"),
    "interpreter": ("译员", "interpreter", "翻译", "同传", "同传译员"),
    "viewer": ("旁听者", "viewer", "旁听"),
    "seat": ("席位", "seat", "现场人员"),
    "organizer": ("组织者", "organizer"),
}
CAPACITY_WORDS: Mapping[Capacity, tuple[str, ...]] = {
    "attending": ("出席", "attending"),
    "observing": ("列席", "observing"),
}
LEVEL_WORDS: Mapping[Level, tuple[str, ...]] = {
    "national": ("全国", "national", "国家", "国家级", "全国级"),
    "provincial": ("省", "provincial", "省级", "自治区", "直辖市"),
    "municipal": ("市", "municipal", "市级", "地级", "州"),
    "county": ("县", "county", "县级", "区", "区县", "区级", "旗"),
}

K = TypeVar("K", bound=str)

BLANKS = frozenset({"", "-", "—", "——", "/", "无"})
"""What people put into a cell that is to be empty."""


def clean(cell: str) -> str:
    """A cell on one line, without what nobody sees."""
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in cell
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs")
    )
    text = " ".join(shown.split())
    return "" if text in BLANKS else text


def folded(word: str) -> str:
    """A word as it is compared: case, width and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def meant(word: str, words: Mapping[K, Iterable[str]]) -> K | None:
    """Which of the meanings a word has."""
    wanted = folded(word)
    return next((meaning for meaning, said in words.items() if wanted in map(folded, said)), None)
