/** Reads a snapshot back from the text that a store keeps, without parsing its flags. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { cutFlags } from './cut-flags.ts';
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
  return snapshotOfTexts(members, {
    each: () => cutFlags(body.slice(start, end)),
    joined: () => body.slice(start, end),
  });
}

function parse(text: string): Snapshot | null {
  try {
    return JSON.parse(text) as Snapshot;
  } catch {
    return null;
  }
}
