"""What H.264 parameter sets say (ITU-T H.264 section 7.3.2.1): size, profile, level."""

import msgspec

from media.errors import MediaError

SPS = 7


class BadParameterSet(MediaError):
    """A sequence parameter set that cannot be read."""

    code = "bad_parameter_set"


class Picture(msgspec.Struct, frozen=True):
    """What an SPS says of the pictures: luma samples after cropping, and the codec's identity."""

    width: int
    height: int
    profile: int
    compatibility: int
    level: int


HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""profile_idc with chroma format and scaling lists (ITU-T H.264 section 7.3.2.1.1)."""
MAX_SIDE_MBS = 512
"""8,192 luma samples: level 6.2's longest side is not much more, and bigger is an attack."""


def parse_sps(sps: bytes) -> Picture:
    """Read an SPS NAL unit (ITU-T H.264 section 7.3.2.1.1); raise `BadParameterSet`."""
    if len(sps) < 5 or sps[0] & 0x1F != SPS:
        raise BadParameterSet("Not a sequence parameter set.")
    bits = _Bits(sps[1:].replace(b"\x00\x00\x03", b"\x00\x00"))
    profile, compatibility, level = bits.read(8), bits.read(8), bits.read(8)
    bits.golomb()  # seq_parameter_set_id
    chroma = _skip_high_profile(bits) if profile in HIGH_PROFILES else 1
    _skip_order_count(bits)
    bits.golomb()  # max_num_ref_frames
    bits.read(1)
    width_mbs, height_units = bits.golomb() + 1, bits.golomb() + 1
    frames_only = bits.read(1)
    if not frames_only:
        bits.read(1)
    bits.read(1)
    left = right = top = bottom = 0
    if bits.read(1):
        left, right, top, bottom = (bits.golomb() for _ in range(4))
    height_mbs = height_units * (2 - frames_only)
    if width_mbs > MAX_SIDE_MBS or height_mbs > MAX_SIDE_MBS:
        raise BadParameterSet("The picture is too large.")
    across = 2 if chroma in (1, 2) else 1
    down = (2 if chroma == 1 else 1) * (2 - frames_only)
    width = width_mbs * 16 - across * (left + right)
    height = height_mbs * 16 - down * (top + bottom)
    if width <= 0 or height <= 0:
        raise BadParameterSet("The picture is cropped away.")
    return Picture(width, height, profile, compatibility, level)


def parse_pps_id(pps: bytes) -> int:
    """The pic_parameter_set_id of a PPS NAL unit (ITU-T H.264 section 7.3.2.2)."""
    return _Bits(pps[1:]).golomb()


def _skip_high_profile(bits: "_Bits") -> int:
    """Read over what only high profiles have; give chroma_format_idc."""
    chroma = bits.golomb()
    if chroma == 3:
        bits.read(1)
    bits.golomb()
    bits.golomb()
    bits.read(1)
    if bits.read(1):
        for index in range(8 if chroma != 3 else 12):
            if bits.read(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling_list(bits: "_Bits", size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed_golomb()) % 256
        last = following or last


def _skip_order_count(bits: "_Bits") -> None:
    bits.golomb()  # log2_max_frame_num_minus4
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.read(1)
        bits.golomb()
        bits.golomb()
        for _ in range(min(bits.golomb(), 255)):
            bits.golomb()


class _Bits:
    """Reads bits and Exp-Golomb codes (ITU-T H.264 section 9.1)."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def read(self, count: int) -> int:
        if count > self._left:
            raise BadParameterSet("The sequence parameter set is cut short.")
        self._left -= count
        return self._value >> self._left & (1 << count) - 1

    def golomb(self) -> int:
        zeros = 0
        while not self.read(1):
            zeros += 1
            if zeros > 31:
                raise BadParameterSet("A number in the sequence parameter set is too large.")
        return (1 << zeros) - 1 + self.read(zeros)

    def signed_golomb(self) -> int:
        code = self.golomb()
        return (code + 1) // 2 if code & 1 else -(code // 2)
