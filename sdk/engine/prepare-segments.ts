import { MAX_NESTING, type PreparedSegment } from './condition-node.ts';
import { dependencyDepths } from './dependencies.ts';
import { isLoose, type Loose, unitTable } from './loose.ts';
import { type ConditionTable, prepareCondition } from './prepare-condition.ts';

/** The names of the segments that a condition of unknown origin names, at any depth; iterative. */
function segmentNames(condition: unknown): string[] {
  const names: string[] = [];
  const rest: unknown[] = [condition];
  while (rest.length > 0) {
    const next = rest.pop();
    if (!isLoose(next)) continue;
    if (next.op === 'segment' && typeof next.name === 'string') names.push(next.name);
    if (Array.isArray(next.of)) for (let i = 0; i < next.of.length; i += 1) rest.push(next.of[i]);
  }
  return names;
}

function createSegment(name: string, landings: PreparedSegment[]): PreparedSegment {
  return {
    name,
    include: null,
    exclude: null,
    condition: null,
    isUnknown: true,
    depth: 0,
    landings,
    stamp: 0,
    answer: false,
  };
}

function fillSegment(segment: PreparedSegment, source: Loose, table: ConditionTable): void {
  if (source.include !== undefined) segment.include = unitTable(source.include);
  if (source.exclude !== undefined) segment.exclude = unitTable(source.exclude);
  if (source.if !== undefined) segment.condition = prepareCondition(source.if, table, 0);
  segment.isUnknown =
    (source.include !== undefined && segment.include === null) ||
    (source.exclude !== undefined && segment.exclude === null) ||
    (source.if !== undefined && segment.condition === null);
}

/**
 * Makes the segments ready, those first that others name, and puts them into the table. Returns how many hold,
 * themselves or through another, what this engine does not know; a cycle counts as unknown.
 */
export function prepareSegments(sources: unknown, table: ConditionTable): number {
  if (!Array.isArray(sources)) return 0;
  const segments: PreparedSegment[] = [];
  const bodies: Loose[] = [];
  const numbers: Record<string, number> = Object.create(null);
  const landings: PreparedSegment[] = [];
  for (let i = 0; i < sources.length; i += 1) {
    const source: unknown = sources[i];
    if (!isLoose(source) || typeof source.name !== 'string' || table.segments[source.name] !== undefined) continue;
    const segment = createSegment(source.name, landings);
    numbers[source.name] = segments.length;
    table.segments[source.name] = segment;
    segments.push(segment);
    bodies.push(source);
  }
  const depths = dependencyDepths(segments.length, (i) => {
    const names = segmentNames((bodies[i] as Loose).if);
    const below: number[] = [];
    for (let k = 0; k < names.length; k += 1) {
      const number = numbers[names[k] as string];
      if (number !== undefined) below.push(number);
    }
    return below;
  });
  const order: number[] = [];
  for (let i = 0; i < segments.length; i += 1) if ((depths[i] as number) >= 0) order.push(i);
  order.sort((a, b) => (depths[a] as number) - (depths[b] as number));
  for (let k = 0; k < order.length; k += 1) {
    const i = order[k] as number;
    const segment = segments[i] as PreparedSegment;
    segment.depth = depths[i] as number;
    if (segment.depth > 0 && segment.depth % MAX_NESTING === 0) landings.push(segment);
    fillSegment(segment, bodies[i] as Loose, table);
  }
  let unknown = 0;
  for (let i = 0; i < segments.length; i += 1) if ((segments[i] as PreparedSegment).isUnknown) unknown += 1;
  return unknown;
}
