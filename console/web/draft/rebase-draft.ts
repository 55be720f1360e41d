/** Puts a draft on what landed meanwhile. Pure. */
import type { RuleSource, TargetSource } from 'flagforge/compile';
import type { Draft, EditedFlag } from './draft.ts';
import { mergeRules, mergeTargets } from './merge-lists.ts';
import type { Operation } from './operation.ts';
import { isSameThing, nameOfOperation, type Thing, thingOf, thingOn } from './thing.ts';

/** The base branch as it is now. */
export interface NewBase {
  readonly commit: string;
  /** By key: the flags that the draft touches; null: it is not there. */
  readonly flags: Readonly<Record<string, EditedFlag | null>>;
}

export interface Conflict {
  readonly name: string;
  readonly operation: Operation;
  /** `changed`: both changed the same. `gone`: its flag is not there any more, or archived. `taken`: its file is there by now. */
  readonly kind: 'changed' | 'gone' | 'taken';
  readonly before: Thing;
  readonly theirs: Thing;
}

export interface Rebased {
  /** On the new commit; without what landed already. Where there are conflicts, they are in it as they were made. */
  readonly draft: Draft;
  readonly conflicts: readonly Conflict[];
  /** Operations that took in what landed. */
  readonly merged: readonly Operation[];
  /** Operations that landed already: somebody else did the same. */
  readonly landed: readonly Operation[];
}

/** The keys of the flags that a draft touches. */
export const flagsOf = ({ operations }: Draft): readonly string[] => [
  ...new Set(operations.map(flagOf).filter((key) => key !== null)),
];

/** The key of the flag whose file it is; null: of another file. */
function flagOf(operation: Operation): string | null {
  if ('flag' in operation) return operation.flag;
  const isOfFlag = /^[^/]+\.yaml$/.test(operation.file) && operation.file !== 'flagforge.yaml';
  return isOfFlag && !operation.file.endsWith('.test.yaml') ? operation.file.slice(0, -'.yaml'.length) : null;
}

export function rebaseDraft(draft: Draft, base: NewBase): Rebased {
  const operations: Operation[] = [];
  const before: Record<string, Thing> = {};
  const conflicts: Conflict[] = [];
  const merged: Operation[] = [];
  const landed: Operation[] = [];
  for (const operation of draft.operations) {
    const name = nameOfOperation(operation);
    const was = draft.before[name];
    const key = flagOf(operation);
    const on = key === null ? undefined : base.flags[key];
    const keep = (made: Operation, thing: Thing | undefined): void => {
      operations.push(made);
      if (thing !== undefined) before[name] = thing;
    };
    // Of files that nobody has read again: git holds them against each other when it merges.
    if (on === undefined) {
      keep(operation, was);
      continue;
    }
    const isNew = operation.kind === 'set-text' && was === null;
    if (!isNew && (on === null || (on.model.archived && operation.kind !== 'set-archived'))) {
      conflicts.push({ name, operation, kind: 'gone', before: was ?? null, theirs: null });
      keep(operation, was);
      continue;
    }
    const theirs = thingOn(operation, on);
    if (was === undefined || theirs === undefined || isSameThing(was, theirs)) keep(operation, was);
    else if (isSameThing(thingOf(operation), theirs)) landed.push(operation);
    else {
      const both = mergeOperation(operation, was, theirs);
      if (both === null) {
        conflicts.push({ name, operation, kind: isNew ? 'taken' : 'changed', before: was, theirs });
        keep(operation, was);
      } else {
        merged.push(both);
        keep(both, theirs);
      }
    }
  }
  return { draft: { ...draft, baseCommit: base.commit, operations, before }, conflicts, merged, landed };
}

/** An operation that keeps what somebody else did to other parts of the same thing; null: they meet. */
function mergeOperation(operation: Operation, before: Thing, theirs: Thing): Operation | null {
  // These things were read from flags, and have lost nothing that edits need.
  if (operation.kind === 'set-rules') {
    const rules = mergeRules(withConditions(before), withConditions(theirs), operation.rules);
    return rules === null ? null : { ...operation, rules };
  }
  if (operation.kind === 'set-targets') {
    const targets = mergeTargets(
      before as unknown as readonly TargetSource[],
      theirs as unknown as readonly TargetSource[],
      operation.targets,
    );
    return targets === null ? null : { ...operation, targets };
  }
  if (operation.kind !== 'set-facts') return null;
  const [was, there] = [before as Record<string, Thing>, theirs as Record<string, Thing>];
  const meets = Object.entries(operation.facts).some(
    ([name, value]) => !isSameThing(was[name], there[name]) && !isSameThing(there[name], value),
  );
  return meets ? null : operation;
}

const withConditions = (thing: Thing): readonly RuleSource[] =>
  (thing as unknown as readonly RuleSource[]).map((rule) => ({
    ...rule,
    if: { text: rule.if.text, condition: null },
  }));
