import type { Condition, Path } from '@flagforge/sdk/engine';
import type { EnvironmentSettings, FlagSource, OutcomeSource, Project, SegmentSource } from '../compile/index.ts';

/** What uses are looked for of. A path is outermost first: `company.plan` is `["company", "plan"]`. */
export type UsedThing =
  | { readonly kind: 'segment' | 'flag' | 'group'; readonly name: string }
  | { readonly kind: 'attribute'; readonly path: Path };

/** A flag, segment or group that uses it, and where: `production, rule us-canary`. */
export interface Use {
  readonly kind: 'flag' | 'segment' | 'group';
  readonly name: string;
  /** In the order of its file. Never empty. */
  readonly places: readonly string[];
}

/**
 * Flags, then segments, then groups that use something, each ascending. Archived flags are left out. Pure. The same
 * attribute is one path: whoever reads `company` is no user of `company.plan`.
 */
export function whereUsed(project: Project, thing: UsedThing): readonly Use[] {
  const { flags, segments, config } = project;
  const uses: Use[] = [];
  const add = (kind: Use['kind'], name: string, places: readonly string[]): void => {
    if (places.length > 0) uses.push({ kind, name, places: [...new Set(places)] });
  };
  for (const flag of [...flags].sort(byKey)) {
    if (flag.archived) continue;
    // Its whole model is read only where it may be in there: most flags name few segments.
    if (thing.kind === 'segment' && !flag.segments.includes(thing.name)) continue;
    if (thing.kind === 'flag' && !flag.requires.some(({ flag: needed }) => needed === thing.name)) continue;
    add('flag', flag.key, placesInFlag(flag.source(), thing, config.unit));
  }
  for (const segment of [...segments].sort((a, b) => order(a.name, b.name)))
    add('segment', segment.name, placesInSegment(segment, thing, config.unit));
  for (const group of config.groups) {
    const isOf =
      (thing.kind === 'attribute' && isSame(group.unit, thing.path)) ||
      (thing.kind === 'flag' && group.slots.some(({ flag }) => flag === thing.name));
    add('group', group.name, isOf ? [thing.kind === 'flag' ? 'a slot' : 'its unit'] : []);
  }
  if (thing.kind === 'group') {
    const group = config.groups.find(({ name }) => name === thing.name);
    for (const { flag, percent } of group?.slots ?? []) add('flag', flag, [`a slot of ${percent / 1_000} %`]);
  }
  return uses;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => order(a.key, b.key);
const isSame = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, index) => step === b[index]);

function placesInFlag(flag: FlagSource, thing: UsedThing, unit: Path): readonly string[] {
  if (thing.kind === 'flag')
    return flag.requires.flatMap(({ flag: needed, variant }) => (needed === thing.name ? [`requires ${variant}`] : []));
  return flag.environments.flatMap((environment) => [
    ...placesInSettings(environment, thing, unit).map((place) => `${environment.name}, ${place}`),
    ...environment.schedule.flatMap(({ at, set }) =>
      placesInSettings(set, thing, unit).map(
        (place) => `${environment.name}, from ${new Date(at).toISOString().slice(0, 16)}Z on, ${place}`,
      ),
    ),
  ]);
}

function placesInSettings(
  { targets = [], rules = [], default: last }: EnvironmentSettings,
  thing: UsedThing,
  unit: Path,
): readonly string[] {
  const places: string[] = [];
  if (targets.length > 0 && thing.kind === 'attribute' && isSame(unit, thing.path)) places.push('targets');
  rules.forEach(({ name, if: { condition }, outcome }, index) => {
    const rule = `rule ${name ?? index + 1}`;
    if (names(condition, thing)) places.push(rule);
    if (isHashed(outcome, thing, unit)) places.push(`the rollout of ${rule}`);
  });
  if (last !== undefined && isHashed(last, thing, unit)) places.push('the rollout for everybody else');
  return places;
}

/** A rollout by the attribute; one that gives everybody the same reads nothing. */
function isHashed(outcome: OutcomeSource, thing: UsedThing, unit: Path): boolean {
  if (thing.kind !== 'attribute' || 'serve' in outcome) return false;
  const splits = outcome.rollout.filter(([, percent]) => percent > 0).length > 1;
  return splits && isSame(outcome.unit ?? unit, thing.path);
}

function placesInSegment(segment: SegmentSource, thing: UsedThing, unit: Path): readonly string[] {
  const isListed = segment.include.length > 0 || segment.exclude.length > 0;
  return [
    ...(names(segment.if?.condition ?? null, thing) ? ['its condition'] : []),
    ...(isListed && thing.kind === 'attribute' && isSame(unit, thing.path) ? ['its lists'] : []),
  ];
}

/** Whether a condition names it; one with errors names nothing. */
function names(condition: Condition | null, thing: UsedThing): boolean {
  if (condition === null) return false;
  if ('of' in condition) return condition.of.some((part) => names(part, thing));
  if (condition.op === 'segment') return thing.kind === 'segment' && condition.name === thing.name;
  return thing.kind === 'attribute' && 'path' in condition && isSame(condition.path, thing.path);
}
