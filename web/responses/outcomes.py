"""Outcomes in public, and what the author of an opinion thinks of theirs."""

import msgspec

from sessions.commands.outcomes import Remark
from sessions.outcome_types import Appraisal
from sessions.outcome_views import PublicOutcome
from sessions.types import Id


class AppraisalRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions/{receipt}/appraisal`: what its author thinks of the reply."""

    outcome_id: Id
    appraisal: Appraisal
    comment: Remark = ""


class PublicOutcomes(msgspec.Struct, frozen=True):
    """`GET /{id}/outcomes.json`: the outcomes that were made public."""

    id: str
    title: str
    outcomes: list[PublicOutcome]
