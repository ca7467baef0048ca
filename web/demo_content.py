"""The demo's consultation: topic, venues, agenda and roster; all people are invented."""

from sessions.types import AgendaItem, Participant, Seat, Venue

TITLE = "清水塘老工业区转型远程协商"

VENUES = [
    Venue("national", "全国会场", "national", "000000"),
    Venue(
        "hunan",
        "湖南省会场",
        "provincial",
        "430000",
        "national",
        [
            Seat("hunan-1", "委员（经济界）", "经济界委员", "省政协"),
            Seat("hunan-2", "委员（科技界）", "科技界委员", "省政协"),
        ],
    ),
    Venue(
        "zhuzhou",
        "株洲市会场",
        "municipal",
        "430200",
        "hunan",
        [
            Seat("zhuzhou-1", "园区代表", "园区管理人员", "清水塘产业新城"),
            Seat("zhuzhou-2", "企业代表", "搬迁企业负责人", "", "observing"),
        ],
    ),
    Venue(
        "shifeng",
        "石峰区会场",
        "county",
        "430204",
        "zhuzhou",
        [
            Seat("shifeng-1", "街道代表", "街道办事处", "清水塘街道"),
            Seat("shifeng-2", "居民代表甲", "老厂区居民"),
            Seat("shifeng-3", "居民代表乙", "老厂区居民"),
            Seat("shifeng-4", "社区网格员", "社区工作者", "", "observing"),
        ],
    ),
]

AGENDA = [
    AgendaItem("briefing", "通报清水塘搬迁改造与土壤治理进展", "briefing", 20, 600),
    AgendaItem("questions", "委员提问：治理标准、用地规划与职工安置", "questions", 30, 180),
    AgendaItem("answers", "部门解答：修复验收、产业导入与就业帮扶", "answers", 30, 300),
    AgendaItem("statements", "协商发言：老工业区怎样留住人、留住记忆", "statements", 40, 300),
]


def _person(
    id: str, name: str, role: str, venue: str, short: str, title: str = "", unit: str = ""
) -> Participant:
    sector = title.removesuffix("委员") if title.endswith("界委员") else ""
    return Participant(id, name, role, venue, short, title, unit, sector=sector)  # type: ignore[arg-type]


ROSTER = [
    _person("chair", "主持人", "chair", "national", "主持人", "协商会主持人"),
    _person("clerk", "记录员", "clerk", "national", "记录员", "会务记录"),
    _person(
        "member-national", "全国委员（工业界）", "member", "national", "全国委员", "工业界委员"
    ),
    _person(
        "member-provincial", "省委员（环境资源界）", "member", "hunan", "省委员", "环境资源界委员"
    ),
    _person("member-municipal", "市委员（经济界）", "member", "zhuzhou", "市委员", "经济界委员"),
    _person(
        "member-county", "区委员（社会福利界）", "member", "shifeng", "区委员", "社会福利界委员"
    ),
    _person(
        "department",
        "市生态环境部门",
        "department",
        "zhuzhou",
        "市环保",
        "承办单位",
        "市生态环境部门",
    ),
    _person("public-rep", "群众代表", "public_rep", "shifeng", "群众代表", "老厂区职工"),
    _person("venue", "石峰区会场", "venue", "shifeng", "石峰区", "会场操作员"),
]
"""Whoever opens a printed link is one of these."""

HOST = _person("demo-host", "演示自动主持", "clerk", "national", "自动主持", "演示程序，不是真人")
"""In whose name the demo's own script gives the floor while nobody presides; the log shows it."""

BOTS = [
    _person("bot-hunan", "湖南省会场大屏", "venue", "hunan", "湖南会场", "模拟会场"),
    _person("bot-expert", "土壤修复专家", "expert", "national", "修复专家", "模拟发言人"),
    _person("bot-zhuzhou", "株洲市会场大屏", "venue", "zhuzhou", "株洲会场", "模拟会场"),
    _person("bot-planning", "市规划部门", "department", "zhuzhou", "市规划", "模拟发言人"),
    _person("bot-industry", "产业转型专家", "expert", "hunan", "转型专家", "模拟发言人"),
    _person("bot-street", "街道群众代表", "public_rep", "shifeng", "街道群众", "模拟发言人"),
    _person("bot-national", "全国会场大屏", "venue", "national", "全国会场", "模拟会场"),
    _person("bot-heritage", "工业遗产专家", "expert", "zhuzhou", "遗产专家", "模拟发言人"),
]
"""The first N of these join with `--bots N`; none of them is anybody's printed link."""

LINKS = {
    "chair": "chair",
    "clerk": "clerk",
    "member": "member-county",
    "member_national": "member-national",
    "member_provincial": "member-provincial",
    "member_municipal": "member-municipal",
    "department": "department",
    "public_rep": "public-rep",
    "venue": "venue",
}
"""Which participant each printed link is for."""

LABELS = {
    "organizer": "组织者 organizer",
    "chair": "主持人 chair",
    "clerk": "记录员 clerk",
    "member": "区委员 member (county)",
    "member_municipal": "市委员 member (municipal)",
    "member_provincial": "省委员 member (provincial)",
    "member_national": "全国委员 member (national)",
    "department": "承办单位 department",
    "public_rep": "群众代表 public representative",
    "venue": "会场操作员 venue operator",
    "viewer": "观众 viewer",
}
"""The printed table's rows, in order."""
