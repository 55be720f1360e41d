import type { Condition, Path } from '@flagforge/sdk/engine';
import { isAtom, isPathAtom, subjectOf } from './atom.ts';
import { type Domains, mayHold } from './satisfiable.ts';

const negated = (condition: Condition): Condition => ({ op: 'not', of: [condition] });

const known = new WeakMap<Condition, ReadonlySet<string>>();

/** What a condition is about, remembered: rules are compared in pairs. */
const subjectsIn = (condition: Condition): ReadonlySet<string> => {
  let subjects = known.get(condition);
  if (subjects === undefined) {
    const found = new Set<string>();
    collectSubjects(condition, found);
    subjects = found;
    known.set(condition, subjects);
  }
  return subjects;
};

const collectSubjects = (condition: Condition, into: Set<string>): void => {
  if (isAtom(condition)) into.add(subjectOf(condition));
  else for (const of of condition.of) collectSubjects(of, into);
};

/** Two atoms about one thing are the least that can contradict one another. */
const isPlainlyOpen = (condition: Condition): boolean => {
  if (condition.op === 'not') return condition.of.every(isPlainlyOpen);
  if (condition.op !== 'and' && condition.op !== 'or') return true;
  const seen = new Set<string>();
  const repeats = (condition: Condition): boolean => {
    if (!isAtom(condition)) return condition.of.some(repeats);
    const subject = subjectOf(condition);
    if (seen.has(subject)) return true;
    seen.add(subject);
    return false;
  };
  return !repeats(condition);
};

/** Certain: no context at any time makes the condition true (false: perhaps one does). */
export const isNeverTrue = (condition: Condition, domains?: Domains): boolean =>
  !isPlainlyOpen(condition) && !mayHold([condition], domains);

/**
 * The attribute of which a condition that is never true asks too much, when that can be told: parts of a
 * conjunction that are about it alone already exclude one another. Null when it takes more than one to tell.
 */
export const contradictedPath = (condition: Condition, domains?: Domains): Path | null => {
  if (condition.op !== 'and') return null;
  const bySubject = new Map<string, Condition[]>();
  for (const part of condition.of) {
    const [subject, ...others] = subjectsIn(part);
    if (subject !== undefined && others.length === 0) bySubject.set(subject, [...(bySubject.get(subject) ?? []), part]);
  }
  for (const parts of bySubject.values()) {
    const path = parts.length < 2 || mayHold(parts, domains) ? null : pathIn(parts);
    if (path !== null) return path;
  }
  return null;
};

const pathIn = (conditions: readonly Condition[]): Path | null => {
  for (const condition of conditions) {
    if (!isAtom(condition)) {
      const path = pathIn(condition.of);
      if (path !== null) return path;
    } else if (isPathAtom(condition)) return condition.path;
  }
  return null;
};

/** Certain: every context at all times makes the condition true. */
export const isAlwaysTrue = (condition: Condition): boolean =>
  !isPlainlyOpen(condition) && !mayHold([negated(condition)]);

/** Certain: whatever makes `narrow` true makes `wide` true. Both may hold on their own. */
export const implies = (narrow: Condition, wide: Condition): boolean => {
  // What shares nothing cannot follow, unless one of them is constant, which is reported by itself.
  const subjects = subjectsIn(narrow);
  for (const subject of subjectsIn(wide)) {
    if (subjects.has(subject)) return !mayHold([narrow, negated(wide)]);
  }
  return false;
};
