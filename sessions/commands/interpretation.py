"""Interpreting 同声传译."""

from sessions.commands.base import Command


class StartInterpreting(Command, frozen=True, tag="start_interpreting"):
    """开始传译 into the own language; whoever interprets into it is relieved."""


class StopInterpreting(Command, frozen=True, tag="stop_interpreting"):
    """停止传译."""
