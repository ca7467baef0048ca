"""Every message between hub and worker goes somewhere: as a request, a reply or an event."""

from typing import get_args

import pytest

from media import messages
from media.messages import Event, Message, ReplyBody, RequestBody

ALL = [
    one
    for one in vars(messages).values()
    if isinstance(one, type) and issubclass(one, Message) and one is not Message
]


@pytest.mark.parametrize("message", ALL, ids=lambda message: message.__name__)
def test_each_message_is_a_request_a_reply_or_an_event(message: type[Message]) -> None:
    """What is in none could be sent, and would be refused by who decodes it."""
    assert sum(message in get_args(kind) for kind in (RequestBody, ReplyBody, Event)) == 1


def test_all_that_is_sent_is_exported() -> None:
    sent = {*get_args(RequestBody), *get_args(ReplyBody), *get_args(Event)}
    assert sent == set(ALL)
