"""The attendance list as CSV, a row per participant and seat, for a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sessions.consultation import replay
from sessions.errors import Language
from sessions.events import Record
from sessions.export.csv_sheet import Words, csv_bytes
from sessions.export.words import moment
from sessions.state import Consultation
from sessions.tally import Attendee, Standing, tally
from sessions.types import Connection, Level

COLUMNS: tuple[Words, ...] = (
    {"zh-CN": "会场", "en": "Venue"},
    {"zh-CN": "级别", "en": "Level"},
    {"zh-CN": "姓名", "en": "Name"},
    {"zh-CN": "职务", "en": "Title"},
    {"zh-CN": "单位", "en": "Organization"},
    {"zh-CN": "名单", "en": "Listed as"},
    {"zh-CN": "代出席", "en": "Substitute"},
    {"zh-CN": "出席情况", "en": "Standing"},
    {"zh-CN": "首次到会", "en": "First arrival"},
    {"zh-CN": "最后离会", "en": "Last leave"},
    {"zh-CN": "在场秒数", "en": "Seconds present"},
    {"zh-CN": "迟到秒数", "en": "Seconds late"},
    {"zh-CN": "早退秒数", "en": "Seconds left early"},
    {"zh-CN": "接入次数", "en": "Connections"},
    {"zh-CN": "接入方式", "en": "Connected by"},
)
ROLL_CALL: Words = {"zh-CN": "第 {n} 次点名", "en": "Roll call {n}"}
STANDINGS: Mapping[Standing, Words] = {
    "present": {"zh-CN": "出席", "en": "present"},
    "observing": {"zh-CN": "列席", "en": "observing"},
    "excused": {"zh-CN": "请假", "en": "excused"},
    "absent": {"zh-CN": "缺席", "en": "absent"},
}
LEVELS: Mapping[Level, Words] = {
    "national": {"zh-CN": "全国", "en": "national"},
    "provincial": {"zh-CN": "省级", "en": "provincial"},
    "municipal": {"zh-CN": "市级", "en": "municipal"},
    "county": {"zh-CN": "县级", "en": "county"},
}
CONNECTIONS: Mapping[Connection, Words] = {
    "browser": {"zh-CN": "浏览器", "en": "browser"},
    "room_encoder": {"zh-CN": "会议室设备", "en": "room encoder"},
    "bot": {"zh-CN": "模拟", "en": "bot"},
}
KINDS: Mapping[Literal["participant", "seat"], Words] = {
    "participant": {"zh-CN": "参会人", "en": "participant"},
    "seat": {"zh-CN": "席位", "en": "seat"},
}
ANSWERS: Mapping[bool | None, Words] = {
    True: {"zh-CN": "到", "en": "here"},
    False: {"zh-CN": "未应", "en": "no answer"},
    None: {"zh-CN": "", "en": ""},
}
SEPARATOR: Words = {"zh-CN": "、", "en": ", "}


def render(records: Sequence[Record], now_ms: int, language: Language) -> bytes:
    """The list of a whole log as of `now_ms`; times are Beijing's."""
    state = replay(records)
    calls = range(1, len(state.roll_calls) + 1)
    titles = [
        *(column[language] for column in COLUMNS),
        *(ROLL_CALL[language].format(n=n) for n in calls),
    ]
    return csv_bytes(titles, (_row(state, one, language) for one in tally(state, records, now_ms)))


def _row(state: Consultation, one: Attendee, language: Language) -> list[str]:
    venue = state.venues[one.venue_id]
    return [
        venue.name,
        LEVELS[venue.level][language],
        one.name,
        one.title,
        one.organization,
        KINDS["seat" if one.seat_id is not None else "participant"][language],
        one.substitute,
        STANDINGS[one.standing][language],
        moment(one.first_here_at),
        moment(one.last_here_at),
        str(one.seconds),
        str(one.late_seconds),
        str(one.early_seconds),
        str(one.connected),
        SEPARATOR[language].join(CONNECTIONS[kind][language] for kind in one.connections),
        *(ANSWERS[answer][language] for answer in one.roll_calls),
    ]
