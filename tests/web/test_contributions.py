"""Contributions over HTTP: sums over consultations, and for whom."""

from sessions import commands as c
from sessions.types import SYSTEM, Actor, Participant, Source
from tests.web.conftest import AGENDA, ORGANIZER, VENUES, Site

WHERE = "/api/v1/contributions"
LATER = 1_900_000_000_000


async def another(site: Site) -> str:
    """A second consultation, later, with one person of the first."""
    created = c.CreateConsultation("第二场", LATER, VENUES, AGENDA)
    made = await site.ask("POST", "/api/v1/consultations", "organizer", created)
    path = f"/api/v1/consultations/{made.json()['id']}/commands"
    same = {"id": "m", "name": "member", "role": "member", "venue_id": "top"}
    first = await site.ask("GET", ".", "organizer")
    known = next(one for one in first.json()["participants"] if one["id"] == "member")
    for command in (
        {"type": "register_participant", "participant": same | {"name": known["name"]}},
        {"type": "open_consultation"},
        {"type": "mark_attendance", "status": "present", "participant_id": "m"},
    ):
        answer = await site.ask("POST", path, "organizer", command)
        assert answer.status_code == 200, answer.text
    return str(known["name"])


async def test_sums_over_consultations(site: Site) -> None:
    nothing = await site.ask("GET", WHERE, "organizer")
    assert nothing.json() == {"consultations": 0, "people": []}
    await site.command("chair", "open_consultation")
    await site.command("clerk", "mark_attendance", status="present", participant_id="member")
    name = await another(site)
    both = (await site.ask("GET", WHERE, "organizer")).json()
    (member,) = (one for one in both["people"] if one["name"] == name)
    assert both["consultations"] == 2
    assert (member["invited"], member["attended"]) == (2, 2)
    table = await site.ask("GET", f"{WHERE}.csv", "organizer", headers={"accept-language": "en"})
    assert table.status_code == 200
    assert len(table.content.splitlines()) == 1 + len(both["people"])
    (later,) = (
        one
        for one in (await site.ask("GET", f"{WHERE}?from={LATER}", "organizer")).json()["people"]
        if one["name"] == name
    )
    assert later["invited"] == 1
    before = (await site.ask("GET", f"{WHERE}?until={LATER}", "organizer")).json()
    assert before["consultations"] == 1


async def test_what_closed_is_read_again_where_its_log_went_on(site: Site) -> None:
    service = site.tongxin.service  # not the hub, which would see that nobody is connected
    id, _ = await service.create(ORGANIZER, c.CreateConsultation("第三场", LATER, VENUES, AGENDA))
    chair, member = (Participant(role, role, role, "top") for role in ("chair", "member"))
    for command in (
        c.RegisterParticipant(chair),
        c.RegisterParticipant(member),
        c.OpenConsultation(),
        c.StartItem("two"),
    ):
        await service.execute(id, ORGANIZER, command)
    await service.execute(id, SYSTEM, c.JoinConsultation("member"))
    await service.execute(id, Actor("chair", "chair", "top"), c.GrantFloor(participant_id="member"))
    (speech,) = (await service.state(id)).speeches.values()
    await service.execute(id, Actor("member", "member", "top"), c.StartSpeech(speech.speech_id))
    await service.execute(id, ORGANIZER, c.CloseConsultation())

    async def outcomes() -> int:
        people = (await site.ask("GET", WHERE, "organizer")).json()["people"]
        return sum(one["outcomes"] for one in people)

    assert [await outcomes(), await outcomes()] == [0, 0]
    source = Source("speech", speech.speech_id)
    await service.execute(id, ORGANIZER, c.RecordOutcome("办", "局", "2027-01-01", source))
    assert await outcomes() == 1


async def test_refused(site: Site) -> None:
    assert (await site.ask("GET", f"{WHERE}?from=x", "organizer")).status_code == 400
    assert (await site.ask("GET", WHERE, "chair")).status_code == 403
