"""The signed head as a QR code, to be printed on the last page and read by a phone."""

import io

import segno

LABEL = "签名链尾，用 tongxin verify --head 校验"


def svg(head: str) -> str:
    """For typesetting; one user unit per module."""
    out = io.BytesIO()
    _code(head).save(out, kind="svg", xmldecl=False, svgns=True, nl=False, border=2)
    return out.getvalue().decode()


def png(head: str) -> bytes:
    """For word processors."""
    out = io.BytesIO()
    _code(head).save(out, kind="png", scale=6, border=2)
    return out.getvalue()


def _code(head: str) -> segno.QRCode:
    """Error correction M: paper is folded and stamped."""
    return segno.make_qr(head, error="m", boost_error=False)
