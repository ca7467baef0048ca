"""The office's own template 纪要模板 of one consultation's minutes: set, replaced, removed.

The record holds what it is and the hash of its bytes; the bytes lie with the documents'. A version
that was signed goes on standing in the one that it was signed with, so all are kept.
"""

import hashlib

from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions.config import MINUTES_TEMPLATES_MAX
from sessions.errors import Refused
from sessions.minutes_stages import require_stage
from sessions.minutes_types import OfficeTemplate
from sessions.state import Consultation

# --- decided ----------------------------------------------------------------------------------


def check_room(state: Consultation) -> None:
    """Raise `Refused` where none can be set, before its bytes are sent."""
    require_stage(state, c.RemoveMinutesTemplate())
    if len(state.minutes.templates) >= MINUTES_TEMPLATES_MAX:
        raise Refused("too_many", limit=MINUTES_TEMPLATES_MAX)


def set_minutes_template(state: Consultation, command: c.SetMinutesTemplate) -> list[e.AnyEvent]:
    """In place of the one before; nothing happens where it is that."""
    require_stage(state, command)
    if command.template == state.minutes.template:
        return []
    check_room(state)
    return [e.MinutesTemplateSet(command.template)]


def remove_minutes_template(
    state: Consultation, command: c.RemoveMinutesTemplate
) -> list[e.AnyEvent]:
    """Nothing happens where there is none."""
    require_stage(state, command)
    return [] if state.minutes.template is None else [e.MinutesTemplateRemoved()]


# --- readings ---------------------------------------------------------------------------------


def present(state: Consultation) -> OfficeTemplate:
    """The present one; raises `Refused`."""
    if state.minutes.template is None:
        raise Refused("no_minutes_template")
    return state.minutes.template


def as_recorded(template: OfficeTemplate, given: bytes) -> bytes:
    """`given`, where these are the bytes of which the record has the hash; raises `Refused`."""
    if hashlib.sha256(given).hexdigest() != template.sha256:
        raise Refused("template_gone", name=template.name)
    return given


# --- applied ----------------------------------------------------------------------------------


def template_set(state: Consultation, event: e.MinutesTemplateSet) -> Consultation:
    """From here on."""
    work, template = state.minutes, event.template
    work = replace(work, template=template, templates=(*work.templates, template))
    return replace(state, minutes=work)


def template_removed(state: Consultation) -> Consultation:
    """Its bytes stay with the record."""
    return replace(state, minutes=replace(state.minutes, template=None))
