"""The formats on the wire: RTP, RTCP, SDP and the codecs they name."""
