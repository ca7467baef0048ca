"""A roster from a sheet over HTTP: a template to fill in, a preview by row, and the import."""

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.commands import ImportRoster
from sessions.errors import Language, Refused
from sessions.roles import is_staff
from sessions.roster_sheet import Reading
from sessions.roster_sheet import read as read_table
from sessions.service import Service
from sessions.sheet_issues import Issue
from sessions.state import Consultation
from sessions.status import require_unclosed
from sessions.types import Actor
from signaling.hub import Hub
from web.apart import ProcessFailed, apart
from web.api import idempotency_key
from web.auth import authorize
from web.config import MAX_ROSTER_BODY, MAX_SHEET_BODY
from web.errors import WebError
from web.http import json_response, language, read_body, read_json
from web.ids import new_id
from web.responses.consultations import Executed
from web.responses.roster import PreviewedRow, RosterIssue, RosterPreview
from web.roster_template import as_csv, as_xlsx
from web.routes import API, XLSX
from web.sheets import Sheet, Unreadable

AT_ONCE = 2
"""Sheets being read at the same time; others wait."""
SECONDS = 20
"""Longest time for one: 8,000 rows take two."""

_import = msgspec.json.Decoder(ImportRoster)
_answer: msgspec.json.Decoder[Sheet | Unreadable] = msgspec.json.Decoder(Sheet | Unreadable)


class RosterFiles:
    """`/{id}/roster` and what is below it."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.places = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """All for those who run the meeting."""
        roster = f"{API}/{{id}}/roster"
        return [
            Route(roster, self.apply, methods=["POST"]),
            Route(f"{roster}/preview", self.preview, methods=["POST"]),
            Route(f"{roster}/template.csv", self.template_csv),
            Route(f"{roster}/template.xlsx", self.template_xlsx),
        ]

    async def preview(self, request: Request) -> Response:
        """What a sheet would add, and what is wrong with it; nothing is written."""
        state, _ = await self.staff(request)
        require_unclosed(state)
        content = await read_body(request, MAX_SHEET_BODY)
        async with self.places:
            sheet = await read_sheet(content)
            reading = await asyncio.to_thread(read_table, sheet.table, state, new_id)
        return json_response(previewed(sheet, reading, state, _language(request)))

    async def apply(self, request: Request) -> Response:
        """All of a preview's `command`, or 409 and the rows that stand in the way."""
        state, actor = await self.staff(request)
        command = await read_json(request, _import, MAX_ROSTER_BODY)
        records = await self.hub.execute(state.id, actor, command, key=idempotency_key(request))
        return json_response(Executed(seqs=[record.seq for record in records]))

    async def template_csv(self, request: Request) -> Response:
        """The heading alone."""
        await self.staff(request)
        return attachment(as_csv(_language(request)), "roster.csv", "text/csv; charset=utf-8")

    async def template_xlsx(self, request: Request) -> Response:
        """With lists to choose from, of this consultation's venues."""
        state, _ = await self.staff(request)
        content = await asyncio.to_thread(as_xlsx, state, _language(request))
        return attachment(content, "roster.xlsx", XLSX)

    async def staff(self, request: Request) -> tuple[Consultation, Actor]:
        """The state, for those who run the meeting, and who asks."""
        return await for_staff(request, self.service, self.hub)


async def for_staff(request: Request, service: Service, hub: Hub) -> tuple[Consultation, Actor]:
    """The state of the consultation in the path, and who asks; raises `Refused` for others."""
    id = request.path_params["id"]
    _, actor = await authorize(request, hub, id)
    if not is_staff(actor):
        raise Refused("not_authorized")
    return await service.state(id), actor


def _language(request: Request) -> Language:
    return language(request.headers.get("accept-language", ""))


def attachment(content: bytes, name: str, media: str) -> Response:
    """A file to keep."""
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{name}"',
    }
    return Response(content, headers=headers, media_type=media)


async def read_sheet(content: bytes) -> Sheet:
    """The table in an uploaded file; raises `WebError` where there is none."""
    try:
        answer = _answer.decode(await apart("web.sheets", given=content, seconds=SECONDS))
    except (TimeoutError, ProcessFailed, msgspec.DecodeError) as error:  # made to cost too much
        raise WebError("sheet_too_large") from error
    if isinstance(answer, Unreadable):
        raise WebError(answer.code)
    return answer


def previewed(sheet: Sheet, reading: Reading, state: Consultation, said: Language) -> RosterPreview:
    """A reading in words."""
    rows = [
        PreviewedRow(row.row, {**row.cells}, row.action, _issues(row.issues, said))
        for row in reading.rows
    ]
    return RosterPreview(
        format=sheet.format,
        encoding=sheet.encoding,
        seq=state.seq,
        columns=[*reading.columns],
        issues=_issues(reading.issues, said),
        rows=rows,
        command=reading.command,
    )


def _issues(issues: list[Issue], said: Language) -> list[RosterIssue]:
    return [
        RosterIssue(
            column=issue.column,
            severity="warning" if issue.warning else "error",
            code=issue.code,
            message=issue.message(said),
        )
        for issue in issues
    ]
