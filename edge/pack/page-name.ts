import { NAME_LENGTH, PAGE_PREFIX } from './format.ts';

/** SHA-256 of the UTF-8 of a text, lower-case hex: handed in, since the packer is pure. */
export type Sha256 = (text: string) => string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The name of a page: the first 42 bits of the hash of its value, in base64url. */
export function pageName(value: string, sha256: Sha256): string {
  let bits = BigInt(`0x${sha256(value).slice(0, 12)}`) >> 6n;
  let name = '';
  for (let i = 0; i < NAME_LENGTH; i += 1) {
    name += ALPHABET[Number(bits & 63n)];
    bits >>= 6n;
  }
  return name;
}

/** Whether a value is the one that a page of this key must have. Of a page of a table alone it cannot be told: then false. */
export function isIntactPage(key: string, value: string, sha256: Sha256): boolean {
  return key === PAGE_PREFIX + pageName(value, sha256);
}
