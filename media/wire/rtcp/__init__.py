"""RTCP (RFC 3550 section 6): what each packet says, read and written, one concept to a module.

`compound.py` takes a datagram apart.
"""

from media.wire.rtcp.compound import Report, parse_rtcp
from media.wire.rtcp.key_frames import KeyFrameRequest, pack_fir, pack_pli
from media.wire.rtcp.layers import LayerReport, pack_layers
from media.wire.rtcp.nack import Nack, pack_nack
from media.wire.rtcp.pause import PauseRequest, pack_pauses
from media.wire.rtcp.remb import Remb, pack_remb
from media.wire.rtcp.reports import (
    MAX_REPORTS,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    pack_receiver_report,
    pack_sender_report,
)
from media.wire.rtcp.sdes import pack_cname
from media.wire.rtcp.transport_cc import (
    DELTA_TICKS,
    FoldedFeedback,
    TransportFeedback,
    pack_transport_feedback,
)

__all__ = [
    "DELTA_TICKS",
    "MAX_REPORTS",
    "FoldedFeedback",
    "KeyFrameRequest",
    "LayerReport",
    "Nack",
    "PauseRequest",
    "ReceiverReport",
    "Remb",
    "Report",
    "ReportBlock",
    "SenderReport",
    "TransportFeedback",
    "pack_cname",
    "pack_fir",
    "pack_layers",
    "pack_nack",
    "pack_pauses",
    "pack_pli",
    "pack_receiver_report",
    "pack_remb",
    "pack_sender_report",
    "pack_transport_feedback",
    "parse_rtcp",
]
