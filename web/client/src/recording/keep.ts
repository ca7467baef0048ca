// The recording, or a speaker's own tracks, as a file: too large to be fetched by a page, so a form asks for it, whose body holds the
// token; the browser saves the answer as it comes.
import { consultationPath } from '../base/api';

export function keepFile(consultation: string, token: string, file = 'recording.mp4'): void {
  const form = document.createElement('form');
  form.method = 'post';
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
