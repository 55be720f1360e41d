import { readPath, readProjectUnit, unitText } from './context.ts';
import type { Semver } from './semver.ts';
import type { Path } from './snapshot.ts';

/**
 * What one evaluation, single or of all flags, is about. An evaluator has one scope and reuses it: what is
 * remembered during an evaluation carries its `epoch`, so that a new epoch forgets everything at once.
 */
export interface Scope {
  context: Record<string, unknown>;
  /** Epoch ms. */
  now: number;
  epoch: number;
  /** Paths that are hashed, by unit number; 0 is the project's. */
  readonly unitPaths: Path[];
  /** Null-prototype: a path as JSON -> its unit number. */
  readonly unitNumbers: Record<string, number>;
  readonly unitStamps: number[];
  readonly unitTexts: string[];
  /** The last text parsed as a version, and what came of it. */
  semverText: string;
  semver: Semver | null;
}

/** The number of the project's unit. */
export const PROJECT_UNIT = 0;

export function createScope(projectUnit: Path): Scope {
  const unitNumbers: Record<string, number> = Object.create(null);
  unitNumbers[JSON.stringify(projectUnit)] = PROJECT_UNIT;
  return {
    context: {},
    now: 0,
    epoch: 0,
    unitPaths: [projectUnit],
    unitNumbers,
    unitStamps: [-1],
    unitTexts: [''],
    semverText: '',
    semver: null,
  };
}

/** The number of a unit's path, registered when it is new. */
export function unitNumber(scope: Scope, path: Path): number {
  const key = JSON.stringify(path);
  const known = scope.unitNumbers[key];
  if (known !== undefined) return known;
  scope.unitNumbers[key] = scope.unitPaths.length;
  scope.unitPaths.push(path);
  scope.unitStamps.push(-1);
  scope.unitTexts.push('');
  return scope.unitPaths.length - 1;
}

/** The unit's text in this scope, the empty string when missing; read once an evaluation. */
export function unitIn(scope: Scope, unit: number): string {
  fast: if (scope.unitStamps[unit] === scope.epoch) return scope.unitTexts[unit] as string;
  const read = unit === PROJECT_UNIT ? readProjectUnit : readPath;
  const text = unitText(read(scope.context, scope.unitPaths[unit] as Path));
  fast: {
    scope.unitTexts[unit] = text;
    scope.unitStamps[unit] = scope.epoch;
  }
  return text;
}
