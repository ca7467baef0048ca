"""Who may ask what: every route of the table with every role, and with nobody's token."""

from typing import Any

import msgspec
import pytest
from starlette.routing import Route as StarletteRoute
from starlette.routing import Router

from tests.web.conftest import AGENDA, ROSTER, VENUES, Site
from web.live import MULTIVARIANT
from web.pages import PAGES
from web.routes import ROUTES, Access, Route
from web.tokens import viewer_token

ROLES = (
    None, "elsewhere", "organizer", "chair", "clerk", "member", "expert", "department",
    "public_rep", "venue", "viewer", "captioner",
)  # fmt: skip
"""None: without a token; `elsewhere`: with one for another consultation."""
STAFF: set[str | None] = {"organizer", "chair", "clerk"}
PUBLISHERS: set[str | None] = {*ROSTER}
ALLOWED: dict[Access, set[str | None]] = {
    "public": set(ROLES),
    "token": set(ROLES) - {None, "elsewhere"},
    "staff": STAFF,
    "organizer": {"organizer"},
    "publisher": PUBLISHERS,
}
BODIES: dict[str, Any] = {
    "create_consultation": {
        "type": "create_consultation",
        "title": "另一场",
        "scheduled_at": 1_900_000_000_000,
        "venues": msgspec.to_builtins(VENUES),
        "agenda": msgspec.to_builtins(AGENDA),
    },
    "post_command": {"type": "submit_opinion", "opinion_id": "x", "receipt": "x", "text": "好"},
    "claim_opinion": {"window": "w"},
    "create_invitation": {"participant_id": "member"},
    "create_invitations": {"participant_ids": ["expert"]},
    "create_caption_port": {"name": "语音识别", "languages": ["zh-CN"]},
    "preview_roster": "姓名",
    "import_roster": {
        "participants": [
            {
                "row": 2,
                "participant": {"id": "new", "name": "新", "role": "member", "venue_id": "top"},
            }
        ],
    },
    "submit_opinion": {"text": "希望多种树"},
    "appraise_reply": {"outcome_id": "none", "appraisal": "satisfied"},
}
OWN = {"list_consultations", "search"}
"""Of whatever the token is for; `elsewhere` has nothing here, but there is nothing to refuse."""
NEEDS_MEDIA = {"whip", "whep", "whep_participant", "patch_media", "delete_media"}
"""Tested with real SDP in `test_whip.py`; here only that a token is asked for first."""

OF_SOMETHING = {
    "attach_document", "remove_document", "get_document", "get_document_page", "get_document_text",
    "get_presented_page", "get_captions_vtt", "begin_line_check", "return_line_check",
    "end_line_check", "appraise_reply", "add_live_picture", "recording_playlist", "get_recording",
    "get_recording_chapters", "get_recording_captions", "get_wall_chunk", "support_opinion",
    "download_take", "set_minutes_template", "get_minutes_template",
}  # fmt: skip
"""Ask for a file, or for what is not there here: whom they let in is not refused for who they are.
What they answer is tested in `test_documents.py`, `test_live_pictures.py`, `test_line_checks.py`,
`test_outcomes.py`, `test_walls.py`, `test_supports.py`, `test_recordings.py` and
`test_minutes_template.py`."""
ELSEWHERE = {
    "issue_paper", "cast_paper", "list_papers", "get_circulated_minutes", "download_recording",
    "download_recording_by_form", "download_take_by_form", "withdraw_opinion",
    "attach_to_outcome", "detach_from_outcome", "get_outcome_document",
}  # fmt: skip
"""Their ballot, whom the minutes were sent to, how the recording stands, an author's own token
or whose outcome it is decides; tested in `test_ballots.py`, `test_minutes_work.py`,
`test_recordings.py`, `test_screening.py` and `test_outcomes.py`."""

TYPESET = {
    "minutes_md", "minutes_docx", "minutes_pdf", "minutes_xml", "record_md", "record_docx",
    "record_pdf", "record_xml", "links_pdf",
}  # fmt: skip
"""Each takes a process; that staff is let in is tested in `test_minutes.py` and
`test_invitations.py`."""


async def call(site: Site, route: Route, role: str | None) -> int:
    """The status of one well-formed request to `route` as `role`."""
    path = route.path.replace("{id}", site.id).replace("{participant}", "member")
    path = path.replace("{kind}", "whep").replace("{session}", "none")
    if route.name == "search":
        path += "?q=通报"
    if "{receipt}" in path:
        path = path.replace("{receipt}", (await site.opinion("一条意见"))["receipt"])
    if "{invitation_id}" in path:
        made = await site.ask("POST", "./invitations", "organizer", {"participant_id": "expert"})
        path = path.replace("{invitation_id}", made.json()["invitation_id"])
    body = BODIES.get(route.name)
    if route.name in ("revoke_invitations", "links_csv"):
        made = await site.ask("POST", "./invitations", "organizer", {"participant_id": "expert"})
        link = made.json()
        revoke = {"invitation_ids": [link["invitation_id"]]}
        body = revoke if route.name == "revoke_invitations" else {"tokens": [link["token"]]}
    return (await site.ask(route.method, path, role, body)).status_code


async def make_port(site: Site) -> None:
    port = await site.ask("POST", "./caption-ports", "clerk", BODIES["create_caption_port"])
    site.tokens["captioner"] = port.json()["token"]


@pytest.mark.parametrize("role", ROLES)
async def test_each_route_lets_in_whom_it_says(site: Site, role: str | None) -> None:
    site.tokens["elsewhere"] = viewer_token(site.tongxin.tokens, "elsewhere", 3600)
    await make_port(site)
    for route in ROUTES:
        if route.name in NEEDS_MEDIA | ELSEWHERE or (route.name in OWN and role == "elsewhere"):
            continue
        if route.name in TYPESET and role in STAFF:
            continue
        if route.name == "post_command" and role == "captioner":
            continue  # its commands are tested in `test_captions.py`
        status = await call(site, route, role)
        if role in ALLOWED[route.access]:
            refused = status in (401, 403) if route.name in OF_SOMETHING else status != route.status
            assert not refused, (route.name, role, status)
        else:
            known = role is not None and (role != "elsewhere" or route.access == "organizer")
            assert status == (403 if known else 401), (route.name, role, status)


@pytest.mark.parametrize("name", sorted(NEEDS_MEDIA))
async def test_media_asks_for_a_token_before_anything_else(site: Site, name: str) -> None:
    (route,) = [route for route in ROUTES if route.name == name]
    assert await call(site, route, None) == 401
    assert await call(site, route, "no-token") == 401


async def test_the_table_names_every_route_there_is(site: Site) -> None:
    pages = {
        *PAGES, f"/live/{{id}}/{MULTIVARIANT}", "/live/{id}/{name}", "/favicon.ico", "/live/{id}",
        "/live/{id}/text", "/live/{id}/pictures/{name}", "/text-live.css", "/embed.js",
        "/static/{name}", "/static/assets/{name}",
    }  # fmt: skip
    mounted = {
        (method, route.path.replace(":int", ""))
        for route in routes_of(site)
        if isinstance(route, StarletteRoute) and route.path not in pages
        for method in set(route.methods or ()) - {"HEAD", "OPTIONS"}
    }
    assert mounted == {(route.method, route.path) for route in ROUTES}


def routes_of(site: Site) -> list[Any]:
    """Starlette's own table, below the middleware."""
    app: Any = site.tongxin.app
    while not isinstance(getattr(app, "router", None), Router):
        app = app.app
    return list(app.routes)


async def test_staff_see_what_waits_and_others_do_not(site: Site) -> None:
    await make_port(site)
    taken = await site.opinion("还没有筛选的意见")
    for role in ROLES[2:]:
        assert role is not None
        snapshot = await site.ask("GET", ".", role)
        events = await site.ask("GET", "./events?after=0", role)
        for answer in (snapshot, events):
            assert answer.status_code == 200
            assert ("还没有筛选的意见" in answer.text) is (role in STAFF), role
            assert (taken["receipt"] in answer.text) is (role in STAFF), role
