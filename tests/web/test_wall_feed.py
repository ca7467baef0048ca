"""The wall's chunks: a snapshot and what follows it are the wall, whatever happens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from web.responses.wall import WallChunk, WallOpinion
from web.wall_feed import CHUNKS_KEPT, SPACING_MS, WallFeed

SHOWN = 4
"""Of the wall of these tests."""
START = 1_800_000_000_000


def opinion(id: str, seq: int, supports: int = 0) -> WallOpinion:
    return WallOpinion(id, f"text of {id}", "", "", 0, seq, supports)


def applied(wall: list[WallOpinion], chunk: WallChunk) -> list[WallOpinion]:
    """What a reader does with a chunk."""
    by_id = {one.opinion_id: one for one in wall if one.opinion_id not in chunk.gone}
    by_id |= {one.opinion_id: one for one in chunk.put}
    return sorted(by_id.values(), key=lambda one: -one.seq)


class Reading:
    """Somebody's wall, as of chunk `next`."""

    def __init__(self, wall: list[WallOpinion], next: int) -> None:
        self.wall = wall
        self.next = next

    def follow(self, chunks: dict[int, WallChunk], next: int) -> None:
        while self.next < next:
            self.wall = applied(self.wall, chunks[self.next])
            self.next += 1


ACTS = st.one_of(
    st.tuples(st.just("publish"), st.integers(0, 9)),
    st.tuples(st.just("retract"), st.integers(0, 9)),
    st.tuples(st.just("support"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(1, 3 * SPACING_MS)),
    st.tuples(st.just("read"), st.just(0)),
    st.tuples(st.just("look"), st.just(0)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTS, max_size=60))
def test_a_snapshot_and_the_chunks_after_it_are_the_wall(acts: list[tuple[str, int]]) -> None:
    now, seq = START, 0
    public: dict[str, WallOpinion] = {}
    retracted: set[str] = set()
    feed = WallFeed([], 0, now)
    chunks: dict[int, WallChunk] = {}
    readings: list[Reading] = [Reading([], feed.next)]

    def wall() -> list[WallOpinion]:
        return sorted(public.values(), key=lambda one: -one.seq)[:SHOWN]

    def look() -> None:
        feed.look(wall(), len(public))
        feed.cut(now)
        for number, chunk in feed.take_changes().items():
            assert chunk is not None
            chunks[number] = chunk
        for chunk in chunks.values():
            assert not retracted & {one.opinion_id for one in chunk.put}

    for act, which in acts:
        id = f"o{which}"
        if act == "publish":
            seq += 1
            public[id] = opinion(id, seq, public[id].supports if id in public else 0)
            retracted.discard(id)
        elif act == "retract" and id in public:
            del public[id]
            retracted.add(id)
        elif act == "support" and id in public:
            public[id] = opinion(id, public[id].seq, public[id].supports + 1)
        elif act == "wait":
            now += which
        else:
            look()
            if act == "read":
                readings.append(Reading(wall(), feed.next))
    now += 2 * SPACING_MS
    look()
    for reading in readings:
        reading.follow(chunks, feed.next)
        assert reading.wall == wall()


def test_chunks_come_no_closer_than_their_spacing_and_only_for_changes() -> None:
    feed = WallFeed([], 0, START)
    assert not feed.cut(START + 10 * SPACING_MS)
    feed.look([opinion("a", 1)], 1)
    assert feed.cut(START + 10 * SPACING_MS)
    feed.look([opinion("b", 2), opinion("a", 1)], 2)
    assert not feed.cut(START + 11 * SPACING_MS - 1)
    assert feed.cut(START + 11 * SPACING_MS)
    assert not feed.cut(START + 20 * SPACING_MS)


def test_a_server_that_starts_again_uses_no_number_twice() -> None:
    now, before = START + 1, WallFeed([], 0, START)
    for seq in range(1, 20):
        now += SPACING_MS
        before.look([opinion("a", seq)], 1)
        assert before.cut(now)
    assert WallFeed([], 0, now).next >= before.next


def test_the_oldest_chunks_go() -> None:
    feed, now = WallFeed([], 0, START), START
    for seq in range(1, CHUNKS_KEPT + 3):
        now += SPACING_MS
        feed.look([opinion("a", seq)], 1)
        feed.cut(now)
    gone = [number for number, chunk in feed.take_changes().items() if chunk is None]
    assert gone == [feed.next - CHUNKS_KEPT - 2, feed.next - CHUNKS_KEPT - 1]
