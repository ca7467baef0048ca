"""Groups opinions in a process: `python -m web.group_opinions`.

Texts come in on standard input as JSON, groups go out on standard output. It takes up to some
seconds of CPU and four hundred megabytes, which the meeting's own process must not spend.
"""

import os
import sys

NICENESS = 15
"""It yields to media, and to typesetting too."""


def main() -> None:
    """Entry of the process."""
    os.nice(NICENESS)
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import msgspec

    from sessions.embeddings import vectors_of_meaning
    from sessions.near_duplicates import near_duplicates
    from sessions.opinion_groups import Grouped, Groups
    from sessions.themes import themes

    texts = msgspec.json.decode(sys.stdin.buffer.read(), type=list[str])
    vectors = vectors_of_meaning(texts)
    made = Groups(
        themes=[Grouped(one.words, one.members) for one in themes(texts, vectors)],
        duplicates=near_duplicates(texts),
        by_meaning=vectors is not None,
    )
    sys.stdout.buffer.write(msgspec.json.encode(made))


if __name__ == "__main__":
    main()
