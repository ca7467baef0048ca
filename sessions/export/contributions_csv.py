"""Contributions as CSV, a row per person, for a spreadsheet."""

from collections.abc import Sequence

from sessions.contributions import Contribution
from sessions.errors import Language
from sessions.export.attendance_csv import LEVELS
from sessions.export.csv_sheet import Words, csv_bytes

COLUMNS: tuple[Words, ...] = (
    {"zh-CN": "编号", "en": "Number"},
    {"zh-CN": "姓名", "en": "Name"},
    {"zh-CN": "职务", "en": "Title"},
    {"zh-CN": "单位", "en": "Organization"},
    {"zh-CN": "界别", "en": "Sector"},
    {"zh-CN": "级别", "en": "Level"},
    {"zh-CN": "应到场次", "en": "Consultations called to"},
    {"zh-CN": "实到场次", "en": "Attended"},
    {"zh-CN": "在场秒数", "en": "Seconds present"},
    {"zh-CN": "发言次数", "en": "Speeches"},
    {"zh-CN": "发言秒数", "en": "Seconds spoken"},
    {"zh-CN": "应答次数", "en": "Answers"},
    {"zh-CN": "答复意见", "en": "Opinions answered"},
    {"zh-CN": "形成成果", "en": "Outcomes"},
    {"zh-CN": "办结成果", "en": "Outcomes settled"},
)


def render(people: Sequence[Contribution], language: Language) -> bytes:
    """UTF-8 with a byte order mark."""
    titles = [words[language] for words in COLUMNS]
    return csv_bytes(titles, ([*_cells(one, language)] for one in people))


def _cells(one: Contribution, language: Language) -> tuple[str, ...]:
    numbers = (
        one.invited,
        one.attended,
        one.present_seconds,
        one.speeches,
        round(one.speech_ms / 1000),
        one.answers,
        one.opinions,
        one.outcomes,
        one.outcomes_settled,
    )
    level = LEVELS[one.level][language]
    who = (one.number, one.name, one.title, one.organization, one.sector, level)
    return (*who, *map(str, numbers))
