import type { Catalogue } from './read-catalogue.ts';

/** A fact that is not as it should be, in words: `firing of trigger x of audit.entries` `is disabled, not always`. */
export interface CatalogueDifference {
  readonly what: string;
  readonly is: string;
  /** False: it takes nothing away that protects the log, e.g. a role that was given SELECT. */
  readonly isHarmful: boolean;
}

/** Privileges that let a role read, and nothing more. */
const READING = /^grant of (?:select|usage|execute) /;

/** What differs between the schema as the migrations make it and as it is; by name. Pure. */
export function compareCatalogues(expected: Catalogue, actual: Catalogue): CatalogueDifference[] {
  const differences: CatalogueDifference[] = [];
  for (const [what, should] of expected) {
    const is = actual.get(what);
    if (is === undefined) differences.push({ what, is: 'is missing', isHarmful: true });
    else if (is !== should) differences.push({ what, is: describe(is, should), isHarmful: true });
  }
  for (const what of actual.keys()) {
    if (!expected.has(what)) differences.push({ what, is: 'was added', isHarmful: !READING.test(what) });
  }
  return differences.sort((a, b) => (a.what < b.what ? -1 : 1));
}

function describe(is: string, should: string): string {
  const isShort = is.length + should.length < 120 && !/^sha256 /.test(is) && !is.includes('\n');
  return isShort ? `is ${is || 'nothing'}, not ${should || 'nothing'}` : 'was changed';
}
