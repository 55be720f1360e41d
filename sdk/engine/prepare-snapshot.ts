import { BUCKETS, saltState } from './bucket.ts';
import { MAX_NESTING } from './condition-node.ts';
import { dependencyDepths } from './dependencies.ts';
import { failed } from './evaluation.ts';
import { isLoose, type Loose, textList } from './loose.ts';
import type { ConditionTable } from './prepare-condition.ts';
import { type FlagWorkshop, prepareFlag } from './prepare-flag.ts';
import { prepareSegments } from './prepare-segments.ts';
import type { HashFunction, PreparedFlag, PreparedRequirement } from './prepared.ts';
import { createScope, type Scope, unitNumber } from './scope.ts';
import { type Path, SNAPSHOT_FORMAT } from './snapshot.ts';

/** A snapshot made ready once, for any number of evaluations. */
export interface PreparedSnapshot {
  /** Why the snapshot cannot be used, or null. */
  readonly refusal: string | null;
  readonly allowsOverrides: boolean;
  readonly scope: Scope;
  /** Ascending by key where the snapshot is. */
  readonly flags: readonly PreparedFlag[];
  /** Null-prototype, by key. */
  readonly byKey: Record<string, PreparedFlag>;
  /** Rules and segments that hold what this engine does not know, and therefore never match. */
  readonly unknownConditions: number;
}

const DEFAULT_UNIT: Path = ['targetingKey'];

function refuse(reason: string): PreparedSnapshot {
  return {
    refusal: reason,
    allowsOverrides: false,
    scope: createScope(DEFAULT_UNIT),
    flags: [],
    byKey: Object.create(null),
    unknownConditions: 0,
  };
}

/**
 * Makes a snapshot of unknown origin ready; never throws. A higher format, or what is no snapshot at all, is
 * refused; a malformed flag answers `parse_error` and breaks no other.
 * @see contract 5
 */
export function prepareSnapshot(source: unknown, hashes: Readonly<Record<string, HashFunction>>): PreparedSnapshot {
  if (!isLoose(source)) return refuse('this is no snapshot');
  if (typeof source.format !== 'number') return refuse('the snapshot names no format');
  if (source.format > SNAPSHOT_FORMAT) {
    return refuse(`the snapshot has format ${source.format}, this engine reads up to ${SNAPSHOT_FORMAT}`);
  }
  const unit = textList(source.unit);
  if (unit === null || unit.length === 0) return refuse('the snapshot names no unit');
  if (!Array.isArray(source.flags)) return refuse('the snapshot has no flags');
  const scope = createScope(unit);
  const conditions: ConditionTable = {
    projectUnit: unit,
    segments: Object.create(null),
    nodes: Object.create(null),
    count: 0,
  };
  const unknownSegments = prepareSegments(source.segments, conditions);
  const workshop: FlagWorkshop = { scope, conditions, hashes, unknownRules: 0 };
  const byKey: Record<string, PreparedFlag> = Object.create(null);
  const flags = prepareFlags(source.flags, byKey, workshop);
  addSlots(source.groups, byKey, scope);
  addKills(source.overlays, byKey);
  return {
    refusal: null,
    allowsOverrides: source.overrides === 'allowed',
    scope,
    flags,
    byKey,
    unknownConditions: unknownSegments + workshop.unknownRules,
  };
}

function prepareFlags(
  sources: readonly unknown[],
  byKey: Record<string, PreparedFlag>,
  workshop: FlagWorkshop,
): PreparedFlag[] {
  const flags: PreparedFlag[] = [];
  const numbers: Record<string, number> = Object.create(null);
  const landings: PreparedFlag[] = [];
  for (let i = 0; i < sources.length; i += 1) {
    const source: unknown = sources[i];
    if (!isLoose(source) || typeof source.key !== 'string' || byKey[source.key] !== undefined) continue;
    const flag = prepareFlag(source.key, source, landings, workshop);
    numbers[flag.key] = flags.length;
    byKey[flag.key] = flag;
    flags.push(flag);
  }
  const depths = dependencyDepths(flags.length, (i) => linkRequires(flags[i] as PreparedFlag, byKey, numbers));
  for (let i = 0; i < flags.length; i += 1) {
    const flag = flags[i] as PreparedFlag;
    flag.depth = depths[i] as number;
    if (flag.depth < 0) flag.failure = failed(flag.key, 'general');
    else if (flag.depth > 0 && flag.depth % MAX_NESTING === 0) landings.push(flag);
  }
  landings.sort((a, b) => a.depth - b.depth);
  return flags;
}

/** Finds the flags that a flag requires, and gives their numbers. */
function linkRequires(
  flag: PreparedFlag,
  byKey: Record<string, PreparedFlag>,
  numbers: Record<string, number>,
): number[] {
  const below: number[] = [];
  for (let i = 0; i < flag.requires.length; i += 1) {
    const requirement = flag.requires[i] as PreparedRequirement;
    const required = byKey[requirement.key];
    if (required === undefined) continue;
    requirement.flag = required;
    required.isRequired = true;
    below.push(numbers[requirement.key] as number);
  }
  return below;
}

/** Gives each flag its slot. A malformed group makes the flags that it names malformed: their share is not known. */
function addSlots(groups: unknown, byKey: Record<string, PreparedFlag>, scope: Scope): void {
  if (!Array.isArray(groups)) return;
  for (let i = 0; i < groups.length; i += 1) {
    const group: unknown = groups[i];
    if (!isLoose(group) || !Array.isArray(group.slots)) continue;
    const unit = textList(group.unit);
    const name = typeof group.name === 'string' && unit !== null && unit.length > 0 ? group.name : null;
    let from = 0;
    for (let k = 0; k < group.slots.length; k += 1) {
      const slot: unknown = group.slots[k];
      const percent = isLoose(slot) ? slotPercent(slot) : -1;
      const to = percent < 0 || from < 0 ? -1 : from + percent;
      const flag = isLoose(slot) && typeof slot.flag === 'string' ? byKey[slot.flag] : undefined;
      if (flag !== undefined && flag.slot === null) {
        if (name === null || unit === null || to < 0 || to > BUCKETS) flag.failure = failed(flag.key, 'parse_error');
        else {
          const salt = saltState(`group:${name}`);
          flag.slot = { group: name, unit: unitNumber(scope, unit), saltState: salt, from, to };
        }
      }
      from = to;
    }
  }
}

function slotPercent(slot: Loose): number {
  const percent = slot.percent;
  return typeof percent === 'number' && percent >= 0 && Math.floor(percent) === percent ? percent : -1;
}

function addKills(overlays: unknown, byKey: Record<string, PreparedFlag>): void {
  if (!Array.isArray(overlays)) return;
  for (let i = 0; i < overlays.length; i += 1) {
    const overlay: unknown = overlays[i];
    if (!isLoose(overlay) || overlay.kind !== 'kill' || typeof overlay.flag !== 'string') continue;
    const flag = byKey[overlay.flag];
    if (flag === undefined) continue;
    if (!flag.isKilled) flag.isKilledByOverlay = true;
    flag.isKilled = true;
  }
}
