"""The text-and-picture live as an Atom feed (RFC 4287), for other sites and readers."""

from datetime import UTC, datetime

from web.responses.text_live import PublicText, PublicTextEntry
from web.share import clean

TITLE_CHARACTERS = 40
"""Of an entry's words that stand as its title; the rest is its content."""


def atom(text: PublicText, base: str) -> str:
    """The feed; `base` is the server's address, empty where it is not known: links are relative."""
    page = f"{base}/live/{text.id}/text"
    newest = max((changed(one) for one in text.entries), default=0)
    entries = "".join(_entry(text, one, page) for one in text.entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{text.language}">\n'
        f"<id>urn:tongxin:{text.id}</id>\n<title>{clean(text.title)}</title>\n"
        f"<updated>{_time(newest)}</updated>\n<author><name>{clean(text.title)}</name></author>\n"
        f'<link rel="alternate" type="text/html" href="{page}" />\n{entries}</feed>\n'
    )


def changed(entry: PublicTextEntry) -> int:
    """When an entry last changed, Unix ms."""
    return entry.corrected_at or entry.at


def _entry(text: PublicText, entry: PublicTextEntry, page: str) -> str:
    words = entry.withdrawn if entry.withdrawn is not None else entry.words
    words = words or (entry.pictures[0].alt if entry.pictures else "")
    return (
        f"<entry>\n<id>urn:tongxin:{text.id}:{entry.seq}</id>\n"
        f"<title>{clean(' '.join(words.split())[:TITLE_CHARACTERS])}</title>\n"
        f"<published>{_time(entry.at)}</published>\n<updated>{_time(changed(entry))}</updated>\n"
        f'<category term="{entry.kind}" />\n'
        f'<link rel="alternate" type="text/html" href="{page}#e{entry.seq}" />\n'
        f'<content type="text">{clean(words)}</content>\n</entry>\n'
    )


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
