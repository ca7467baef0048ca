"""What can be wrong with a row of a roster sheet: a code, and a sentence that says what to do."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from sessions.errors import Language
from sessions.sheet_words import Column

IssueCode = Literal[
    "no_heading",
    "column_twice",
    "column_unknown",
    "nothing_to_add",
    "formula",
    "too_long",
    "name_missing",
    "role_missing",
    "role_unknown",
    "role_not_on_roster",
    "second_chair",
    "capacity_unknown",
    "language_missing",
    "language_unknown",
    "language_not_interpreter",
    "venue_missing",
    "venue_unknown",
    "venue_ambiguous",
    "venue_parent_unknown",
    "venue_described_twice",
    "venue_differs",
    "level_unknown",
    "level_rises",
    "code_malformed",
    "code_not_of_place",
    "duplicate_row",
    "same_name",
    "already_on_roster",
    "too_many",
]

ISSUES: Mapping[IssueCode, Mapping[Language, str]] = {
    "no_heading": {
        "zh-CN": "没有找到表头。表头一行要有“姓名”“身份”“会场”。可以下载模板再填。",
        "en": "No heading found. One row must name “Name”, “Role” and “Venue”. Use the template.",
    },
    "column_twice": {
        "zh-CN": "“{heading}”一列出现了两次。请删掉一列。",
        "en": "The column “{heading}” is there twice. Remove one of them.",
    },
    "column_unknown": {
        "zh-CN": "“{heading}”一列不认识，没有读。",
        "en": "The column “{heading}” is unknown and was not read.",
    },
    "nothing_to_add": {
        "zh-CN": "表里没有要加的人。",
        "en": "There is nobody to add in this sheet.",
    },
    "formula": {
        "zh-CN": "不计算公式，也不收以“= + - @”开头的内容。请粘贴为值。",
        "en": "Formulas are not evaluated, and nothing may begin with “= + - @”. Paste values.",
    },
    "too_long": {
        "zh-CN": "最多 {limit} 个字，现在有 {length} 个。",
        "en": "At most {limit} characters; there are {length}.",
    },
    "name_missing": {"zh-CN": "写上姓名或席位名。", "en": "Give a name."},
    "role_missing": {"zh-CN": "写上身份，如“委员”。", "en": "Give a role, as “member”."},
    "role_unknown": {
        "zh-CN": "没有“{word}”这个身份。可以写：{words}。",
        "en": "There is no role “{word}”. Choose from: {words}.",
    },
    "role_not_on_roster": {
        "zh-CN": "组织者用账号进入，不列入名单。请换一个身份。",
        "en": "Organizers sign in and are not on the roster. Choose another role.",
    },
    "second_chair": {
        "zh-CN": "主持人已经是{name}。一场会只有一位主持人。",
        "en": "{name} is the chair already. A consultation has one chair.",
    },
    "capacity_unknown": {
        "zh-CN": "参加方式写“出席”或“列席”。",
        "en": "The capacity is “attending” or “observing”.",
    },
    "language_missing": {
        "zh-CN": "写上译员译成哪种语言，如“英语”或“en”。",
        "en": "Name the language that the interpreter interprets into, as “English” or “en”.",
    },
    "language_unknown": {
        "zh-CN": "不认识“{word}”这种语言。可以写语言标签，如 en、bo。",
        "en": "The language “{word}” is unknown. Write its tag, as en or bo.",
    },
    "language_not_interpreter": {
        "zh-CN": "只有译员写传译语言，这里没有读。",
        "en": "Only interpreters have a language; it was not read.",
    },
    "venue_missing": {"zh-CN": "写上会场。", "en": "Give a venue."},
    "venue_unknown": {
        "zh-CN": "没有“{word}”这个会场。要新建，请在本行写上级会场、级别和区划代码。",
        "en": "There is no venue “{word}”. To add it, give its parent, level and region code in "
        "this row.",
    },
    "venue_ambiguous": {
        "zh-CN": "有 {count} 个会场叫“{word}”。请写全，如“上级会场/本会场”。",
        "en": "{count} venues are called “{word}”. Write the path, as “parent/venue”.",
    },
    "venue_parent_unknown": {
        "zh-CN": "没有上级会场“{word}”。请先在表里写它，或改成已有的会场。",
        "en": "There is no parent venue “{word}”. Describe it in this sheet, or name another.",
    },
    "venue_described_twice": {
        "zh-CN": "第 {row} 行对这个会场写的不一样。请改成一样的。",
        "en": "Row {row} describes this venue otherwise. Make them agree.",
    },
    "venue_differs": {
        "zh-CN": "这个会场已经有了，级别或区划代码和这里写的不一样。按已有的。",
        "en": "This venue stands already, of another level or region code, which is kept.",
    },
    "level_unknown": {
        "zh-CN": "级别写“全国”“省”“市”或“县”。",
        "en": "The level is “national”, “provincial”, “municipal” or “county”.",
    },
    "level_rises": {
        "zh-CN": "级别不能比上级会场高。",
        "en": "A venue cannot be of a higher level than its parent.",
    },
    "code_malformed": {
        "zh-CN": "区划代码是 6 位数字，如 430200。",
        "en": "A region code has 6 digits, as 430200.",
    },
    "code_not_of_place": {
        "zh-CN": "区划代码和级别或上级会场对不上。省级后四位是 0，市级后两位是 0，开头和上级一样。",
        "en": "The region code does not fit the level or the parent: provinces end in 0000, cities "
        "in 00, and each begins as its parent does.",
    },
    "duplicate_row": {
        "zh-CN": "和第 {row} 行是同一会场的同一个人。请删掉一行。",
        "en": "The same person at the same venue as row {row}. Remove one row.",
    },
    "same_name": {
        "zh-CN": "{place}也有一位叫“{name}”。如果是同一个人，请删掉一行。",
        "en": "There is another “{name}” at {place}. If it is the same person, remove one.",
    },
    "already_on_roster": {
        "zh-CN": "已经在名单上，这一行不会重复加。",
        "en": "On the roster already; this row adds nothing.",
    },
    "too_many": {
        "zh-CN": "最多 {limit} 个，这一行放不下了。",
        "en": "At most {limit}; there is no room for this row.",
    },
}


class Issue(msgspec.Struct, frozen=True):
    """Something about a row, or with `column` None about all of it."""

    column: Column | None
    code: IssueCode
    params: dict[str, str | int] = {}
    warning: bool = False
    """It does not stand in the way of the import."""

    def message(self, language: Language) -> str:
        """The sentence a person reads."""
        return ISSUES[self.code][language].format_map(self.params)
