"""Routes of the documents of agenda items."""

from web.responses.documents import Attached
from web.routes.route import API, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", f"{API}/{{id}}/documents", "attach_document",
        "Attach a document to an agenda item: the body is the file, of at most 50 MiB and 200 "
        "pages, told by its bytes. Answered once every page has been drawn.", "staff",
        201, accepts="application/octet-stream", response=Attached,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/documents/{{document_id}}", "remove_document",
        "Take a document back; what was never shown is deleted.", "staff", 204,
    ),
    Route(
        "GET", f"{API}/{{id}}/documents/{{document_id}}/original", "get_document",
        "The bytes that the record has the hash of.", "staff", media="application/octet-stream",
    ),
    Route(
        "GET", f"{API}/{{id}}/documents/{{document_id}}/pages/{{page}}", "get_document_page",
        "A page as WebP; viewers get the one that is being shown.", "token", media="image/webp",
    ),
    Route(
        "GET", f"{API}/{{id}}/documents/{{document_id}}/pages/{{page}}/text", "get_document_text",
        "The words on a page.", "token", media="text/plain",
    ),
    Route(
        "GET", f"{API}/{{id}}/presented/{{document_id}}/{{page}}", "get_presented_page",
        "The page that is being shown, as WebP, while it is and if the public may see it.",
        "public", media="image/webp",
    ),
)  # fmt: skip
