"""What a single RTCP packet says."""

from media.wire.rtcp import Report, parse_rtcp


def one(data: bytes) -> Report:
    """The one report of a datagram."""
    reports = parse_rtcp(data)
    assert reports is not None
    (report,) = reports
    return report
