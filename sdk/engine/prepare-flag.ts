import { BUCKETS, saltState } from './bucket.ts';
import { failed, type Served } from './evaluation.ts';
import { deepFreeze } from './freeze.ts';
import { isLoose, type Loose, textList } from './loose.ts';
import { type ConditionTable, prepareCondition } from './prepare-condition.ts';
import type {
  FlagBody,
  HashFunction,
  PreparedFlag,
  PreparedOutcome,
  PreparedRequirement,
  PreparedRollout,
  PreparedRule,
  PreparedState,
  PreparedTargets,
} from './prepared.ts';
import { type Scope, unitNumber } from './scope.ts';
import type { Flag, Json } from './snapshot.ts';

/** What preparing flags needs of the snapshot and the engine. */
export interface FlagWorkshop {
  readonly scope: Scope;
  readonly conditions: ConditionTable;
  readonly hashes: Readonly<Record<string, HashFunction>>;
  /** Rules that hold what this engine does not know. */
  unknownRules: number;
}

/** Null-prototype: variant name -> its value. */
type Values = Record<string, Json>;

function servedResult(key: string, values: Values, variant: string, reason: Served['reason'], rule: string): Served {
  const value = values[variant] as Json;
  return Object.freeze(
    rule === '' ? { flagKey: key, value, variant, reason } : { flagKey: key, value, variant, reason, rule },
  );
}

function prepareValues(variants: unknown): Values | null {
  if (!Array.isArray(variants)) return null;
  const values: Values = Object.create(null);
  for (let i = 0; i < variants.length; i += 1) {
    const variant: unknown = variants[i];
    if (!isLoose(variant) || typeof variant.name !== 'string' || variant.value === undefined) return null;
    if (values[variant.name] === undefined) values[variant.name] = deepFreeze(variant.value as Json);
  }
  return values;
}

/** The salt of a rollout that names none is its flag's key; `unit` absent is the project's. */
function prepareRollout(
  key: string,
  values: Values,
  source: unknown,
  workshop: FlagWorkshop,
  rule: string,
): PreparedOutcome | null {
  if (!isLoose(source) || typeof source.salt !== 'string' || !Array.isArray(source.weights)) return null;
  const path = textList(source.unit);
  if (path === null || path.length === 0) return null;
  const ends: number[] = [];
  const results: Served[] = [];
  let end = 0;
  for (let i = 0; i < source.weights.length; i += 1) {
    const weight: unknown = source.weights[i];
    if (!Array.isArray(weight)) return null;
    const variant: unknown = weight[0];
    const thousandths: unknown = weight[1];
    if (typeof variant !== 'string' || values[variant] === undefined) return null;
    if (typeof thousandths !== 'number' || thousandths < 0 || Math.floor(thousandths) !== thousandths) return null;
    if (thousandths === 0) continue;
    end += thousandths;
    ends.push(end);
    results.push(servedResult(key, values, variant, 'split', rule));
  }
  if (end !== BUCKETS) return null;
  let hash: HashFunction | null = null;
  let hashName: string | null = null;
  if (source.hash !== undefined) {
    if (typeof source.hash !== 'string') return null;
    if (!Object.prototype.hasOwnProperty.call(workshop.hashes, source.hash)) return { result: null, rollout: null };
    hashName = source.hash;
    hash = workshop.hashes[hashName] as HashFunction;
  }
  const rollout: PreparedRollout = {
    unit: unitNumber(workshop.scope, path),
    salt: source.salt,
    saltState: saltState(source.salt),
    hashName,
    hash,
    ends,
    results,
    missing: null,
    whole: results.length === 1 ? (results[0] as Served) : null,
  };
  return { result: null, rollout };
}

function prepareOutcome(
  key: string,
  values: Values,
  source: Loose,
  reason: Served['reason'],
  workshop: FlagWorkshop,
  rule: string,
): PreparedOutcome | null {
  if (source.rollout !== undefined) {
    return source.serve === undefined ? prepareRollout(key, values, source.rollout, workshop, rule) : null;
  }
  if (typeof source.serve !== 'string' || values[source.serve] === undefined) return null;
  return { result: servedResult(key, values, source.serve, reason, rule), rollout: null };
}

function prepareRules(key: string, values: Values, source: unknown, workshop: FlagWorkshop): PreparedRule[] | null {
  if (!Array.isArray(source)) return null;
  const rules: PreparedRule[] = [];
  for (let i = 0; i < source.length; i += 1) {
    const rule: unknown = source[i];
    if (!isLoose(rule) || (rule.name !== undefined && typeof rule.name !== 'string')) return null;
    const name = rule.name === undefined ? null : rule.name;
    const outcome = prepareOutcome(key, values, rule, 'rule_match', workshop, name === null ? `${i + 1}` : name);
    if (outcome === null) return null;
    const isKnown = outcome.result !== null || outcome.rollout !== null;
    const condition = isKnown ? prepareCondition(rule.if, workshop.conditions, 0) : null;
    if (condition === null) workshop.unknownRules += 1;
    rules.push({ number: i + 1, name, condition, outcome });
  }
  return rules;
}

function prepareTargets(key: string, values: Values, source: unknown): PreparedTargets | null {
  if (!Array.isArray(source)) return null;
  const units: Record<string, number> = Object.create(null);
  const results: Served[] = [];
  for (let i = 0; i < source.length; i += 1) {
    const target: unknown = source[i];
    if (!isLoose(target) || typeof target.variant !== 'string' || values[target.variant] === undefined) return null;
    const named = textList(target.units);
    if (named === null) return null;
    results.push(servedResult(key, values, target.variant, 'target_match', ''));
    for (let k = 0; k < named.length; k += 1) {
      if (units[named[k] as string] === undefined) units[named[k] as string] = i;
    }
  }
  return { units, results };
}

const NO_RULES: readonly PreparedRule[] = [];

/** The state that follows `before` when `set` replaces the keys it names; null when `set` is malformed. */
function nextState(
  key: string,
  values: Values,
  before: PreparedState,
  set: Loose,
  workshop: FlagWorkshop,
): PreparedState | null {
  if (set.enabled !== undefined && typeof set.enabled !== 'boolean') return null;
  const isEnabled = set.enabled === undefined ? before.isEnabled : set.enabled;
  const targets = set.targets === undefined ? before.targets : prepareTargets(key, values, set.targets);
  if (targets === null && set.targets !== undefined) return null;
  const rules = set.rules === undefined ? before.rules : prepareRules(key, values, set.rules, workshop);
  let fallback: PreparedOutcome | null = before.fallback;
  if (set.default !== undefined) {
    fallback = isLoose(set.default) ? prepareOutcome(key, values, set.default, 'default', workshop, '') : null;
  }
  return rules === null || fallback === null ? null : { isEnabled, targets, rules, fallback };
}

function prepareStates(
  key: string,
  values: Values,
  off: string,
  source: Loose,
  workshop: FlagWorkshop,
  starts: number[],
): PreparedState[] | null {
  const offOutcome: PreparedOutcome = { result: servedResult(key, values, off, 'default', ''), rollout: null };
  const nothing: PreparedState = { isEnabled: false, targets: null, rules: NO_RULES, fallback: offOutcome };
  let state = nextState(key, values, nothing, source, workshop);
  if (state === null) return null;
  const states = [state];
  if (source.schedule === undefined) return states;
  if (!Array.isArray(source.schedule)) return null;
  for (let i = 0; i < source.schedule.length; i += 1) {
    const step: unknown = source.schedule[i];
    if (!isLoose(step) || typeof step.at !== 'number' || !isLoose(step.set)) return null;
    if (!(step.at > (i === 0 ? Number.NEGATIVE_INFINITY : (starts[i - 1] as number)))) return null;
    state = nextState(key, values, state, step.set, workshop);
    if (state === null) return null;
    starts.push(step.at);
    states.push(state);
  }
  return states;
}

function prepareRequires(source: unknown): PreparedRequirement[] | null {
  if (source === undefined) return [];
  if (!Array.isArray(source)) return null;
  const requires: PreparedRequirement[] = [];
  for (let i = 0; i < source.length; i += 1) {
    const entry: unknown = source[i];
    if (!isLoose(entry) || typeof entry.flag !== 'string' || typeof entry.variant !== 'string') return null;
    requires.push({ key: entry.flag, variant: entry.variant, flag: null });
  }
  return requires;
}

function overrideResults(key: string, values: Values): Record<string, Served> {
  const results: Record<string, Served> = Object.create(null);
  for (const name in values) results[name] = servedResult(key, values, name, 'override', '');
  return results;
}

function prepareBody(key: string, source: Loose, workshop: FlagWorkshop): FlagBody | null {
  const values = prepareValues(source.variants);
  const off = source.off;
  if (values === null || typeof off !== 'string' || values[off] === undefined) return null;
  if (source.killed !== undefined && typeof source.killed !== 'boolean') return null;
  const starts: number[] = [];
  const states = prepareStates(key, values, off, source, workshop, starts);
  if (states === null) return null;
  return {
    killed: servedResult(key, values, off, 'killed', ''),
    disabled: servedResult(key, values, off, 'disabled', ''),
    prerequisiteFailed: servedResult(key, values, off, 'prerequisite_failed', ''),
    groupExcluded: servedResult(key, values, off, 'group_excluded', ''),
    targetingKeyMissing: failed(key, 'targeting_key_missing'),
    unknownDefault: failed(key, 'general'),
    overrides: overrideResults(key, values),
    starts,
    states,
  };
}

/**
 * Makes one flag's entry ready. A malformed entry gives a flag that answers `error`, `parse_error`: one bad flag
 * breaks no other.
 */
export function prepareFlag(
  key: string,
  source: Loose,
  landings: PreparedFlag[],
  workshop: FlagWorkshop,
): PreparedFlag {
  const requires = prepareRequires(source.requires);
  const body = requires === null ? null : prepareBody(key, source, workshop);
  return {
    key,
    source: source as unknown as Flag,
    failure: body === null ? failed(key, 'parse_error') : null,
    body,
    isKilled: source.killed === true,
    isKilledByOverlay: false,
    constant: null,
    requires: requires === null ? [] : requires,
    slot: null,
    depth: 0,
    landings,
    isRequired: false,
    stamp: 0,
    answer: null,
  };
}
