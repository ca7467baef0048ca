// The recording, or a speaker's own tracks, as a file: too large to be fetched by a page, so a form asks for it, whose body holds the
// token; the browser saves the answer as it comes. A refusal is a page instead: it lands in a frame that nobody sees, and is told.
import { consultationPath } from '../base/api';
import { t } from '../base/i18n';

const FRAME = 'tx-keep';

/** `refused` is told why there is no file, in a sentence. */
export function keepFile(consultation: string, token: string, file: string, refused: (why: string) => void): void {
  const frame = document.querySelector<HTMLIFrameElement>(`iframe[name=${FRAME}]`) ?? hiddenFrame();
  frame.onload = () => {
    if (frame.contentDocument?.URL !== 'about:blank') refused(refusal(frame.contentDocument));
  };
  const form = document.createElement('form');
  form.method = 'post';
  form.target = FRAME;
  form.action = `${consultationPath(consultation)}/${file}`;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'token';
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}

/** It stays: what takes it away may end a download that came through it. */
function hiddenFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.name = FRAME;
  frame.hidden = true;
  document.body.append(frame);
  return frame;
}

/** What the server said; a browser's own page about a server that it did not reach cannot be read. */
function refusal(page: Document | null): string {
  try {
    const { message } = JSON.parse(page?.querySelector('pre')?.textContent ?? page?.body.textContent ?? '') as { message?: unknown };
    if (typeof message === 'string' && message) return message;
  } catch {
    // no words of ours
  }
  return t('没有下载下来。请检查网络，再按一次。');
}
