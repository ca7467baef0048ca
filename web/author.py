"""How an opinion stands, for its author alone: by its receipt, and to withdraw it by its token."""

import base64
import hashlib
import secrets

from sessions.opinion_views import opinion_by_receipt
from sessions.outcome_views import outcomes_of_opinion
from sessions.questions import answer_state
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from web.responses.opinions import OpinionAnswer, OpinionStatus

TOKEN_BYTES = 18
"""144 bits, of which nobody guesses one: 24 characters."""


def new_opinion_token(consultation_id: str, key: str | None) -> str:
    """For whoever sent none; with an `Idempotency-Key`, which is as secret, the same each time."""
    if key is None:
        return secrets.token_urlsafe(TOKEN_BYTES)
    made = hashlib.sha256(f"opinion token:{consultation_id}:{key}".encode()).digest()
    return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).decode()


def status_of_opinion(state: Consultation, receipt: str) -> OpinionStatus:
    """How an opinion stands, and what came of it; raises `Refused("no_such_opinion")`."""
    found = opinion_by_receipt(state, receipt)
    own = state.opinions[found.opinion_id]
    ruling = state.opinions[own.merged_into] if own.merged_into else own
    gone = own.state == "withdrawn"
    item = state.agenda.get(ruling.item_id or "")
    return OpinionStatus(
        receipt=receipt,
        opinion_id=found.opinion_id,
        state=found.state,
        text="" if gone else found.text,
        name="" if gone else found.name,
        region="" if gone else found.region,
        submitted_at=found.submitted_at,
        published_at=ruling.published_at,
        reason=None if gone else ruling.reason,
        outcomes=outcomes_of_opinion(state, receipt),
        follows=ruling.state if own.merged_into else None,
        shown=state.shown_opinion == ruling.opinion_id,
        item=None if item is None or gone else item.item.title,
        answers=[] if gone else _answers(state, ruling),
        withdrawable=own.author is not None and not gone,
    )


def _answers(state: Consultation, opinion: Opinion) -> list[OpinionAnswer]:
    """Of the departments it was put to, unless the question was withdrawn."""
    question = state.questions.get(opinion.question_id or "")
    if question is None or question.withdrawn is not None:
        return []
    found = []
    for id in question.to:
        person, reply = state.participants[id], question.replies.get(id)
        answered = answer_state(state, question, id) in ("spoken", "written")
        name = person.organization or person.name
        found.append(OpinionAnswer(name, answered, "" if reply is None else reply.text))
    return found
