"""Names, numbers and times as documents write them."""

import re
from datetime import datetime, timedelta, timezone
from typing import Literal

from sessions.minutes_speeches import Person
from sessions.types import (
    DeletionCode,
    ItemKind,
    Level,
    PauseCode,
    RequestKind,
    RevokeCode,
    Role,
)

BEIJING = timezone(timedelta(hours=8))
"""All of China keeps one time, without summer time."""


LEVEL_NAMES: dict[Level, str] = {
    "national": "全国",
    "provincial": "省级",
    "municipal": "市级",
    "county": "县级",
}


REQUEST_KINDS: dict[RequestKind, str] = {
    "statement": "发言",
    "question": "提问",
    "answer": "应答",
    "interposed_question": "插问",
    "point_of_order": "程序",
}
DID: dict[RequestKind, str] = {
    "statement": "发言",
    "question": "提问",
    "answer": "应答",
    "interposed_question": "插问",
    "point_of_order": "提出程序问题",
}
"""What somebody did who had the floor for it."""
ITEM_KINDS: dict[ItemKind, str] = {
    "briefing": "通报",
    "questions": "提问",
    "answers": "解答",
    "statements": "发言",
}
REVOKE_CODES: dict[RevokeCode, str] = {
    "next_speaker": "转给下一位",
    "item_closed": "本项议程结束",
    "adjourned": "休会",
    "closed": "闭会",
    "left": "发言人离开",
    "time_up": "时间到",
}
PAUSE_CODES: dict[PauseCode, str] = {
    "interposed": "有人插问",
    "absent": "发言人掉线",
    "chair_absent": "无人主持",
}
DELETION_CODES: dict[DeletionCode, str] = {"expired": "保存期限已到"}
ACTORS: dict[Role | Literal["system"], str] = {
    "organizer": "会务人员",
    "chair": "主持人",
    "clerk": "记录员",
    "member": "委员",
    "expert": "专家",
    "department": "承办单位",
    "public_rep": "群众代表",
    "venue": "会场操作员",
    "interpreter": "译员",
    "viewer": "旁听者",
    "system": "系统",
}
"""For who acts without a name of their own."""


def who(by: str) -> str:
    """A name as it is, a role in words."""
    return next((word for role, word in ACTORS.items() if role == by), by)


def reason(given: str) -> str:
    """A rule's reason in words, somebody's own as it is."""
    codes = [*REVOKE_CODES.items(), *PAUSE_CODES.items(), *DELETION_CODES.items()]
    return next((word for code, word in codes if code == given), given)


def named(person: Person) -> str:
    """Unit, name, and what they are, where each is known and says something new."""
    unit = person.organization if person.organization not in person.name else ""
    title = person.title if person.title not in person.name else ""
    return f"{unit}{person.name}{f'（{title}）' if title else ''}"


def chinese_number(n: int) -> str:
    """1–999 in Chinese figures, as headings count: 十二, 一百零五."""
    assert 1 <= n <= 999
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    head = digits[hundreds] + "百" if hundreds else ""
    if tens:
        head += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        head += "零"
    return head + (digits[ones] if ones else "")


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, BEIJING)


def day_and_time(ms: int) -> str:
    """2026年11月22日14时30分."""
    t = _local(ms)
    return f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute:02}分"


def day(ms: int) -> str:
    """11月22日."""
    t = _local(ms)
    return f"{t.month}月{t.day}日"


def same_day(a: int, b: int) -> bool:
    """Whether both moments are of one day in China."""
    return _local(a).date() == _local(b).date()


def period(start: int, end: int) -> str:
    """A sitting's time; the day is named twice only where it changed."""
    b = _local(end)
    last = f"{b.hour}时{b.minute:02}分" if same_day(start, end) else day_and_time(end)
    return f"{day_and_time(start)}至{last}"


def clock(ms: int, *, seconds: bool = False) -> str:
    """14:30, or 14:30:05."""
    return f"{_local(ms):%H:%M:%S}" if seconds else f"{_local(ms):%H:%M}"


def moment(ms: int | None) -> str:
    """2026-11-22 14:30:05, as spreadsheets read it; nothing where there was none."""
    return "" if ms is None else f"{_local(ms):%Y-%m-%d %H:%M:%S}"


def duration(seconds: int) -> str:
    """5 分 20 秒, unbreakable; hours where there are any."""
    hours, rest = divmod(seconds, 3600)
    minutes, secs = divmod(rest, 60)
    parts = [(hours, "小时"), (minutes, "分"), (secs, "秒")]
    return "\u00a0".join(f"{n}\u00a0{unit}" for n, unit in parts if n) or "0\u00a0秒"


def timecode(seconds: int) -> str:
    """1:02:05, as players show it."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def grouped(hash: str) -> str:
    """A hash as people compare it, in groups of eight."""
    return " ".join(re.findall(".{8}", hash))


def date(iso: str) -> str:
    """2026年12月31日."""
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
