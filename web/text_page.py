"""The page of the text-and-picture live, as HTML that needs no script."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from sessions.errors import Language
from sessions.export.words import BEIJING, clock
from sessions.types import RequestKind
from web.live_picture_images import WIDTHS
from web.responses.now import Now
from web.responses.text_live import PublicPicture, PublicText, PublicTextEntry
from web.share import card, clean

REFRESH_SECONDS = 30
"""For whoever asked for it: an entry comes every minute or so."""

WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh-CN": {
        "live": "图文直播", "now": "现在", "watch": "看视频直播", "other": "English",
        "refresh": "刷新", "every": "每 30 秒自动刷新", "still": "不要自动刷新",
        "older": "更早的", "newest": "回到最新", "skip": "跳到图文", "none": "还没有内容。",
        "corrected": "{0} 更正", "withdrawn": "此条已撤回：{0}",
        "item": "第 {0} 项，共 {1} 项：{2}",
        "planned": "还没有开会，{0}开始。", "open": "正在开会", "adjourned": "休会中",
        "closed": "已经闭会", "rehearsal": "演练中，还没有开会。", "large": "看大图",
        "entries": "共 {0} 条，新的在前。时间为北京时间。",
    },
    "en": {
        "live": "Text-and-picture live", "now": "Now", "watch": "Watch the video", "other": "中文",
        "refresh": "Refresh", "every": "Refresh every 30 seconds", "still": "Stop refreshing",
        "older": "Older", "newest": "Back to the newest", "skip": "Skip to the entries",
        "none": "Nothing yet.", "corrected": "corrected {0}", "withdrawn": "Withdrawn: {0}",
        "item": "Item {0} of {1}: {2}", "planned": "Not begun yet; it starts {0}.",
        "open": "In session", "adjourned": "Adjourned", "closed": "Closed",
        "rehearsal": "Being rehearsed, not begun yet.", "large": "open large",
        "entries": "{0} entries, the newest first. Times are Beijing time.",
    },
}  # fmt: skip
SPEAKING: Mapping[Language, Mapping[RequestKind, str]] = {
    "zh-CN": {
        "statement": "正在发言", "question": "正在提问", "answer": "正在应答",
        "interposed_question": "正在插问", "point_of_order": "正在提程序问题",
    },
    "en": {
        "statement": "is speaking", "question": "is asking", "answer": "is answering",
        "interposed_question": "interposes a question", "point_of_order": "on a point of order",
    },
}  # fmt: skip


class TextPage:
    """One page in one language; `render` is all of it."""

    def __init__(
        self,
        text: PublicText,
        now: Now,
        *,
        style: str,
        refresh: bool,
        first: bool,
        url: str,
        image: str,
        description: str,
    ) -> None:
        """`style` is the sheet's path; `first`: the newest page; `url` and `image` absolute."""
        self._text, self._now = text, now
        self._style, self._refresh, self._first = style, refresh, first
        self._url, self._image, self._description = url, image, description
        self._say = WORDS[text.language]

    def render(self) -> str:
        """The document."""
        title = f"{self._say['live']} · {self._text.title}"
        again = f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}" />\n'
        return (
            f'<!doctype html>\n<html lang="{self._text.language}">\n<head>\n'
            '<meta charset="utf-8" />\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
            f"<title>{clean(title)}</title>\n"
            f"{card(self._text.title, self._description, self._url, self._image)}\n"
            f"{again if self._refresh and self._first else ''}"
            f'<link rel="stylesheet" href="{self._style}" />\n'
            f'<link rel="alternate" type="application/atom+xml" href="{self._link("text.atom")}" />'
            f'\n</head>\n<body>\n<a class="skip" href="#log">{self._say["skip"]}</a>\n'
            f"{self._header()}<main>\n{self._present()}{self._log()}</main>\n</body>\n</html>\n"
        )

    def _link(self, name: str = "text", **query: str) -> str:
        if self._text.language == "en":
            query = {"lang": "en", **query}
        asked = "&amp;".join(f"{key}={value}" for key, value in query.items())
        return f"/live/{self._text.id}/{name}{'?' + asked if asked else ''}"

    def _header(self) -> str:
        say, id = self._say, self._text.id
        other = f"/live/{id}/text" + ("" if self._text.language == "en" else "?lang=en")
        tongue = "zh-CN" if self._text.language == "en" else "en"
        return (
            f"<header>\n<h1>{clean(self._text.title)}</h1>\n"
            f'<nav aria-label="{say["live"]}"><a href="/live/{id}">{say["watch"]}</a>'
            f'<a href="{other}" lang="{tongue}" hreflang="{tongue}">{say["other"]}</a></nav>\n'
            "</header>\n"
        )

    def _present(self) -> str:
        lines = [self._standing(), *self._running()]
        paragraphs = "".join(f"<p>{clean(line)}</p>" for line in lines)
        say = self._say["now"]
        return f'<section class="now" aria-label="{say}">{paragraphs}</section>\n'

    def _standing(self) -> str:
        now = self._now
        if now.rehearsal:
            return self._say["rehearsal"]
        at = datetime.fromtimestamp(now.scheduled_at / 1000, BEIJING)
        return self._say[now.status].format(f"{at:%Y-%m-%d %H:%M}")

    def _running(self) -> list[str]:
        now, language = self._now, self._text.language
        lines = []
        if now.item is not None:
            lines.append(self._say["item"].format(now.item.number, now.item.of, now.item.title))
        for one in now.speakers:
            if one.started_at is not None:
                did = SPEAKING[language][one.kind]
                space = "" if language == "zh-CN" else " "
                lines.append(f"{one.name}（{one.venue}）{space}{did}")
        return lines

    # --- entries ------------------------------------------------------------------------------

    def _log(self) -> str:
        say, text = self._say, self._text
        refresh = (
            f'<a href="{self._link()}">{say["still"]}</a>'
            if self._refresh
            else f'<a href="{self._link(refresh=str(REFRESH_SECONDS))}">{say["every"]}</a>'
        )
        tools = f'<a href="{self._link()}">{say["refresh"]}</a>{refresh}'
        if not self._first:
            tools = f'<a href="{self._link()}">{say["newest"]}</a>'
        days = groupby(text.entries, _day)
        rows = "".join(
            f'<li class="day">{day}</li>\n{"".join(map(self._entry, entries))}'
            for day, entries in days
        )
        older = ""
        if text.older is not None:
            link = self._link(before=str(text.older))
            older = f'<nav aria-label="{say["older"]}"><a href="{link}">{say["older"]}</a></nav>\n'
        counted = say["entries"].format(text.total) if text.total else say["none"]
        return (
            f'<h2 id="log" tabindex="-1">{say["live"]}</h2>\n<p class="tools">{tools}</p>\n'
            f"<p><small>{counted}</small></p>\n<ol>\n{rows}</ol>\n{older}"
        )

    def _entry(self, entry: PublicTextEntry) -> str:
        moment = datetime.fromtimestamp(entry.at // 1000, BEIJING).isoformat()
        kind = "note" if entry.kind == "note" else "auto"
        if entry.withdrawn is not None:
            kind = "note gone"
            words = self._say["withdrawn"].format(entry.withdrawn)
        else:
            words = entry.words
        body = f"<p>{clean(words)}</p>" if words else ""
        if entry.corrected_at is not None and entry.withdrawn is None:
            body += f"<small>{self._say['corrected'].format(clock(entry.corrected_at))}</small>"
        if entry.pictures:
            body += f'<div class="pics">{"".join(map(self._picture, entry.pictures))}</div>'
        return (
            f'<li class="{kind}" id="e{entry.seq}"><time datetime="{moment}">{clock(entry.at)}'
            f"</time><div>{body}</div></li>\n"
        )

    def _picture(self, picture: PublicPicture) -> str:
        """Small, and only once it is scrolled to; the large one is a press away."""
        width = min(WIDTHS[0], picture.width)
        height = max(1, round(picture.height * width / picture.width))
        alt = clean(picture.alt)
        return (
            f'<figure><a href="{picture.large}" title="{self._say["large"]}">'
            f'<img src="{picture.small}" alt="{alt}" width="{width}" height="{height}"'
            f' loading="lazy" decoding="async" /></a><figcaption>{alt}</figcaption></figure>'
        )


def _day(entry: PublicTextEntry) -> str:
    return f"{datetime.fromtimestamp(entry.at / 1000, BEIJING):%Y-%m-%d}"
