// Which codecs we offer to send, best first, of those that the browser has.

/** H.264 goes to livestream and room hardware untouched; VP8 is the fallback; no others. */
export function preferH264(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpSender.getCapabilities('video')?.codecs;
  if (!codecs || !transceiver.setCodecPreferences) return;
  const rank = ({ mimeType, sdpFmtpLine = '' }: RTCRtpCodec): number => {
    if (mimeType === 'video/H264') return sdpFmtpLine.includes('packetization-mode=1') ? (baseline(sdpFmtpLine) ? 0 : 1) : 2;
    if (mimeType === 'video/VP8') return 3;
    return mimeType === 'video/rtx' ? 4 : -1;
  };
  const wanted = codecs.filter((one) => rank(one) >= 0).sort((a, b) => rank(a) - rank(b));
  if (wanted.length) transceiver.setCodecPreferences(wanted);
}

/** Constrained baseline, which every decoder and room system has. */
function baseline(fmtp: string): boolean {
  return /profile-level-id=42e0/i.test(fmtp);
}

/** Whether the browser takes its network for a mobile one that loses packets, yet is wide enough to send them twice. */
export function isLossy(): boolean {
  const { connection } = navigator as { connection?: { effectiveType?: string } };
  return connection?.effectiveType === '3g'; // of slower ones, twice the sound would take too much
}

/** Sends each frame of sound with its predecessor (RFC 2198): single losses are repaired without asking again. */
export function preferRed(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpSender.getCapabilities('audio')?.codecs ?? [];
  const red = codecs.filter(({ mimeType }) => mimeType === 'audio/red');
  if (!red.length || !transceiver.setCodecPreferences) return;
  transceiver.setCodecPreferences([...red, ...codecs.filter((one) => !red.includes(one))]);
}
