import { isUtf8 } from 'node:buffer';

/** Whether a value of JSON is an object, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a body that must be a JSON object in UTF-8; a text says what else it is. Never throws. */
export function readJsonObject(body: Buffer): Record<string, unknown> | string {
  if (!isUtf8(body)) return 'The body is not UTF-8.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return body.length === 0 ? 'The body is empty; it must be a JSON object.' : 'The body is not JSON.';
  }
  return isObject(parsed) ? parsed : 'The body must be a JSON object.';
}
