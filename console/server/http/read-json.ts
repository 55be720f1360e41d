import type { IncomingMessage } from 'node:http';
import type { Limits } from '../limits.ts';
import { problem } from './problem.ts';

/**
 * Reads the JSON body of a request.
 * @returns undefined where there is none.
 * @throws ProblemError 413 too large, 415 no JSON by its own word, 400 no JSON, or nested too deep.
 */
export async function readJson(req: IncomingMessage, limits: Limits): Promise<unknown> {
  const length = Number(req.headers['content-length'] ?? 0);
  if (req.headers['transfer-encoding'] === undefined && length === 0) return undefined;
  const type = req.headers['content-type'] ?? '';
  const isPlain = (req.headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type) || !isPlain) throw problem(415, 'FF4409', {});
  const tooLarge = problem(413, 'FF4408', { limit: limits.bodyBytes });
  if (length > limits.bodyBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.bodyBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks), limits.bodyDepth);
}

function parseJson(bytes: Buffer, maxDepth: number): unknown {
  const malformed = (why: string) => problem(400, 'FF4407', { part: 'body', problem: why });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('it is not UTF-8');
  }
  // Before parsing: what is nested a hundred thousand deep must not be built first.
  if (depthOf(text) > maxDepth) throw malformed(`it is nested more than ${maxDepth} deep`);
  let isText = true;
  /** An own `__proto__` means nothing in any body, and would mean too much to whoever copies it with `Object.assign`. */
  const withoutPrototype = (key: string, value: unknown): unknown => {
    isText &&= isStorable(key) && (typeof value !== 'string' || isStorable(value));
    return key === '__proto__' ? undefined : value;
  };
  let value: unknown;
  try {
    value = JSON.parse(text, withoutPrototype);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw malformed('it is no JSON');
  }
  if (!isText) throw malformed('it holds a NUL, or half of a character');
  return value;
}

/** Whether a text can be kept as it is: a database has no NUL, and UTF-8 no half of a character. */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) isInString = false;
    } else if (code === 0x22) isInString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}
