/** Reads a snapshot back from the text that a store keeps, without parsing its flags. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { snapshotOfTexts } from './snapshot-text.ts';

const OPENING = '"flags":[';
const CLOSING = '],"format":';

/**
 * The snapshot that a canonical text says; its flags are cut out, and parsed, when they are first asked for.
 * null for a text that no publisher wrote.
 */
export function readStoredSnapshot(body: string): Snapshot | null {
  // Before `flags` stand four short texts, and after them nothing in which a user's JSON could say `format`.
  const start = body.indexOf(OPENING) + OPENING.length;
  const end = body.lastIndexOf(CLOSING);
  if (start < OPENING.length || end < start) return null;
  const rest = parse(`${body.slice(0, start)}${body.slice(end)}`);
  if (rest === null) return null;
  const { flags: _, ...members } = rest;
  return snapshotOfTexts(members, { each: () => cutFlags(body, start, end), joined: () => body.slice(start, end) });
}

function parse(text: string): Snapshot | null {
  try {
    return JSON.parse(text) as Snapshot;
  } catch {
    return null;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The texts of the maps of a list that lies in [start, end). Half the time of parsing them, and nothing to write again. */
function cutFlags(body: string, start: number, end: number): string[] {
  const texts: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < end; at += 1) {
    const code = body.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(body, at);
    } else if (code === OPEN) {
      if (depth === 0) from = at;
      depth += 1;
    } else if (code === CLOSE) {
      depth -= 1;
      if (depth === 0) texts.push(body.slice(from, at + 1));
    }
  }
  return texts;
}

/** The place of the quote that ends the string that begins at `at`. */
function endOfString(body: string, at: number): number {
  let end = body.indexOf('"', at + 1);
  while (end >= 0 && isEscaped(body, end)) end = body.indexOf('"', end + 1);
  return end < 0 ? body.length : end;
}

function isEscaped(body: string, quote: number): boolean {
  let backslashes = 0;
  while (body.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}
