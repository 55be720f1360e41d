const encoder = new TextEncoder();

/** Bytes of the UTF-8 of a text. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
