"""OpenAPI 3.1 of the HTTP surface, generated from the route table and the msgspec types."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from web.http import KEY
from web.responses.operations import Problem
from web.routes import ROUTES, Access, Route

Json = dict[str, Any]

REF = "#/components/schemas/{name}"
PARAMETERS = {
    "id": "The consultation.",
    "participant": "Whose media to play.",
    "invitation_id": "As answered when the link was made.",
    "language": "BCP 47, as `zh-CN`.",
    "check_id": "From the Location of the answer to the POST.",
    "document_id": "As answered when it was attached.",
    "outcome_id": "As in the event that recorded it.",
    "page": "From 1.",
    "ballot_id": "As in the event that prepared it.",
    "number": "`next` of what was read before.",
    "opinion_id": "As on the wall.",
    "receipt": "As answered when the opinion was taken.",
    "kind": "`whip` or `whep`.",
    "take": "`file` of `recording.takes.json`.",
    "session": "From the Location of the answer to the POST.",
}
ACCESS: dict[Access, str] = {
    "public": "Anybody.",
    "token": "Whoever has a token for this consultation.",
    "staff": "Organizer, chair, clerk.",
    "organizer": "Organizers.",
    "publisher": "Whoever may send media: everybody on the roster but viewers.",
}
QUERIES: Mapping[str, list[tuple[str, str, Json]]] = {
    "get_events": [("after", "The last record seen.", {"type": "integer", "minimum": 0})],
    "attach_document": [
        ("item_id", "The agenda item.", {"type": "string"}),
        ("name", "As people know it, at most 120 characters.", {"type": "string"}),
        ("public", "Whether viewers see the page being shown; true.", {"type": "boolean"}),
    ],
    "set_minutes_template": [
        ("name", "As people know it, at most 120 characters.", {"type": "string"}),
    ],
    "attach_to_outcome": [
        ("name", "As people know it, at most 120 characters.", {"type": "string"}),
        (
            "unit",
            "Of which joint unit, from 0; else the lead's, or one's own.",
            {"type": "integer"},
        ),
    ],
    "get_document_page": [("width", "In pixels; 1600.", {"enum": [800, 1600]})],
    "get_presented_page": [("width", "In pixels; 1600.", {"enum": [800, 1600]})],
    "get_text_live": [
        ("before", "The last `older`.", {"type": "integer", "minimum": 1}),
        ("lang", "Of what is told by itself; zh-CN.", {"enum": ["zh-CN", "en"]}),
    ],
    "get_text_live_feed": [
        ("lang", "Of what is told by itself; zh-CN.", {"enum": ["zh-CN", "en"]}),
    ],
    "list_outcomes": [("after", "The last `next`.", {"type": "integer", "minimum": 0})],
    **{
        f"minutes_{form}": [
            ("version", "One that was signed; without it the present one.", {"type": "integer"})
        ]
        for form in ("json", "document", "md", "docx", "pdf", "csv", "xml")
    },
    "list_opinions": [("before", "The last opinion seen.", {"type": "string"})],
}
KEYS: Mapping[str, Json] = {
    "create_consultation": {"type": "string", "maxLength": 80},
    "post_command": {"type": "string", "maxLength": 80},
    "attach_document": {"type": "string", "maxLength": 80},
    "attach_to_outcome": {"type": "string", "maxLength": 80},
    "set_minutes_template": {"type": "string", "maxLength": 80},
    "create_invitation": {"type": "string", "maxLength": 80},
    "create_caption_port": {"type": "string", "maxLength": 80},
    "create_invitations": {"type": "string", "maxLength": 80},
    "revoke_invitations": {"type": "string", "maxLength": 80},
    "import_roster": {"type": "string", "maxLength": 80},
    "submit_opinion": {"type": "string", "pattern": f"^{KEY.pattern}$"},
}
"""Which operations take an Idempotency-Key, and of what form."""


@cache
def document() -> bytes:
    """The whole description as JSON; the same bytes every time."""
    types = [t for route in ROUTES for t in (route.request, route.response) if t is not None]
    roots = list(dict.fromkeys([*types, Problem]))
    schemas, components = msgspec.json.schema_components(roots, ref_template=REF)
    named = dict(zip(roots, schemas, strict=True))
    paths: dict[str, Json] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route, named)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Tongxin",
                "version": version("tongxin"),
                "description": "Remote consultations. The WebSocket, `GET /ws`, has its own "
                "document, `signaling/PROTOCOL.md`. Times are Unix milliseconds.",
            },
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def operation(route: Route, named: dict[Any, Json]) -> Json:
    """One method of one path."""
    described: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "description": ACCESS[route.access],
        "parameters": parameters(route),
        "responses": responses(route, named),
    }
    if route.access != "public":
        described["security"] = [{"token": []}]
    if route.request is not None:
        described["requestBody"] = body(route.accepts, named[route.request])
    elif route.accepts != "application/json":
        described["requestBody"] = body(route.accepts, {"type": "string"})
    return described


def parameters(route: Route) -> list[Json]:
    """Of the path, the query and the head."""
    named = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PARAMETERS[name],
            "schema": {"type": "string"},
        }
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    asked = [
        {"name": name, "in": "query", "required": False, "description": text, "schema": schema}
        for name, text, schema in QUERIES.get(route.name, [])
    ]
    if route.name not in KEYS:
        return named + asked
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Makes a repetition harmless.",
        "schema": KEYS[route.name],
    }
    return [*named, *asked, key]


def responses(route: Route, named: dict[Any, Json]) -> Json:
    """The good answer, and the form of every other one."""
    good: Json = {"description": route.summary}
    if route.response is not None:
        good["content"] = {route.media: {"schema": named[route.response]}}
    elif route.status != 204 and route.media != "application/json":
        good["content"] = {route.media: {"schema": {"type": "string"}}}
    problem = {"description": "Refused; nothing was changed.", **body(None, named[Problem])}
    return {str(route.status): good, "default": problem}


def body(media: str | None, schema: Json) -> Json:
    """A required request body of `media`, or with None a response's JSON content."""
    content = {"content": {media or "application/json": {"schema": schema}}}
    return content if media is None else {"required": True, **content}
