"""How long each file of a six-hour consultation takes: 400 speeches and 10,000 opinions.

`python -m bench.exports [--speeches 400] [--opinions 10000] [--folder FOLDER]`. Each is made as the
server makes it, in a process of its own; with a FOLDER it is left there.
"""

import argparse
import asyncio
import resource
import time
from pathlib import Path

from sessions import commands as c
from sessions.chain import Head
from sessions.export.forms import FILES, Order
from sessions.heads import HeadSigner
from sessions.types import Actor, AgendaItem, Participant, Seat, Source, Venue
from tests.support.sitting import Sitting
from web.typesetting import typeset

GOAL = 3.0
"""Seconds for any of them."""
NINE = 1_784_163_600_000
"""2026-07-16 09:00 in Beijing."""
HOURS = 6
ITEMS = 8
MEMBERS = 60
TEXT = (
    "希望公开清水塘地块的土壤检测数据，并说明搬迁企业职工的安置办法。",
    "公交线路撤了以后，老人去医院要走两站路，请恢复。",
    "厂区的烟囱和铁路专线是几代人的记忆，建议留下来做工业遗址公园，由街道牵头征集老物件。",
    "建议把每月的水质监测结果张贴在社区公告栏，写明取样点、时间和超标倍数，让大家看得懂。",
)
ORGANIZER, PUBLIC = Actor("organizer", name="会务组"), Actor("viewer")
CHAIR = Actor("chair", "chair", "cn", "主持人")
CLERK = Actor("clerk", "clerk", "cn", "记录员")


def consultation(speeches: int, opinions: int) -> Sitting:
    """The log of one that has closed; everybody is there, and everything is published."""
    s = Sitting(NINE - 3_600_000)
    seats = [Seat(f"seat{n}", f"居民代表{n}", capacity="observing") for n in range(12)]
    venues = [
        Venue("cn", "全国主会场", "national", "000000"),
        Venue("hn", "湖南省会场", "provincial", "430000", "cn"),
        Venue("zz", "株洲市会场", "municipal", "430200", "hn"),
        Venue("sf", "石峰区会场", "county", "430204", "zz", seats),
    ]
    agenda = [AgendaItem(f"i{n}", f"清水塘转型第{n}题", "statements", 45) for n in range(ITEMS)]
    s.do(ORGANIZER, c.CreateConsultation("清水塘老工业区转型远程协商", NINE, venues, agenda))
    people = [Participant("chair", "主持人", "chair", "cn")]
    people += [Participant("clerk", "记录员", "clerk", "cn")]
    for n in range(MEMBERS):
        venue = venues[n % len(venues)]
        title = f"委员（第{n}组）"
        people.append(Participant(f"m{n}", f"委员{n}", "member", venue.id, title=title))
    for person in people:
        s.do(ORGANIZER, c.RegisterParticipant(person))
        s.do(Actor("system"), c.JoinConsultation(person.id))
    s.now = NINE
    s.do(CHAIR, c.OpenConsultation())
    _sit(s, speeches, opinions)
    s.do(
        CLERK,
        c.RecordOutcome("按月公开监测数据", "市生态环境局", "2026-12-31", Source("item", "i0")),
    )
    s.do(CHAIR, c.CloseConsultation())
    return s


def _sit(s: Sitting, speeches: int, opinions: int) -> None:
    """Items, and under them speeches with opinions between them, evenly over the hours."""
    pause = HOURS * 3600 / speeches
    sent = 0
    for number in range(speeches):
        if number % -(-speeches // ITEMS) == 0:
            item = number // -(-speeches // ITEMS)
            if item:
                s.do(CHAIR, c.CloseItem(f"i{item - 1}"))
            s.do(CHAIR, c.StartItem(f"i{item}"))
        who = f"m{number % MEMBERS}"
        venue = ("cn", "hn", "zz", "sf")[number % MEMBERS % 4]
        member = Actor("member", who, venue, f"委员{number % MEMBERS}")
        s.do(member, c.RequestFloor())
        assert s.state is not None
        s.do(CHAIR, c.GrantFloor(request_id=s.state.requests[0].request_id))
        speech = s.state.floor[-1]
        s.do(member, c.StartSpeech(speech))
        s.wait(pause - 5)
        s.do(member, c.YieldFloor(speech))
        s.wait(5)
        while sent < opinions * (number + 1) // speeches:
            id = f"o{sent}"
            text = f"{TEXT[sent % len(TEXT)]}（{sent}）"
            s.do(PUBLIC, c.SubmitOpinion(id, f"receipt-{sent}", text, "王女士", "石峰区"))
            s.do(CLERK, c.PublishOpinion(id))
            sent += 1


def children() -> float:
    """CPU seconds of the processes that have ended: what a machine that does more takes too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def measure(speeches: int, opinions: int, folder: Path | None) -> bool:
    """Print what each file takes; whether all are within the goal."""
    records = consultation(speeches, opinions).records
    signer = HeadSigner(bytes(32))
    print(f"{len(records):,} records, {speeches} speeches, {opinions:,} opinions")
    slowest = 0.0
    for file in FILES:
        head = signer.sign("id1", Head(records[-1].seq, records[-1].hash), records[-1].at)
        begun, spent = time.perf_counter(), children()
        made = await typeset(Order(file, records, records[-1].at, head))
        took = time.perf_counter() - begun
        spent = children() - spent
        slowest = max(slowest, took)
        print(f"{file:<22} {took:>5.2f} s, {spent:>5.2f} s of CPU {len(made):>12,} bytes")
        if folder is not None:
            (folder / file).write_bytes(made)
    print(f"goal                   {GOAL} s: {'met' if slowest <= GOAL else 'NOT met'}")
    return slowest <= GOAL


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.exports", description=__doc__)
    parser.add_argument("--speeches", type=int, default=400)
    parser.add_argument("--opinions", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    asyncio.run(measure(options.speeches, options.opinions, options.folder))


if __name__ == "__main__":
    main()
