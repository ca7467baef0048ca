// STUN and TURN servers as an answer's Link header names them (RFC 9725 section 4.6). Pure.

/** At most `MOST`; what is no ICE server, or is not understood, is left out. */
export function iceServersOf(header: string): RTCIceServer[] {
  const found: RTCIceServer[] = [];
  for (const [, url = '', parameters = ''] of header.matchAll(/<([^<>]*)>((?:\s*;\s*[\w-]+="(?:[^"\\]|\\.)*")*)/g)) {
    const said = new Map<string, string>();
    for (const [, name = '', value = ''] of parameters.matchAll(/([\w-]+)="((?:[^"\\]|\\.)*)"/g)) {
      said.set(name.toLowerCase(), value.replace(/\\(.)/g, '$1'));
    }
    if (said.get('rel') !== 'ice-server' || !/^(?:stun|turn)s?:/.test(url) || found.length >= MOST) continue;
    const [username, credential] = [said.get('username'), said.get('credential')];
    found.push({ urls: url, ...(username !== undefined && credential !== undefined ? { username, credential } : {}) });
  }
  return found;
}

const MOST = 8; // a browser asks every one of them
