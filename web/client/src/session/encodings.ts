// How each source is sent: layers of the camera, what gives way on a weak line, and the bits for each.
// Pure: `Media` applies it.
import type { Source } from './connection';

const LOWEST = 150_000; // bit/s of a 180-line picture that still shows who speaks
const MOST = 2_500_000; // beyond it nobody sees a difference at 30 pictures a second
const SMALLEST = 90; // lines; a smaller layer is a stamp
const WEAK_CORES = 2; // three encoders at once and a meeting to draw are too much for these

/** What is known of the machine; the memory is in GiB, as `navigator.deviceMemory` has it. */
export interface Machine {
  cores: number | undefined;
  memory: number | undefined;
  phone: boolean;
}

/** Whether the machine should encode less than three layers. */
export function isWeak({ cores = 4, memory = 4, phone }: Machine): boolean {
  return phone || cores <= WEAK_CORES || memory <= 2;
}

/**
 * bit/s for a camera picture of so many lines: 150, 500 and 1700 kbit/s at 180, 360 and 720. It grows
 * slower than the area, since a larger picture has more that is alike.
 */
export function cameraBitrate(lines: number): number {
  return Math.round(Math.min(MOST, LOWEST * (lines / 180) ** 1.75));
}

/**
 * The camera's layers, the smallest first (RFC 8853): quarter, half and full size as far as the picture
 * has lines for them. A weak machine leaves out the middle: a small tile and the stage are still served.
 */
export function cameraLayers(lines: number, weak: boolean): RTCRtpEncodingParameters[] {
  const layers = [['q', 4], ['h', 2], ['f', 1]] as const;
  return layers
    .filter(([, by]) => by === 1 || lines / by >= SMALLEST)
    .filter(([rid]) => !weak || rid !== 'h')
    .map(([rid, by]) => ({
      rid, scaleResolutionDownBy: by, maxBitrate: cameraBitrate(lines / by), maxFramerate: by === 4 ? 15 : 30,
    }));
}

/** What to send of a source; `lines` is the picture's height. */
export function encodingsOf(source: Source, lines: number, weak: boolean): RTCRtpEncodingParameters[] {
  switch (source) {
    case 'camera': return cameraLayers(lines, weak);
    case 'screen': return [{ maxBitrate: 2_500_000, maxFramerate: 15, priority: 'medium' }];
    case 'microphone': return [{ maxBitrate: 48_000, priority: 'high', networkPriority: 'high' }];
  }
}

/** What gives way first: on a document letters stay sharp, of a face movement and sharpness share. */
export function degradation(source: Source): 'maintain-resolution' | 'balanced' {
  return source === 'screen' ? 'maintain-resolution' : 'balanced';
}

/**
 * The encodings for a relay that takes no simulcast: only the first, smallest is then left (RFC 8829
 * section 5.11), and becomes the full picture. Null where nothing is to be changed.
 */
export function unlayered(encodings: readonly RTCRtpEncodingParameters[], lines: number): RTCRtpEncodingParameters[] | null {
  const [only, ...others] = encodings;
  if (!only || others.length || (only.scaleResolutionDownBy ?? 1) === 1) return null;
  return [{ ...only, scaleResolutionDownBy: 1, maxBitrate: cameraBitrate(lines), maxFramerate: 30 }];
}

/**
 * The relay's answer, with which our Opus encoder repairs single losses from the next packet and sends
 * next to nothing in silence (RFC 7587 section 6.1): an answer's parameters are what its side receives.
 */
export function withOpusRepair(answer: string): string {
  const opus = new Set([...answer.matchAll(/^a=rtpmap:(\d+) opus\//gim)].map((one) => one[1]));
  return answer.replace(/^a=fmtp:(\d+) (.*)$/gm, (line, type: string, parameters: string) => {
    if (!opus.has(type)) return line;
    const wanted = ['useinbandfec=1', 'usedtx=1'].filter((one) => !parameters.includes(one.split('=')[0] ?? ''));
    return [`a=fmtp:${type} ${parameters}`, ...wanted].join(';');
  });
}
