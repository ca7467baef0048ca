// Files behind the bearer token: fetched, then handed to the browser as a download, so that the token
// stands in no address.
import { ApiError, consultationPath, type Place } from '../base/api';
import { fetchWithin, LONG } from '../base/deadline';

/**
 * Saves what the consultation's `rest` answers, under the name that it gives or else `name`; with `body` it
 * is asked for by POST. `report` is told the share that has come. Returns its size in bytes. @throws ApiError
 */
export function download(
  { consultation, token }: Place, rest: string, name: string, body?: unknown, report?: (share: number) => void,
): Promise<number> {
  return downloadFrom(token, `${consultationPath(consultation)}${rest}`, name, body, report);
}

/** The same of any path of the server. @throws ApiError */
export async function downloadFrom(
  token: string, path: string, name: string, body?: unknown, report?: (share: number) => void,
): Promise<number> {
  const headers: { [name: string]: string } = { Authorization: `Bearer ${token}`, 'Accept-Language': document.documentElement.lang };
  const init: RequestInit = { headers };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    Object.assign(init, { method: 'POST', body: JSON.stringify(body) });
  }
  let response: Response;
  let content: Blob;
  try {
    [response, content] = await fetchWithin(LONG, path, init, async (answer) => {
      if (!answer.ok) throw await refusal(answer);
      return [answer, await received(answer, report)];
    });
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0, 'unreachable', '');
  }
  save(content, nameIn(response.headers.get('Content-Disposition')) ?? name);
  return content.size;
}

/** The whole answer; piece by piece where somebody watches and the server says how much it is. */
async function received(answer: Response, report?: (share: number) => void): Promise<Blob> {
  const size = Number(answer.headers.get('Content-Length'));
  if (!report || !size || !answer.body) return answer.blob();
  const parts: BlobPart[] = [];
  let come = 0;
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: answer.headers.get('Content-Type') ?? '' });
    parts.push(value);
    report(Math.min(1, (come += value.length) / size));
  }
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { code, message } = (await response.json()) as { code: string; message: string };
    return new ApiError(response.status, code, message);
  } catch {
    return new ApiError(response.status, 'unknown', '');
  }
}

/** The name in hanzi of RFC 6266's `filename*`. */
function nameIn(disposition: string | null): string | null {
  const encoded = disposition?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  try {
    return encoded ? decodeURIComponent(encoded) : null;
  } catch {
    return null;
  }
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // Safari reads it after the click
}
