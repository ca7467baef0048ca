"""PDF files for tests: good ones typeset here, and ones that mean harm."""

import io
import zlib

import pypdf
import typst


def typeset(*pages: str) -> bytes:
    """One page for each text."""
    body = "\n#pagebreak()\n".join(f"= {text}" for text in pages)
    return typst.compile(f'#set page("a5")\n{body}'.encode(), format="pdf")


def locked(content: bytes, password: str) -> bytes:
    """The same with a password to open it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def long(pages: int) -> bytes:
    """That many empty pages."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_page(content: bytes, box: str = "0 0 595 842", filters: str = "") -> bytes:
    """A PDF of one page drawn by the operators `content`; `filters` of its stream."""
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R >>".encode(),
            f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream",
        ]
    )


def without_font(text: str) -> bytes:
    """A page with hanzi in 宋体, which it names and does not bring."""
    content = b"BT /F1 36 Tf 20 100 Td <" + text.encode("utf-16-be").hex().encode() + b"> Tj ET"
    page = b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] " + page + b" >>",
            f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            b"/DescendantFonts [6 0 R] >>",
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
            + system
            + b" /FontDescriptor 7 0 R /DW 1000 >>",
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
            b"/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
            b"/CapHeight 880 /StemV 93 >>",
        ]
    )


def written(objects: list[bytes]) -> bytes:
    """A file of these objects, of which the first is the catalog."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + one + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def bomb(megabytes: int) -> bytes:
    """A page whose content unpacks, in two turns, to that many MB."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + packer.flush()
    return with_page(zlib.compress(once, 9), filters="/Filter [/FlateDecode /FlateDecode]")


def endless(strokes: int) -> bytes:
    """A page that takes very long to draw."""
    curve = b"0 0 m 1000 900 -900 900 500 0 c S\n"
    return with_page(zlib.compress(b"500 w\n" + curve * strokes, 9), filters="/Filter /FlateDecode")
