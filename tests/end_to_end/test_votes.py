"""Votes in real Chromium: a chair, three members and a room; by name, by hands, then in secret."""

import json

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.end_to_end.axe import faults
from tests.end_to_end.service import Demo

SOON = 20_000
"""Milliseconds that a page is given on a busy machine."""
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=SOON)
pytestmark = pytest.mark.timeout(300)


def person(
    chromium: Browser, demo: Demo, role: str, size: ViewportSize, lang: str = "zh-CN"
) -> Page:
    """Somebody in the meeting, in a browser profile of their own."""
    context = chromium.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{role}: {error}"))
    page.goto(demo.links.roles[role].url.replace("#", f"?lang={lang}#"))
    page.get_by_test_id("join-button").click()
    expect(page.get_by_test_id("meeting")).to_be_visible()
    return page


def press(page: Page, id: str) -> None:
    """Press a button and confirm what it asks."""
    page.get_by_test_id(id).click()
    page.get_by_test_id("dialog-confirm").click()


def vote(chair: Page, title: str, method: str, options: str = "") -> None:
    """The chair prepares and opens a vote by the keyboard alone."""
    chair.get_by_test_id("ballot-new").focus()
    chair.keyboard.press("Enter")
    chair.get_by_test_id("ballot-title").focus()
    chair.keyboard.type(title)
    chair.get_by_test_id(f"ballot-method-{method}").focus()
    chair.keyboard.press("Space")
    if options:
        chair.get_by_test_id("ballot-own").focus()
        chair.keyboard.press("Space")
        chair.get_by_test_id("ballot-options").focus()
        chair.keyboard.insert_text(options)
    chair.get_by_test_id("dialog-confirm").focus()
    chair.keyboard.press("Enter")
    chair.get_by_test_id("ballot-open").focus()
    chair.keyboard.press("Enter")
    expect(chair.get_by_test_id("ballot-running")).to_contain_text(title)


def option(page: Page, which: str) -> Locator:
    return page.locator(f'[data-testid="ballot-option"][data-option="{which}"]')


def choose(page: Page, which: str) -> None:
    option(page, which).click()
    page.get_by_test_id("ballot-cast").click()
    expect(page.get_by_test_id("ballot-receipt")).to_be_visible()


def counts(page: Page) -> list[int]:
    found = page.get_by_test_id("ballot-result").first.get_by_test_id("ballot-count").all()
    return [int(row.get_attribute("data-count") or -1) for row in found]


def close(chair: Page, *pages: Page) -> None:
    press(chair, "ballot-close")
    for page in pages:
        expect(page.get_by_test_id("ballot-card")).to_have_attribute("data-status", "closed")


def seen(*pages: Page) -> None:
    for page in pages:
        page.get_by_test_id("ballot-seen").click()
        expect(page.get_by_test_id("ballot-card")).to_have_count(0)


def test_votes_by_name_by_hands_and_in_secret(demo: Demo, chromium: Browser) -> None:
    chair = person(chromium, demo, "chair", DESK)
    one = person(chromium, demo, "member_provincial", DESK)
    two = person(chromium, demo, "member_municipal", DESK)
    three = person(chromium, demo, "member", PHONE)
    room = person(chromium, demo, "venue", DESK)
    everybody = (chair, one, two, three, room)
    chair.get_by_test_id("open-consultation").click()
    expect(three.get_by_test_id("meeting")).to_have_attribute("data-status", "open")
    for taken in ("shifeng-1", "shifeng-2", "shifeng-3"):  # the quorum counts who is said to sit
        demo.command("venue", "take_seat", seat_id=taken)

    # By name: cast, changed, kept over a reload, for a seat; then counted and named.
    vote(chair, "同意二期地块修复方案", "named")
    for page, which in ((one, "0"), (two, "1"), (three, "0")):
        choose(page, which)
    expect(chair.get_by_test_id("ballot-turnout")).to_have_text("3")
    choose(two, "abstain")
    expect(chair.get_by_test_id("ballot-turnout")).to_have_text("3")
    three.reload()
    three.get_by_test_id("join-button").click()
    expect(three.get_by_test_id("ballot-receipt")).to_have_attribute("data-choices", "0")
    seat = room.locator('[data-testid="ballot-seat"][data-seat="shifeng-1"]')
    seat.locator('[data-testid="ballot-seat-option"][data-option="1"]').click()
    expect(seat).to_have_attribute("data-choices", "1")
    close(chair, *everybody)
    result = one.get_by_test_id("ballot-result")
    expect(result).to_have_attribute("data-outcome", "passed")
    assert [counts(page) for page in everybody] == [[2, 1, 1]] * 5
    names = one.get_by_test_id("ballot-names")
    names.locator("summary").click()
    expect(names).to_contain_text("省委员（环境资源界）、区委员（社会福利界）")
    expect(names).to_contain_text("街道代表")
    public = demo.json("/now.json")["ballots"][0]
    assert (public["result"]["tally"]["counts"], public["votes"]) == ([2, 1], [])
    seen(*everybody)

    # By hands: one press each, the room's by number.
    vote(chair, "休会十分钟", "hands")
    option(one, "0").click()
    expect(one.get_by_test_id("ballot-receipt")).to_have_attribute("data-choices", "0")
    hands = room.get_by_test_id("ballot-hands")
    hands.first.fill("4")
    expect(room.get_by_test_id("ballot-hands-send")).to_have_attribute("aria-disabled", "true")
    hands.first.fill("2")
    hands.nth(1).fill("1")
    room.get_by_test_id("ballot-hands-send").click()
    expect(chair.get_by_test_id("ballot-turnout")).to_have_text("4")
    close(chair, *everybody)
    assert counts(three) == [3, 1, 0]
    seen(*everybody)

    # In secret: without credentials, final, kept over a reload, checked by the page.
    votes: list[tuple[str, dict[str, str]]] = []
    for page in (one, two, three, room):
        page.on(
            "request",
            lambda sent: (
                votes.append((sent.url, sent.all_headers()))
                if sent.url.endswith("/votes")
                else None
            ),
        )
    vote(chair, "推选召集人", "secret", "甲委员\n乙委员\n丙委员")
    lost = LoseAnswer()
    two.route("**/votes", lost)
    choose(one, "0")
    option(two, "1").click()
    two.get_by_test_id("ballot-cast").click()
    expect(two.get_by_role("alert")).to_be_visible()  # the answer was lost on the way
    two.unroute("**/votes")
    two.reload()
    two.get_by_test_id("join-button").click()
    two.get_by_test_id("ballot-cast").click()  # the same again, never another
    expect(two.get_by_test_id("ballot-receipt")).to_have_attribute("data-cast", "true")
    choose(three, "0")
    room.get_by_test_id("ballot-enter").first.click()
    choose(room, "2")
    room.get_by_test_id("ballot-next").click()
    expect(chair.get_by_test_id("ballot-in-box")).to_have_text("4")
    expect(chair.get_by_test_id("ballot-running").get_by_test_id("ballot-count")).to_have_count(0)
    assert lost.taken == 1
    assert votes
    for _, headers in votes:
        assert not {"authorization", "cookie", "referer"} & headers.keys()

    # Another device of the same voter cannot vote a second time.
    other = person(chromium, demo, "member_provincial", PHONE)
    expect(other.get_by_test_id("ballot-elsewhere")).to_be_visible()
    other.context.close()
    one.get_by_test_id("taken-over").click()

    # The list that this voter is shown was meddled with; the others' is whole.
    three.route("**/papers", turned_round)
    close(chair, one, two, three, room)
    for page in (one, two, room):
        check = page.get_by_test_id("ballot-check").first
        expect(check).to_have_attribute("data-check", "counted")
    assert counts(one) == [2, 1, 1, 0]
    expect(three.get_by_test_id("ballot-check")).to_have_attribute("data-check", "altered")
    expect(three.get_by_test_id("live-assertive")).to_contain_text("您的选票被改动了")

    # The log knows who took a paper, and no token beside a name.
    events = demo.json("/events?after=0", "chair")["records"]
    kinds = [record["event"]["type"] for record in events]
    assert kinds.count("ballot_paper_issued") == 4
    (papers,) = (r["event"]["papers"] for r in events if r["event"]["type"] == "papers_counted")
    tokens = [paper["token"] for paper in papers]
    assert tokens == sorted(tokens)
    others = json.dumps([r for r in events if r["event"]["type"] != "papers_counted"])
    assert not [token for token in tokens if token in others]
    minutes = demo.request("/minutes.md", "clerk").decode()
    assert "无记名投票" in minutes
    assert "甲委员 2 票，乙委员 1 票，丙委员 1 票，弃权 0 票" in minutes


def test_a_stance_goes_into_the_minutes(demo: Demo, chromium: Browser) -> None:
    chair = person(chromium, demo, "chair", DESK)
    member = person(chromium, demo, "member", DESK)
    chair.get_by_test_id("open-consultation").click()
    chair.get_by_test_id("start-item").first.click()
    take = member.get_by_test_id("stance").first
    take.locator('[data-stance="for"]').click()
    expect(take).to_have_attribute("data-mine", "for")
    take.locator('[data-stance="against"]').click()
    expect(take).to_have_attribute("data-mine", "against")
    minutes = demo.request("/minutes.md", "clerk").decode()
    assert "表态：反对 1 人（区委员（社会福利界））" in minutes


def test_votes_are_for_everybody_to_read(demo: Demo, chromium: Browser) -> None:
    """Card, seats, console, form, result and public page, in English, whose words are longer."""
    lang = "en"
    demo.command("chair", "open_consultation")
    demo.command("chair", "start_item", item_id="briefing")
    chair = person(chromium, demo, "chair", DESK, lang)
    phone = person(chromium, demo, "member", PHONE, lang)
    room = person(chromium, demo, "venue", {"width": 1280, "height": 800}, lang)
    chair.get_by_test_id("ballot-new").click()
    chair.get_by_test_id("ballot-own").check()
    assert faults(chair) == []
    chair.get_by_test_id("dialog-cancel").click()
    for method in ("hands", "named", "secret"):
        terms = {"title": "同意二期地块修复方案", "method": method, "text": "按方案二修复。"}
        demo.command("chair", "prepare_ballot", terms=terms)
        ballot_id = demo.json("", "chair")["ballots"][-1]["ballot_id"]
        demo.command("chair", "open_ballot", ballot_id=ballot_id)
        for page in (chair, phone, room):
            expect(page.get_by_test_id("ballot-card")).to_have_attribute("data-ballot", ballot_id)
            assert faults(page) == [], method
        if method != "secret":
            cast = {"ballot_id": ballot_id, "choices": [1]}
            demo.command("member", "cast_vote", **cast)
            expect(phone.get_by_test_id("ballot-receipt")).to_be_visible()
        demo.command("chair", "close_ballot", ballot_id=ballot_id)
        for page in (chair, phone, room):
            expect(page.get_by_test_id("ballot-card")).to_have_attribute("data-status", "closed")
            assert faults(page) == [], method
        seen(chair, phone, room)
    viewer = chromium.new_context(viewport=PHONE).new_page()
    viewer.goto(f"{demo.links.roles['viewer'].url}?lang={lang}")
    expect(viewer.get_by_test_id("now-ballot").first).to_be_visible()
    assert faults(viewer) == []


class LoseAnswer:
    """A network that carries a vote to the server and loses the answer."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self, route: Route) -> None:
        self.taken += route.fetch().status == 201
        route.abort()


def turned_round(route: Route) -> None:
    """A list in which every vote is for another."""
    if route.request.method != "GET":
        route.continue_()
        return
    answer = route.fetch()
    body = answer.json()
    for paper in body["papers"]:
        paper["choices"] = [(choice + 1) % 3 for choice in paper["choices"]]
    route.fulfill(response=answer, json=body)
