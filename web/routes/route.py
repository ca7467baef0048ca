"""What a route is, and the words that routes share."""

from typing import Any, Literal

import msgspec

Access = Literal["public", "token", "staff", "organizer", "publisher"]
"""Who may ask. `token`: whoever has one for this consultation; `staff`: organizer, chair, clerk;
`publisher`: who may send media, that is everyone on the roster but viewers. Commands are decided
one by one in `sessions/roles.py`."""

JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SDP = "application/sdp"


class Route(msgspec.Struct, frozen=True):
    """One method on one path. `response` is a msgspec type, or None with a `media` of its own."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str
    name: str
    summary: str
    access: Access
    status: int = 200
    request: Any = None
    response: Any = None
    accepts: str = JSON
    media: str = JSON


API = "/api/v1/consultations"
SEARCH = "/api/v1/search"
CONTRIBUTIONS = "/api/v1/contributions"
