"""What the relay agrees to, m-line by m-line (RFC 3264, RFC 8829): pure functions over SDP structs.

H.264 comes first because it goes to the livestream untouched; VP8 is the fallback; sound is Opus.
One codec per m-line: a publisher then cannot change it in mid-stream. RED (RFC 2198) of Opus may
stand beside it.
"""

from collections.abc import Iterable

import msgspec

from media.errors import BadSdp
from media.wire.codecs import AUDIO_FEEDBACK, VIDEO_FEEDBACK, Codec, HeaderExtensions, Kind
from media.wire.red import carried
from media.wire.sdp import PROTOCOLS, Description, Direction, Media, parameters
from media.wire.sdp_write import LocalMedia

START_BITRATE = "x-google-start-bitrate=1000"
"""kbit/s Chromium begins with. From its own 300 it starts 720p at 320x180 and takes minutes, or for
ever, to climb back where the picture is rich; others ignore the parameter."""

MAX_LAYERS = 3
"""Layers taken of one picture: a thumbnail's, a tile's and the stage's sizes."""

H264_PREFERENCE = ("42e0", "42c0", "4200", "4240", "4280", "42a0")
"""profile-level-id without its level: constrained baseline, as it is spelt, then baseline.

RFC 6184 section 8.1: constraint_set1 makes baseline (42) constrained; set0 and set2 add nothing to
it. `4200`, `4280` and `42a0` lack set1 but encoders that announce them use no more in practice.
"""


class OfferedCodecs:
    """What we offer subscribers; payload types as Chromium numbers them."""

    EXTENSIONS = HeaderExtensions(mid=1, audio_level=2, transport_sequence=3, abs_send_time=4)
    OPUS = Codec("opus", 48000, 111, 2, "minptime=10;useinbandfec=1", None, AUDIO_FEEDBACK)
    RED = Codec("red", 48000, 63, 2, "111/111")
    H264 = Codec(
        "H264",
        90000,
        102,
        1,
        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        103,
        VIDEO_FEEDBACK,
    )
    VP8 = Codec("VP8", 90000, 96, 1, "", 97, VIDEO_FEEDBACK)


def offered(kind: Kind) -> tuple[tuple[Codec, ...], HeaderExtensions]:
    """Codecs and header extensions of an m-line that we offer."""
    extensions = OfferedCodecs.EXTENSIONS
    if kind == "audio":
        return (OfferedCodecs.OPUS, OfferedCodecs.RED), extensions
    video = msgspec.structs.replace(extensions, audio_level=None)
    return (OfferedCodecs.H264, OfferedCodecs.VP8), video


def usable(description: Description) -> list[Media | None]:
    """The m-lines that we can carry, None in the place of each that we must reject.

    Sound and pictures over DTLS, multiplexed with RTCP, all in one bundle: there is one transport.
    Without a BUNDLE group the first that qualifies is the bundle.
    """
    lines: list[Media | None] = []
    alone = description.bundle is None
    for media in description.media:
        carried = _carriable(media) and (
            not any(lines) if alone else media.mid in (description.bundle or ())
        )
        lines.append(media if carried else None)
    return lines


def _carriable(media: Media) -> bool:
    # Port 0 rejects or ends an m-line, but for bundle-only ones (RFC 8843 section 6), whose
    # transport is another line's: those still have codecs and a mid in the group.
    return (
        media.kind in ("audio", "video")
        and media.protocol in PROTOCOLS
        and media.rtcp_mux
        and (media.port != 0 or media.bundle_only)
        and choose(media) is not None
    )


def check_transport(lines: Iterable[Media | None]) -> Media:
    """The first usable m-line, whose transport is everybody's; `BadSdp` where it will not do."""
    first = next((m for m in lines if m is not None), None)
    if first is None:
        raise BadSdp(
            "No m-line can be used: Opus, H.264 or VP8, bundled, with rtcp-mux, are needed."
        )
    if first.transport.ufrag is None or first.transport.password is None:
        raise BadSdp("ICE credentials are missing.")
    if not first.transport.fingerprints:
        raise BadSdp("The certificate's fingerprint is missing.")
    return first


def setup_for(media: Media) -> str:
    """Our DTLS role towards an offer: passive, unless the other end insists on that.

    RFC 9725 section 4.2 asks WHIP clients for actpass, but FFmpeg offers passive.
    """
    if media.transport.setup not in ("actpass", "active", "passive"):
        raise BadSdp("The setup attribute is none of actpass, active and passive.")
    return "active" if media.transport.setup == "passive" else "passive"


def check_setup(media: Media, ours: str) -> None:
    """Whether the other end's DTLS role fits `ours`."""
    if media.transport.setup not in ("actpass", "active" if ours == "passive" else "passive"):
        raise BadSdp("The DTLS roles of the two ends do not fit.")


def choose(media: Media) -> Codec | None:
    """The codec we take of an m-line, or None."""
    if media.kind == "audio":
        return _opus(media.codecs)
    return _h264(media.codecs) or _vp8(media.codecs) or _any_h264(media.codecs)


def _opus(codecs: tuple[Codec, ...]) -> Codec | None:
    return next((c for c in codecs if c.name.lower() == "opus" and c.clock_rate == 48000), None)


def _vp8(codecs: tuple[Codec, ...]) -> Codec | None:
    return next((c for c in codecs if c.name.upper() == "VP8" and c.clock_rate == 90000), None)


def _h264(codecs: tuple[Codec, ...]) -> Codec | None:
    """Baseline in packetization mode 1, best first."""
    ranked = [
        (H264_PREFERENCE.index(profile), place)
        for place, codec in enumerate(codecs)
        if _is_h264(codec)
        and parameters(codec.fmtp).get("packetization-mode") == "1"
        and (profile := h264_profile(codec)) in H264_PREFERENCE
    ]
    return codecs[min(ranked)[1]] if ranked else None


def _any_h264(codecs: tuple[Codec, ...]) -> Codec | None:
    """Room hardware may have Main or High alone: forwarded as it is, every browser decodes it."""
    mode_1 = [c for c in codecs if parameters(c.fmtp).get("packetization-mode") == "1"]
    return next((c for c in (*mode_1, *codecs) if _is_h264(c)), None)


def _is_h264(codec: Codec) -> bool:
    return codec.name.upper() == "H264" and codec.clock_rate == 90000


def h264_profile(codec: Codec) -> str:
    """profile-level-id without its level; RFC 6184's default is baseline."""
    return parameters(codec.fmtp).get("profile-level-id", "42000a").lower()[:4]


def accepted(codec: Codec, kind: str) -> Codec:
    """`codec` as our answer has it: the other end's numbers, the feedback both know."""
    feedback = codec.feedback & (AUDIO_FEEDBACK if kind == "audio" else VIDEO_FEEDBACK)
    wanted = "useinbandfec=1" if kind == "audio" else START_BITRATE
    fmtp = codec.fmtp
    if wanted.partition("=")[0] not in parameters(fmtp):
        fmtp = ";".join(filter(None, (fmtp, wanted)))
    return msgspec.structs.replace(codec, feedback=feedback, fmtp=fmtp)


def rejected(media: Media) -> LocalMedia:
    """The answer to an m-line that we do not carry: port 0."""
    return LocalMedia(
        kind=media.kind, mid=media.mid, protocol=media.protocol, formats=media.formats
    )


def layers(media: Media, codec: Codec) -> tuple[str, ...]:
    """The layers that we take of an m-line, by their rids; none where it has but one stream.

    Without the extensions that tell layers and lines apart there is no knowing which is which.
    """
    if media.kind != "video" or media.extensions.rid is None or media.extensions.mid is None:
        return ()
    fitting = [
        rid.name
        for rid in media.rids
        if not rid.payload_types or codec.payload_type in rid.payload_types
    ]
    return tuple(fitting[:MAX_LAYERS]) if len(fitting) > 1 else ()


def answered(media: Media, direction: Direction) -> LocalMedia:
    """The answer to a usable m-line, without sources."""
    codec = choose(media)
    assert codec is not None
    taken = accepted(codec, media.kind)
    return LocalMedia(
        kind=media.kind,
        mid=media.mid,
        direction=direction,
        protocol=media.protocol,
        codecs=_with_red(taken, media) if media.kind == "audio" else (taken,),
        extensions=media.extensions,
        rids=layers(media, codec) if direction == "recvonly" else (),
    )


def _with_red(codec: Codec, media: Media) -> tuple[Codec, ...]:
    """Opus, and RED of it where offered, in the offer's order: what comes first is what is sent."""
    found = (c for c in media.codecs if carried(c) == codec.payload_type)
    red = next((c for c in found if c.clock_rate == codec.clock_rate), None)
    if red is None:
        return (codec,)
    order = [c.payload_type for c in media.codecs]
    both = (codec, msgspec.structs.replace(red, feedback=frozenset(), rtx_payload_type=None))
    return tuple(sorted(both, key=lambda c: order.index(c.payload_type)))


def every_accepted(media: Media) -> tuple[Codec, ...]:
    """All the codecs that we may send on an m-line, best first, as our answer has them."""
    found = (_opus,) if media.kind == "audio" else (_h264, _vp8)
    chosen = [choice(media.codecs) for choice in found]
    codecs = [c for c in chosen if c is not None] or [c for c in (choose(media),) if c is not None]
    taken = [accepted(codec, media.kind) for codec in codecs]
    return _with_red(taken[0], media) if media.kind == "audio" else tuple(taken)


def subscriber_codecs(offer: LocalMedia, answer: Media) -> tuple[Codec, ...]:
    """What a subscriber takes of what we offered, in our order.

    Payload types are the answer's, which may differ from the offer's (RFC 3264 section 6.1).
    """
    taken = []
    for codec in offer.codecs:
        theirs = [c for c in answer.codecs if _same(codec, c)]
        if theirs:
            feedback = theirs[0].feedback & codec.feedback
            taken.append(msgspec.structs.replace(theirs[0], feedback=feedback))
    return tuple(taken)


def _same(ours: Codec, theirs: Codec) -> bool:
    if ours.name.lower() != theirs.name.lower() or ours.clock_rate != theirs.clock_rate:
        return False
    return not _is_h264(ours) or parameters(theirs.fmtp).get("packetization-mode", "0") == "1"


def subscriber_extensions(offer: LocalMedia, answer: Media) -> HeaderExtensions:
    """Header extensions that the answer kept, under our ids."""
    ours, theirs = msgspec.structs.asdict(offer.extensions), answer.extensions
    return HeaderExtensions(
        **{field: n for field, n in ours.items() if getattr(theirs, field) is not None}
    )
