"""Where in the recording a moment is: `#at=` and Unix ms behind the recording's address."""


def address(recording: str, at: int) -> str:
    """That of a moment."""
    return f"{recording}#{anchor(at)}"


def anchor(at: int) -> str:
    """What stands behind the `#`."""
    return f"at={at}"
