"""Transport-wide feedback on the wire and off it."""

from hypothesis import strategies as st

from media.wire.rtcp import (
    FoldedFeedback,
    TransportFeedback,
    pack_transport_feedback,
    parse_rtcp,
)


def unfolded(data: bytes) -> list[TransportFeedback]:
    """The well-formed feedbacks of an RTCP packet."""
    folded = [one for one in parse_rtcp(data) or [] if isinstance(one, FoldedFeedback)]
    return [found for one in folded if (found := one.unfold()) is not None]


def folded(feedback: TransportFeedback) -> FoldedFeedback:
    """As it comes over the wire; what has no arrival cannot be written and is malformed."""
    if not any(arrival is not None for arrival in feedback.arrivals):
        return FoldedFeedback(b"")
    return FoldedFeedback(pack_transport_feedback(1, 2, feedback)[4:])


def _cumulated(base: int, start: int, deltas: list[int | None]) -> FoldedFeedback:
    arrivals: list[int | None] = []
    now = start
    for delta in deltas:
        now += delta or 0
        arrivals.append(None if delta is None else now)
    return folded(TransportFeedback(base, 0, arrivals))


DELTA = st.none() | st.integers(0, 60) | st.integers(-0x7000, 0x7000)


def feedbacks(newest: int = 300) -> st.SearchStrategy[FoldedFeedback]:
    """Whatever a receiver may send: sound, nonsense in form, and no feedback at all."""
    return st.one_of(
        st.builds(
            _cumulated,
            st.integers(1, newest) | st.integers(0, 0xFFFF),
            st.integers(0, 0xFFFFFF * 256),
            st.lists(DELTA, max_size=120),
        ),
        st.builds(FoldedFeedback, st.binary(max_size=80)),
    )
