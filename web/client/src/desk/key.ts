// Names for requests and for new venues, items and participants. Not crypto.randomUUID: older web
// views and plain http have none.

/** 16 hexadecimal figures; also an `Id` of the protocol. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
