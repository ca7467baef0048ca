// The camera and the microphone: opening them, listing them, saying in plain words what failed.
import { t } from '../base/i18n';

export type DeviceKind = 'camera' | 'microphone';
export type Trouble = 'blocked' | 'missing' | 'busy' | 'insecure' | 'failed';

const VIDEO: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** Why a device could not be opened. */
export class DeviceError extends Error {
  constructor(readonly kind: DeviceKind, readonly trouble: Trouble) {
    super(`${kind}: ${trouble}`);
  }
}

/**
 * Opens one device, the one with `deviceId` if it is still there.
 * @throws DeviceError
 */
export async function openDevice(kind: DeviceKind, deviceId = ''): Promise<MediaStreamTrack> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DeviceError(kind, 'insecure'); // browsers give none to a page without HTTPS
  const base = kind === 'camera' ? VIDEO : AUDIO;
  const wanted = deviceId ? { ...base, deviceId: { ideal: deviceId } } : base;
  try {
    const stream = await devices.getUserMedia(kind === 'camera' ? { video: wanted } : { audio: wanted });
    const track = stream.getTracks()[0];
    if (!track) throw new DeviceError(kind, 'failed');
    return track;
  } catch (error) {
    throw error instanceof DeviceError ? error : new DeviceError(kind, troubleOf(error));
  }
}

function troubleOf(error: unknown): Trouble {
  switch ((error as DOMException).name) {
    case 'NotAllowedError': return 'blocked';
    case 'SecurityError': return 'insecure';
    case 'NotFoundError':
    case 'OverconstrainedError': return 'missing';
    case 'NotReadableError':
    case 'AbortError': return 'busy';
    default: return 'failed';
  }
}

/** The devices of a kind; names are empty until one was allowed. */
export async function listDevices(kind: DeviceKind): Promise<MediaDeviceInfo[]> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const all = (await devices?.enumerateDevices()) ?? [];
  return all.filter((one) => one.kind === (kind === 'camera' ? 'videoinput' : 'audioinput'));
}

/** What happened and what to do, in two sentences. */
export function troubleWords({ kind, trouble }: DeviceError): { what: string; todo: string } {
  const camera = kind === 'camera';
  switch (trouble) {
    case 'blocked':
      return camera
        ? { what: t('浏览器不让用摄像头。'), todo: t('点地址栏左边的图标，打开“摄像头”。') }
        : { what: t('浏览器不让用话筒。'), todo: t('点地址栏左边的图标，打开“麦克风”。') };
    case 'missing':
      return camera
        ? { what: t('没有找到摄像头。'), todo: t('可以只用声音。') }
        : { what: t('没有找到话筒。'), todo: t('接上话筒再试，或先进会议，只看和听。') };
    case 'busy':
      return camera
        ? { what: t('摄像头被别的程序占用。'), todo: t('关掉那个程序再试。') }
        : { what: t('话筒被别的程序占用。'), todo: t('关掉那个程序再试。') };
    case 'insecure':
      return { what: t('这个地址不是 https，浏览器不给用摄像头和话筒。'), todo: t('请会务人员换成 https 的链接。') };
    case 'failed':
      return camera
        ? { what: t('摄像头打不开。'), todo: t('拔下重插，或换一个再试。') }
        : { what: t('话筒打不开。'), todo: t('拔下重插，或换一个再试。') };
  }
}
