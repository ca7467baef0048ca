"""Guards on the status of a consultation: planned → open ⇄ adjourned → closed."""

from sessions.errors import Refused
from sessions.state import Consultation


def require_open(state: Consultation) -> None:
    """Only while the consultation sits."""
    match state.status:
        case "planned":
            raise Refused("consultation_not_open")
        case "adjourned":
            raise Refused("consultation_adjourned")
        case "closed":
            raise Refused("consultation_closed")
        case "open":
            return


def require_opened(state: Consultation) -> None:
    """Once it has opened, closed or not."""
    if state.status == "planned":
        raise Refused("consultation_not_open")


def require_sitting(state: Consultation) -> None:
    """Opened and not closed yet: open or adjourned."""
    require_opened(state)
    require_unclosed(state)


def require_unclosed(state: Consultation) -> None:
    """Until it closes."""
    if state.status == "closed":
        raise Refused("consultation_closed")
