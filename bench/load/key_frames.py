"""How a key frame's first payload begins, as far as servers look: its size, in VP8 and H.264."""

from collections.abc import Iterator

PPS = bytes.fromhex("68ce3c80")
STAP_A = 24


def vp8(width: int, height: int) -> bytes:
    """The header of a key frame (RFC 6386 section 9.1), behind the payload descriptor."""
    tag = bytes([0x10, 0x02, 0x00])
    start_code = bytes([0x9D, 0x01, 0x2A])
    return tag + start_code + width.to_bytes(2, "little") + height.to_bytes(2, "little")


def h264(width: int, height: int) -> bytes:
    """A STAP-A (RFC 6184 section 5.7.1) with both parameter sets, more to be aggregated."""
    sets = (sps(width, height), PPS)
    return bytes([STAP_A]) + b"".join(len(s).to_bytes(2, "big") + s for s in sets)


def sps(width: int, height: int) -> bytes:
    """Constrained baseline, level 3.1 (ITU-T H.264 section 7.3.2.1.1)."""
    across, down = -(-width // 16), -(-height // 16)
    cropped = (across * 16 - width) // 2, (down * 16 - height) // 2
    bits = "".join(
        [
            _golomb(0),  # seq_parameter_set_id
            _golomb(0),  # log2_max_frame_num_minus4
            _golomb(2),  # pic_order_cnt_type
            _golomb(1),  # max_num_ref_frames
            "0",
            _golomb(across - 1),
            _golomb(down - 1),
            "1",  # frame_mbs_only_flag
            "1",  # direct_8x8_inference_flag
            "1" + "".join(map(_golomb, (0, cropped[0], 0, cropped[1]))),
            "0",  # vui_parameters_present_flag
            "1",  # rbsp_stop_one_bit
        ]
    )
    return bytes([0x67, 0x42, 0xE0, 0x1F, *_octets(bits)])


def _golomb(value: int) -> str:
    """Exp-Golomb (section 9.1)."""
    binary = f"{value + 1:b}"
    return "0" * (len(binary) - 1) + binary


def _octets(bits: str) -> Iterator[int]:
    for start in range(0, len(bits), 8):
        yield int(bits[start : start + 8].ljust(8, "0"), 2)
