"""Names, numbers and times as documents write them."""

from datetime import datetime, timedelta, timezone

from sessions.minutes import Person
from sessions.types import Level

BEIJING = timezone(timedelta(hours=8))
"""All of China keeps one time, without summer time."""


LEVEL_NAMES: dict[Level, str] = {
    "national": "全国",
    "provincial": "省级",
    "municipal": "市级",
    "county": "县级",
}


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


def period(start: int, end: int) -> str:
    """A sitting's time; the day is named twice only where it changed."""
    a, b = _local(start), _local(end)
    last = f"{b.hour}时{b.minute:02}分" if a.date() == b.date() else day_and_time(end)
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


def date(iso: str) -> str:
    """2026年12月31日."""
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
