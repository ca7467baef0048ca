"""Routes of whoever watches: now, captions, the text-and-picture live, the recording."""

from web.responses.captions import CaptionPort, CaptionPortList, CaptionPortRequest, PublicCaptions
from web.responses.now import Now
from web.responses.recording import RecordingCaptions, RecordingDetail, RecordingTakes
from web.responses.text_live import LivePictureKept, PublicText
from web.routes.route import API, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", f"{API}/{{id}}/caption-ports", "create_caption_port",
        "Let a recognizer or a captioner write captions.", "staff", 201, CaptionPortRequest,
        CaptionPort,
    ),
    Route(
        "GET", f"{API}/{{id}}/caption-ports", "list_caption_ports",
        "Every port that was made: for what, until when, and whether it was used.", "staff",
        response=CaptionPortList,
    ),
    Route(
        "GET", f"{API}/{{id}}/now.json", "get_now", "What is happening now.", "public",
        response=Now,
    ),
    Route(
        "GET", f"{API}/{{id}}/captions.json", "get_captions",
        "The latest captions of each language.", "public", response=PublicCaptions,
    ),
    Route(
        "GET", f"{API}/{{id}}/captions.{{language}}.vtt", "get_captions_vtt",
        "All captions of a language as WebVTT, timed from the opening.", "public",
        media="text/vtt",
    ),
    Route(
        "POST", f"{API}/{{id}}/live-pictures", "add_live_picture",
        "Keep a picture for the text-and-picture live; the body is JPEG, PNG or WebP.", "staff",
        201, response=LivePictureKept, accepts="application/octet-stream",
    ),
    Route(
        "GET", "/live/{id}/text.json", "get_text_live",
        "The text-and-picture live, the newest first; `before` pages, `lang=en` is English.",
        "public", response=PublicText,
    ),
    Route(
        "GET", "/live/{id}/text.atom", "get_text_live_feed",
        "Its newest page as an Atom feed.", "public", media="application/atom+xml",
    ),
    Route(
        "GET", "/live/{id}/dvr.m3u8", "recording_playlist",
        "The stream from its beginning, live and afterwards; for staff alone once the "
        "consultation has closed and while it is not published (403), never once deleted (410). "
        "So all of the recording.", "public", media="application/vnd.apple.mpegurl",
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.json", "get_recording",
        "How long the recording is, what time of the clock is where in it, and its chapters.",
        "public", response=RecordingDetail,
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.chapters.vtt", "get_recording_chapters",
        "The chapters as WebVTT.", "public", media="text/vtt",
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.captions.{{language}}.json", "get_recording_captions",
        "What was said in a language, with its places in the recording.", "public",
        response=RecordingCaptions,
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.mp4", "download_recording",
        "The recording as one MP4 with chapters, for staff until it is published.", "public",
        media="video/mp4",
    ),
    Route(
        "POST", f"{API}/{{id}}/recording.mp4", "download_recording_by_form",
        "The same, the token being in the form field `token`.", "public",
        accepts="application/x-www-form-urlencoded", media="video/mp4",
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.takes.json", "list_takes",
        "Speakers' own tracks, where they are recorded: a file for each time on the floor.",
        "staff", response=RecordingTakes,
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.takes/{{take}}", "download_take",
        "One of them as it was sent, H.264 or VP8 and Opus; ranges are answered once it is whole.",
        "staff", media="video/mp4",
    ),
    Route(
        "POST", f"{API}/{{id}}/recording.takes/{{take}}", "download_take_by_form",
        "The same, the token being in the form field `token`.", "staff",
        accepts="application/x-www-form-urlencoded", media="video/mp4",
    ),
)  # fmt: skip
