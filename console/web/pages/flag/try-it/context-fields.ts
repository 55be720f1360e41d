/** Which attributes decide about a flag, so that a form can ask for them and for nothing else. */
import type { Condition, EnvironmentState, Flag, Literal, Outcome, Path, Snapshot } from '@flagforge/sdk/engine';
import type { AttributeType } from 'flagforge/compile';
import { printPath } from 'flagforge/compile/expression';
import type { VocabularyJson } from '../../../../api/vocabulary-json.ts';

export interface ContextField {
  readonly path: Path;
  /** As the language writes it: `company.plan`. */
  readonly name: string;
  readonly type: AttributeType;
  /** The only values that it can have; null: others too. */
  readonly only: readonly (string | number | boolean)[] | null;
  /** Texts that conditions compare it with. */
  readonly used: readonly string[];
  /** It is hashed or listed: who the context is about. */
  readonly isUnit: boolean;
  /** The flag asks for it itself, not by a segment or by a flag that it requires. */
  readonly isOwn: boolean;
}

/** What a flag reads in these snapshots, each cut to the flag and what it needs. Units come first, then in the order of use. */
export function contextFields(
  snapshots: readonly Snapshot[],
  flagKey: string,
  vocabulary: Pick<VocabularyJson, 'attributes' | 'values'> | null,
): readonly ContextField[] {
  const found = new Found();
  for (const snapshot of snapshots) lookThrough(snapshot, flagKey, found);
  const declared = new Map((vocabulary?.attributes ?? []).map((each) => [printPath(each.path), each]));
  const fields = [...found.paths].map(([name, path]): ContextField => {
    const attribute = declared.get(name);
    return {
      ...{ path, name, type: attribute?.type ?? found.types.get(name) ?? 'string' },
      ...{ only: attribute?.enum ?? null, used: vocabulary?.values[name] ?? [] },
      ...{ isUnit: found.units.has(name), isOwn: found.own.has(name) },
    };
  });
  return fields.sort((a, b) => Number(b.isUnit) - Number(a.isUnit));
}

class Found {
  readonly paths = new Map<string, Path>();
  readonly types = new Map<string, AttributeType>();
  readonly units = new Set<string>();
  /** What is seen while this is on is asked for by the flag itself. */
  isOwn = true;
  readonly own = new Set<string>();

  unit(path: Path): void {
    this.units.add(this.#see(path));
  }

  condition(condition: Condition): void {
    if ('of' in condition) {
      for (const part of condition.of) this.condition(part);
      return;
    }
    if (!('path' in condition)) return;
    const name = this.#see(condition.path);
    const type = typeAskedFor(condition);
    if (type !== null && !this.types.has(name)) this.types.set(name, type);
  }

  #see(path: Path): string {
    const name = printPath(path);
    if (!this.paths.has(name)) this.paths.set(name, path);
    if (this.isOwn) this.own.add(name);
    return name;
  }
}

function lookThrough({ flags, segments, groups, unit }: Snapshot, flagKey: string, found: Found): void {
  found.isOwn = true;
  found.unit(unit);
  for (const group of groups) found.unit(group.unit);
  for (const flag of flags) if (flag.key === flagKey) lookAtFlag(flag, found);
  found.isOwn = false;
  for (const flag of flags) if (flag.key !== flagKey) lookAtFlag(flag, found);
  for (const segment of segments) if (segment.if !== undefined) found.condition(segment.if);
}

function lookAtFlag(flag: Flag, found: Found): void {
  for (const state of statesOf(flag)) lookAt(state, found);
}

const statesOf = (flag: Flag): readonly EnvironmentState[] => [flag, ...(flag.schedule ?? []).map(({ set }) => set)];

function lookAt({ rules = [], default: last }: EnvironmentState, found: Found): void {
  const outcomes: Outcome[] = [...rules, ...(last === undefined ? [] : [last])];
  for (const outcome of outcomes) if ('rollout' in outcome) found.unit(outcome.rollout.unit);
  for (const rule of rules) found.condition(rule.if);
}

/** The type that a condition needs; null: it holds for any. */
function typeAskedFor(condition: Exclude<Condition, { op: 'and' | 'or' | 'not' }>): AttributeType | null {
  // A part of a text, or of a list of texts: the text is what is typed more easily.
  if (condition.op === 'contains')
    return typeof condition.value === 'string' ? 'string' : `${plainType(condition.value)}[]`;
  if (condition.op === 'contains_any' || condition.op === 'contains_all')
    return `${plainType(condition.values[0] ?? '')}[]`;
  if (condition.op === 'in') return typeOf(condition.values[0]);
  return 'value' in condition ? typeOf(condition.value) : null;
}

function typeOf(literal: Literal | undefined): AttributeType | null {
  if (literal === undefined) return null;
  if (typeof literal !== 'object') return plainType(literal);
  return 'semver' in literal ? 'semver' : 'date' in literal ? 'date' : 'ip';
}

const plainType = (literal: Literal): 'string' | 'number' | 'boolean' =>
  typeof literal === 'number' ? 'number' : typeof literal === 'boolean' ? 'boolean' : 'string';
