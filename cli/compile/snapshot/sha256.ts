/**
 * SHA-256 (FIPS 180-4) in plain arithmetic, because this folder also runs in browsers, where hashing is asynchronous.
 * Node callers inject `node:crypto` instead: it is some ten times faster on large snapshots.
 */

const BLOCK_BYTES = 64;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = primeConstants(64, 1 / 3);

/** The same of the square roots of the first 8. */
const INITIAL_STATE = primeConstants(8, 1 / 2);

function primeConstants(count: number, exponent: number): Int32Array {
  const constants = new Int32Array(count);
  let found = 0;
  for (let candidate = 2; found < count; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) isPrime = false;
    if (!isPrime) continue;
    const root = candidate ** exponent;
    constants[found] = Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
    found += 1;
  }
  return constants;
}

/** The SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export function hashText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const length = Math.ceil((bytes.length + 9) / BLOCK_BYTES) * BLOCK_BYTES;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, (bytes.length * 8) >>> 0);
  const state = INITIAL_STATE.slice();
  const words = new Int32Array(64);
  for (let offset = 0; offset < length; offset += BLOCK_BYTES) hashBlock(state, words, view, offset);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

function hashBlock(state: Int32Array, words: Int32Array, view: DataView, offset: number): void {
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const before15 = words[index - 15] as number;
    const before2 = words[index - 2] as number;
    const small0 = rotate(before15, 7) ^ rotate(before15, 18) ^ (before15 >>> 3);
    const small1 = rotate(before2, 17) ^ rotate(before2, 19) ^ (before2 >>> 10);
    words[index] = ((words[index - 16] as number) + small0 + (words[index - 7] as number) + small1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + big1 + choice + (ROUND_CONSTANTS[index] as number) + (words[index] as number)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const round = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < 8; index += 1) state[index] = ((state[index] as number) + (round[index] as number)) | 0;
}
