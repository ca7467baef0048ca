// Where a pasted link leads. Only the path and the token are taken from it: the page stays on this
// server, whatever else was pasted.
const PAGES: ReadonlySet<string> = new Set(['c', 'live', 'desk']);
const ID = /^[A-Za-z0-9_-]{1,40}$/;
const TOKEN = /^[A-Za-z0-9_.-]{1,2048}$/;

/** A path on this server; null where the text names no page. A bare id leads to the public page. */
export function target(pasted: string): string | null {
  const text = pasted.trim();
  if (ID.test(text)) return `/live/${text}`;
  let address: URL;
  try {
    address = new URL(text, location.origin);
  } catch {
    return null;
  }
  const [page = '', id = '', ...rest] = address.pathname.split('/').filter(Boolean);
  const token = new URLSearchParams(address.hash.slice(1)).get('t') ?? '';
  if (!PAGES.has(page) || rest.length || (token && !TOKEN.test(token))) return null;
  if (page === 'desk' && !id && token) return `/desk#t=${token}`;
  if (!ID.test(id)) return null;
  if (page !== 'live' && !token) return null;
  return token ? `/${page}/${id}#t=${token}` : `/${page}/${id}`;
}
