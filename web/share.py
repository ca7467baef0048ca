"""What a page says of itself to those who pass its address on: title, description, a picture.

WeChat and others make a card of it. They read the bytes and run no script, so it stands in them.
"""

import re
from html import escape

from sessions.errors import Language
from sessions.export.words import day_and_time
from sessions.state import Consultation
from web.live_picture_images import WIDTHS

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""Neither HTML nor XML has a place for them."""


def clean(text: str) -> str:
    """`text` escaped, for HTML and XML alike, in content and in quoted attributes."""
    return escape(CONTROL.sub("", text), quote=True)


def card(title: str, description: str, url: str, image: str) -> str:
    """The tags of a page's head; `url` and `image` are absolute, or empty and left out."""
    named = {
        "og:type": "website",
        "og:title": title,
        "og:description": description,
        "og:url": url,
        "og:image": image,
    }
    tags = [f'<meta name="description" content="{clean(description)}" />']
    tags += [
        f'<meta property="{name}" content="{clean(value)}" />'
        for name, value in named.items()
        if value
    ]
    return "\n    ".join(tags)


def described(state: Consultation, language: Language) -> str:
    """One sentence that says what somebody will find, and when."""
    when = day_and_time(state.opened_at or state.scheduled_at)
    match (state.status, language):
        case ("planned", "zh-CN"):
            return f"远程协商直播，{when}开会。可以在线观看、发表意见。"
        case ("closed", "zh-CN"):
            return f"远程协商，{when}召开，已经闭会。可以看图文和协商成果。"
        case (_, "zh-CN"):
            return f"远程协商正在进行，{when}开会。可以在线观看、发表意见。"
        case ("planned", _):
            return f"A remote consultation, live from {when}. Watch it and send your opinion."
        case ("closed", _):
            return f"A remote consultation of {when}, closed. Read what was said and agreed."
        case _:
            return f"A remote consultation, under way since {when}. Watch it and send your opinion."


def latest_picture(state: Consultation, base_url: str) -> str:
    """The absolute address of the newest picture of a note; empty where there is none."""
    if not base_url:
        return ""
    for note in state.live_notes.last(len(state.live_notes)):
        if note.pictures:
            name = f"{note.pictures[0].sha256}-{WIDTHS[-1]}.webp"
            return f"{base_url}/live/{state.id}/pictures/{name}"
    return ""
