/** Bytes of a function's text, at most: CloudFront counts what is uploaded. */
export const MOST_FUNCTION_BYTES = 10_240;

/** `8,660 bytes, 1,580 left of 10,240` */
export function functionSize(code: string): { readonly bytes: number; readonly left: number } {
  const bytes = Buffer.byteLength(code);
  return { bytes, left: MOST_FUNCTION_BYTES - bytes };
}
