/** Puts a draft on what landed meanwhile. Pure. */
import type { RuleSource, TargetSource } from 'flagforge/compile';
import type { Draft, Edited, EditedFlag, EditedSegment, EditedSettings } from './draft.ts';
import { mergeRules, mergeTargets } from './merge-lists.ts';
import { mergeMembers } from './merge-members.ts';
import { mergeNames } from './merge-names.ts';
import type { MemberLists, Operation } from './operation.ts';
import { partsThatMeet } from './operation-parts.ts';
import { environmentOf } from './shared-thing.ts';
import { isSameThing, nameOfOperation, type Thing, thingOf, thingOn } from './thing.ts';

/** The base branch as it is now. */
export interface NewBase {
  readonly commit: string;
  /** By key: the flags that the draft touches; null: it is not there. */
  readonly flags: Readonly<Record<string, EditedFlag | null>>;
  /** Where the draft touches them. */
  readonly settings?: EditedSettings;
  /** By name: the segments that the draft touches; null: it is not there. */
  readonly segments?: Readonly<Record<string, EditedSegment | null>>;
}

export interface Conflict {
  readonly name: string;
  readonly operation: Operation;
  /** `changed`: both changed the same. `gone`: what it is about is not there any more, or archived. `taken`: its file is there by now. */
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

/** The names of the segments that a draft touches. */
export const segmentsOf = ({ operations }: Draft): readonly string[] => [
  ...new Set(operations.map(segmentOf).filter((name) => name !== null)),
];

export const touchesSettings = ({ operations }: Draft): boolean =>
  operations.some(({ kind }) => kind === 'set-policy' || kind === 'set-members');

const segmentOf = ({ file }: Operation): string | null => /^segments\/([^/]+)\.yaml$/.exec(file)?.[1] ?? null;

/** What an operation is about, as it is by now; null: it is not there. undefined: nobody has read it again. */
function liveOf(operation: Operation, { flags, settings, segments }: NewBase): Edited | null | undefined {
  if (operation.kind === 'set-members') return settings;
  if (operation.kind === 'set-policy') {
    const isGone = settings !== undefined && environmentOf(settings, operation.environment) === undefined;
    return isGone ? null : settings;
  }
  const segment = segmentOf(operation);
  if (segment !== null) return segments?.[segment];
  const key = flagOf(operation);
  return key === null ? undefined : flags[key];
}

export function rebaseDraft(draft: Draft, base: NewBase): Rebased {
  const operations: Operation[] = [];
  const before: Record<string, Thing> = {};
  const conflicts: Conflict[] = [];
  const merged: Operation[] = [];
  const landed: Operation[] = [];
  // Edits of a file that is edited as text are made on that text: only the text meets what landed.
  const texts = new Set(draft.operations.flatMap(({ kind, file }) => (kind === 'set-text' ? [file] : [])));
  for (const operation of draft.operations) {
    const name = nameOfOperation(operation);
    const was = draft.before[name];
    const on = liveOf(operation, base);
    const keep = (made: Operation, thing: Thing | undefined): void => {
      operations.push(made);
      if (thing !== undefined) before[name] = thing;
    };
    // Of files that nobody has read again: git holds them against each other when it merges.
    if (on === undefined || (operation.kind !== 'set-text' && texts.has(operation.file))) {
      keep(operation, was);
      continue;
    }
    const isNew = operation.kind === 'set-text' && was === null;
    if (!isNew && (on === null || ('model' in on && on.model.archived && operation.kind !== 'set-archived'))) {
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
  if (operation.kind === 'set-members') {
    const [was, there] = [before, theirs].map((thing) => thing as unknown as MemberLists);
    const members = was === undefined || there === undefined ? null : mergeMembers(was, there, operation.members);
    return members === null ? null : { ...operation, members };
  }
  const meeting = partsThatMeet(operation, before, theirs);
  if (operation.kind === 'set-segment') {
    // Lists of names are put together whatever was done to them.
    const [was, there] = [before, theirs].map((thing) => thing as Readonly<Record<string, readonly string[]>>);
    const lists = (['include', 'exclude'] as const).flatMap((key) => {
      const mine = operation.parts[key];
      return mine === undefined ? [] : [[key, mergeNames(was?.[key] ?? [], there?.[key] ?? [], mine)] as const];
    });
    const isApart = meeting.every((name) => name === 'include' || name === 'exclude');
    return isApart ? { ...operation, parts: { ...operation.parts, ...Object.fromEntries(lists) } } : null;
  }
  return operation.kind === 'set-facts' || operation.kind === 'set-policy'
    ? meeting.length === 0
      ? operation
      : null
    : null;
}

const withConditions = (thing: Thing): readonly RuleSource[] =>
  (thing as unknown as readonly RuleSource[]).map((rule) => ({
    ...rule,
    if: { text: rule.if.text, condition: null },
  }));
