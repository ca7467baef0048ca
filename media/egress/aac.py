"""Sound to AAC-LC, mono, 64 kbit/s."""

import av
from av.audio.codeccontext import AudioCodecContext

from media.egress.boxes import AAC_FRAME
from media.egress.config import SOUND_RATE
from media.egress.voice import Samples

BIT_RATE = 64_000
"""Speech in mono is transparent well below this."""


class AacEncoder:
    """Blocks of `AAC_FRAME` samples in, AAC frames out, each with the index of its first sample.

    The encoder's 1,024 priming samples are compensated: a frame's index is that of the sound which
    a decoder plays at it, so the first frame stands before the first block.
    """

    def __init__(self) -> None:
        codec = av.CodecContext.create("aac", "w")
        assert isinstance(codec, AudioCodecContext)
        codec.sample_rate = SOUND_RATE
        codec.format = "fltp"
        codec.layout = "mono"
        codec.bit_rate = BIT_RATE
        codec.open()
        self._codec = codec

    @property
    def config(self) -> bytes:
        """The AudioSpecificConfig (ISO/IEC 14496-3 section 1.6.2.1)."""
        extradata = self._codec.extradata
        assert extradata is not None
        return bytes(extradata)

    def encode(self, index: int, block: Samples) -> list[tuple[int, bytes]]:
        """Encode one block that begins at sample `index` of the programme."""
        assert block.shape == (AAC_FRAME,)
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = SOUND_RATE
        frame.pts = index
        frames = []
        for packet in self._codec.encode(frame):
            assert packet.pts is not None
            frames.append((packet.pts, bytes(packet)))
        return frames
