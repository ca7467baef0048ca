// The voter's side of RSA blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Deterministic over 32 random
// bytes), on BigInt and WebCrypto. The numbers are the voter's own and live on the voter's machine, so
// that BigInt takes no constant time tells nobody else anything.

// Made by calls: the browsers that pages are built for know BigInt, ES2019's syntax no literals of it.
const [ZERO, ONE, EXPONENT] = [BigInt(0), BigInt(1), BigInt(65537)];
const SALT = 48;
const HASH = 48;

/** A token on its way to be signed unseen. All are hex. */
export interface Blinding {
  token: string;
  /** Undoes the blinding. */
  inverse: string;
  blinded: string;
}

/** `random` fills bytes; tests give the RFC's. */
export async function blind(
  modulus: string, token: Uint8Array, random: (size: number) => Uint8Array = randomBytes,
): Promise<Blinding> {
  const n = number(fromBase64(modulus));
  const message = number(await encodePss(token, bits(n) - 1, random(SALT)));
  const factor = below(n, random);
  const size = Math.ceil(bits(n) / 8);
  return {
    token: hex(token),
    inverse: hex(bytes(inverse(factor, n), size)),
    blinded: hex(bytes((message * power(factor, EXPONENT, n)) % n, size)),
  };
}

/** The token's signature out of the blind one, as base64url; null where the signer cheated. */
export async function finalize(modulus: string, { token, inverse: undo }: Blinding, blindSignature: string): Promise<string | null> {
  const n = number(fromBase64(modulus));
  const signed = (number(fromBase64(blindSignature)) * number(fromHex(undo))) % n;
  const signature = toBase64(bytes(signed, Math.ceil(bits(n) / 8)));
  return (await verifies(modulus, token, signature)) ? signature : null;
}

/** RSASSA-PSS by the browser itself. */
export async function verifies(modulus: string, token: string, signature: string): Promise<boolean> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  const jwk = { kty: 'RSA', n: modulus, e: 'AQAB', alg: 'PS384', ext: true };
  try {
    const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    return await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: SALT }, key, fromBase64(signature), fromHex(token));
  } catch {
    return false; // no key, or no base64
  }
}

export function newToken(): Uint8Array {
  return randomBytes(32);
}

// --- EMSA-PSS-ENCODE, RFC 8017, 9.1.1 ----------------------------------------------------------

async function encodePss(message: Uint8Array, emBits: number, salt: Uint8Array): Promise<Uint8Array> {
  const size = Math.ceil(emBits / 8);
  const h = await sha384(new Uint8Array(8), await sha384(message), salt);
  const block = new Uint8Array(size - HASH - 1);
  block[block.length - SALT - 1] = 1;
  block.set(salt, block.length - SALT);
  const mask = await mgf1(h, block.length);
  const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * size - emBits));
  return joined(masked, h, Uint8Array.of(0xbc));
}

async function mgf1(seed: Uint8Array, size: number): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; blocks.length * HASH < size; counter += 1) {
    blocks.push(await sha384(seed, Uint8Array.of(0, 0, 0, counter)));
  }
  return joined(...blocks).slice(0, size);
}

async function sha384(...parts: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-384', joined(...parts)));
}

// --- numbers and bytes -------------------------------------------------------------------------

function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = ONE;
  let square = base % n;
  for (let left = exponent; left > ZERO; left >>= ONE) {
    if (left & ONE) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

function inverse(value: bigint, n: bigint): bigint {
  let [r, next, t, after] = [n, value % n, ZERO, ONE];
  while (next) {
    const q = r / next;
    [r, next] = [next, r - q * next];
    [t, after] = [after, t - q * after];
  }
  return ((t % n) + n) % n; // n has no small factor, so there is one
}

/** Evenly from 1 to n − 1, by trying until one fits. */
function below(n: bigint, random: (size: number) => Uint8Array): bigint {
  for (;;) {
    const value = number(random(Math.ceil(bits(n) / 8)));
    if (value > ZERO && value < n) return value;
  }
}

function bits(value: bigint): number {
  return value.toString(2).length;
}

function number(data: Uint8Array): bigint {
  return BigInt(`0x${hex(data) || '0'}`);
}

function bytes(value: bigint, size: number): Uint8Array {
  return fromHex(value.toString(16).padStart(size * 2, '0'));
}

function randomBytes(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toBase64(data: Uint8Array): string {
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}
