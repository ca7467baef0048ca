"""Routes of consultations, commands, invitations and the roster."""

from sessions.commands import AnyCommand, CreateConsultation, ImportRoster
from sessions.views import Snapshot
from web.responses.consultations import ConsultationList, Created, EventsPage, Executed
from web.responses.invitations import (
    BulkInvitationRequest,
    BulkInvitations,
    Invitation,
    InvitationList,
    InvitationRequest,
    LinksRequest,
    RevocationRequest,
)
from web.responses.roster import RosterPreview
from web.routes.route import API, XLSX, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", API, "create_consultation", "Create a consultation.", "organizer",
        201, CreateConsultation, Created,
    ),
    Route(
        "GET", API, "list_consultations", "All for an organizer, else one's own.", "token",
        response=ConsultationList,
    ),
    Route(
        "GET", f"{API}/{{id}}", "get_consultation", "What this role may see.", "token",
        response=Snapshot,
    ),
    Route(
        "POST", f"{API}/{{id}}/commands", "post_command",
        "Do one command, as over the WebSocket; a refused one leaves no event.", "token", 200,
        AnyCommand, Executed,
    ),
    Route(
        "GET", f"{API}/{{id}}/events", "get_events",
        "The log after `after`, filtered by role, at most 500 records at once.", "token",
        response=EventsPage,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations", "create_invitation", "Make a signed join link.",
        "staff", 201, InvitationRequest, Invitation,
    ),
    Route(
        "GET", f"{API}/{{id}}/invitations", "list_invitations",
        "Every link that was made: when, until when, and whether it was used.", "staff",
        response=InvitationList,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/bulk", "create_invitations",
        "Make links for many, all of them or none.", "staff", 201, BulkInvitationRequest,
        BulkInvitations,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/revoke", "revoke_invitations",
        "Links of many stop working at once.", "staff", 200, RevocationRequest, Executed,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/links.csv", "links_csv",
        "Links that the caller holds, as a table.", "staff", 200, LinksRequest,
        media="text/csv",
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/links.pdf", "links_pdf",
        "Links that the caller holds, as QR codes on cards to print and cut.", "staff", 200,
        LinksRequest, media="application/pdf",
    ),
    Route(
        "POST", f"{API}/{{id}}/roster/preview", "preview_roster",
        "What a CSV (UTF-8, UTF-16 or GB 18030) or XLSX sheet would add, with errors by row.",
        "staff", response=RosterPreview, accepts="application/octet-stream",
    ),
    Route(
        "POST", f"{API}/{{id}}/roster", "import_roster",
        "Do the `command` of a preview: all rows or none.", "staff", 200, ImportRoster, Executed,
    ),
    Route(
        "GET", f"{API}/{{id}}/roster/template.csv", "roster_template_csv",
        "An empty sheet to fill in.", "staff", media="text/csv",
    ),
    Route(
        "GET", f"{API}/{{id}}/roster/template.xlsx", "roster_template_xlsx",
        "The same, with lists to choose from.", "staff", media=XLSX,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/invitations/{{invitation_id}}", "revoke_invitation",
        "The link stops working at once.", "staff", 204,
    ),
)  # fmt: skip
