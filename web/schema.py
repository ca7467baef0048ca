"""The JSON Schema of everything on the wire, from which the client's types are made.

`python -m web.schema` prints it; `make types` turns it into `web/client/src/wire.gen.ts`, whose
header carries the SHA-256 of the text it was made from.
"""

import sys
from typing import Any

import msgspec

from sessions.commands import AnyCommand, CreateConsultation
from sessions.events import AnyEvent, Record
from sessions.export.document import Document
from sessions.minutes import Minutes
from sessions.minutes_editor import CirculatedMinutes, MinutesEditor
from sessions.opinion_groups import OpinionThemes
from sessions.outcome_views import OutcomesPage
from sessions.views import Snapshot
from signaling.messages import ClientMessage, ServerMessage
from web.responses.ballots import PaperIssued, PaperList, PaperRequest
from web.responses.captions import CaptionPort, CaptionPortList, CaptionPortRequest, PublicCaptions
from web.responses.consultations import (
    ConnectionList,
    ConsultationList,
    Created,
    EventsPage,
    Executed,
)
from web.responses.documents import Attached
from web.responses.invitations import (
    BulkInvitationRequest,
    BulkInvitations,
    Invitation,
    InvitationList,
    InvitationRequest,
    LinksRequest,
    RevocationRequest,
)
from web.responses.now import Now
from web.responses.operations import Health, Problem
from web.responses.opinions import (
    ClaimList,
    ClaimRequest,
    OpinionReceipt,
    OpinionRequest,
    OpinionsPage,
    OpinionStatus,
)
from web.responses.outcomes import AppraisalRequest, PublicOutcomes
from web.responses.recording import RecordingCaptions, RecordingDetail, RecordingTakes
from web.responses.roster import RosterPreview
from web.responses.search import ContributionList, SearchResults
from web.responses.text_live import LivePictureKept, PublicText
from web.responses.wall import Support, SupportRequest, Wall, WallChunk

Schema = dict[str, Any]

READ = {
    "ServerMessage": ServerMessage,
    "AnyEvent": AnyEvent,
    "Record": Record,
    "Snapshot": Snapshot,
    "Problem": Problem,
    "ConsultationList": ConsultationList,
    "Created": Created,
    "Executed": Executed,
    "EventsPage": EventsPage,
    "Invitation": Invitation,
    "InvitationList": InvitationList,
    "BulkInvitations": BulkInvitations,
    "RosterPreview": RosterPreview,
    "Attached": Attached,
    "OpinionsPage": OpinionsPage,
    "ConnectionList": ConnectionList,
    "OpinionReceipt": OpinionReceipt,
    "OpinionThemes": OpinionThemes,
    "ClaimList": ClaimList,
    "OpinionStatus": OpinionStatus,
    "OutcomesPage": OutcomesPage,
    "PublicOutcomes": PublicOutcomes,
    "Wall": Wall,
    "WallChunk": WallChunk,
    "Support": Support,
    "Health": Health,
    "Now": Now,
    "PublicCaptions": PublicCaptions,
    "PublicText": PublicText,
    "LivePictureKept": LivePictureKept,
    "RecordingDetail": RecordingDetail,
    "RecordingCaptions": RecordingCaptions,
    "RecordingTakes": RecordingTakes,
    "CaptionPort": CaptionPort,
    "CaptionPortList": CaptionPortList,
    "PaperIssued": PaperIssued,
    "PaperList": PaperList,
    "SearchResults": SearchResults,
    "ContributionList": ContributionList,
    "Minutes": Minutes,
    "Document": Document,
    "MinutesEditor": MinutesEditor,
    "CirculatedMinutes": CirculatedMinutes,
}
"""What clients read: we send every field, also those that have a default."""
WRITTEN = {
    "ClientMessage": ClientMessage,
    "AnyCommand": AnyCommand,
    "CreateConsultation": CreateConsultation,
    "InvitationRequest": InvitationRequest,
    "BulkInvitationRequest": BulkInvitationRequest,
    "RevocationRequest": RevocationRequest,
    "LinksRequest": LinksRequest,
    "CaptionPortRequest": CaptionPortRequest,
    "OpinionRequest": OpinionRequest,
    "SupportRequest": SupportRequest,
    "ClaimRequest": ClaimRequest,
    "PaperRequest": PaperRequest,
    "AppraisalRequest": AppraisalRequest,
}
"""What clients write: a field with a default may be left out."""

REF = "#/$defs/"


def wire_schema() -> Schema:
    """One schema with a definition per struct and per union; its root names the roots."""
    roots = READ | WRITTEN
    schemas, structs = msgspec.json.schema_components(roots.values(), ref_template=REF + "{name}")
    named = dict(zip(roots, schemas, strict=True))
    for name in reachable([named[name] for name in READ], structs):
        if "properties" in structs[name]:
            structs[name]["required"] = list(structs[name]["properties"])
    unions = {name: schema for name, schema in named.items() if name not in structs}
    return {
        "title": "Wire",
        "description": "Every root of the wire protocol, so that each is defined.",
        "type": "object",
        "properties": {name: {"$ref": REF + name} for name in roots},
        "required": list(roots),
        "$defs": dict(sorted((structs | unions).items())),
    }


def reachable(schemas: list[Schema], structs: dict[str, Schema]) -> set[str]:
    """Names of the structs that `schemas` refer to, through others too."""
    found: set[str] = set()
    waiting: list[Any] = list(schemas)
    while waiting:
        node = waiting.pop()
        children = list(node.values()) if isinstance(node, dict) else node
        waiting += [child for child in children if isinstance(child, dict | list)]
        name = str(node.get("$ref", "")).removeprefix(REF) if isinstance(node, dict) else ""
        if name and name not in found:
            found.add(name)
            waiting.append(structs[name])
    return found


def schema_text() -> bytes:
    """The schema as UTF-8 JSON, the same bytes for the same types."""
    return msgspec.json.format(msgspec.json.encode(wire_schema()), indent=1) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(schema_text())
