import type { Condition, Path } from '@flagforge/sdk/engine';

/** A condition that reads one attribute. */
export type PathAtom = Extract<Condition, { readonly path: Path }>;

/** A condition without parts. */
export type Atom = Exclude<Condition, { readonly of: readonly Condition[] }>;

/** Whether a condition is one atom. */
export const isAtom = (condition: Condition): condition is Atom =>
  condition.op !== 'and' && condition.op !== 'or' && condition.op !== 'not';

/** An atom, or its exact negation. */
export interface Signed {
  readonly atom: Atom;
  readonly positive: boolean;
}

/** Whether an atom reads an attribute's value. */
export const isPathAtom = (atom: Atom): atom is PathAtom => atom.op !== 'segment' && atom.op !== 'now';

const keys = new WeakMap<Atom, string>();

/** What two atoms that mean the same share: their text without the automaton, which follows from the pattern. */
export const atomKey = (atom: Atom): string => {
  const known = keys.get(atom);
  if (known !== undefined) return known;
  const key =
    atom.op === 'matches'
      ? JSON.stringify(['matches', atom.path, atom.lower ?? false, atom.pattern])
      : JSON.stringify(Object.entries(atom).sort(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(atom, key);
  return key;
};

const subjects = new WeakMap<Atom, string>();

/** What an atom is about; atoms with different subjects never bear on one another. */
export const subjectOf = (atom: Atom): string => {
  let subject = subjects.get(atom);
  if (subject === undefined) {
    if (atom.op === 'segment') subject = `segment ${atom.name}`;
    else if (atom.op === 'now') subject = 'now';
    else subject = pathSubject(atom.path);
    subjects.set(atom, subject);
  }
  return subject;
};

/** The subject of every comparison that reads `path`. */
export const pathSubject = (path: Path): string => `path ${path.map(escapeStep).join('.')}`;

const escapeStep = (step: string): string => (/[.\\]/.test(step) ? step.replace(/[.\\]/g, '\\$&') : step);
