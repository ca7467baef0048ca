// Sends one document with its progress. XMLHttpRequest, for fetch does not tell how far it has sent.
import { ApiError, consultationPath, type Place } from '../base/api';
import { freshId } from './key';

export const TYPES = '.pdf,.png,.jpg,.jpeg,.webp,application/pdf,image/png,image/jpeg,image/webp';
export const MEGABYTES = 50; // as the server takes

/** Resolves once it is in the record; `progress` 0 to 1, 1 while the server draws its pages. @throws ApiError */
export function upload(place: Place, itemId: string, file: File, isPublic: boolean, progress: (share: number) => void): Promise<void> {
  return sendFile(place, '/documents', { item_id: itemId, name: file.name, public: String(isPublic) }, file, progress);
}

/** The same to any `rest` of the consultation. @throws ApiError */
export function sendFile(
  { consultation, token }: Place, rest: string, asked: { [name: string]: string }, file: File, progress: (share: number) => void,
): Promise<void> {
  const request = new XMLHttpRequest();
  request.open('POST', `${consultationPath(consultation)}${rest}?${new URLSearchParams(asked)}`);
  request.setRequestHeader('Authorization', `Bearer ${token}`);
  request.setRequestHeader('Accept-Language', document.documentElement.lang);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.setRequestHeader('Idempotency-Key', freshId() + freshId());
  request.upload.addEventListener('progress', ({ loaded, total }) => progress(total ? Math.min(1, loaded / total) : 0));
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => (request.status === 201 ? resolve() : reject(refusal(request))));
    for (const type of ['error', 'abort', 'timeout'] as const) {
      request.addEventListener(type, () => reject(new ApiError(0, 'unreachable', '')));
    }
    request.send(file);
  });
}

function refusal({ status, responseText }: XMLHttpRequest): ApiError {
  try {
    const { code, message } = JSON.parse(responseText) as { code: string; message: string };
    return new ApiError(status, code, message);
  } catch {
    return new ApiError(status, 'unknown', '');
  }
}
