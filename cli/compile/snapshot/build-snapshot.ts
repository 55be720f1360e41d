/** Puts the snapshot of one environment together from flags that are compiled already. */
import {
  type Flag,
  type Group,
  type Segment,
  SNAPSHOT_FORMAT,
  type Snapshot,
  type SnapshotContent,
} from '@flagforge/sdk/engine';
import type { Environment, ProjectConfig, SegmentSource } from '../model.ts';
import { canonicalJson } from './canonical-json.ts';
import { sortedUnits } from './compile-flag.ts';
import { addCondition, createReach, type Reach } from './reach.ts';

/** One flag compiled for one environment, with its canonical text, so that an unchanged flag is never written again. */
export interface CompiledFlag {
  readonly flag: Flag;
  readonly text: string;
  readonly segments: readonly string[];
  readonly instants: readonly number[];
}

export interface SnapshotOptions {
  /** e.g. `flagforge 0.1.0`; not hashed. */
  readonly compiler: string;
  readonly commit: string | null;
  readonly sha256: (text: string) => string;
}

/**
 * The snapshot of a project without errors for one of its environments.
 * @param flags the flags that are not archived, in any order.
 * @see contract 5
 */
export function buildSnapshot(
  config: ProjectConfig,
  environment: Environment,
  flags: readonly CompiledFlag[],
  segments: ReadonlyMap<string, SegmentSource>,
  options: SnapshotOptions,
): Snapshot {
  const ordered = [...flags].sort((a, b) => (a.flag.key < b.flag.key ? -1 : 1));
  const reach = createReach();
  for (const { segments: names, instants } of ordered) {
    for (const name of names) reach.segments.add(name);
    for (const instant of instants) reach.instants.add(instant);
  }
  const content: SnapshotContent = {
    format: SNAPSHOT_FORMAT,
    organization: config.organization,
    project: config.project,
    environment: environment.name,
    unit: config.unit,
    overrides: environment.overrides,
    // Segments first: they may add instants.
    segments: usedSegments(segments, reach),
    instants: [...reach.instants].sort((a, b) => a - b),
    flags: ordered.map(({ flag }) => flag),
    groups: compileGroups(config),
  };
  const contentHash = options.sha256(
    contentText(
      content,
      ordered.map(({ text }) => text),
    ),
  );
  const hash = options.sha256(canonicalJson({ contentHash, overlays: [] }));
  return {
    ...content,
    compiler: options.compiler,
    version: 0,
    commit: options.commit,
    contentHash,
    hash,
    overlays: [],
  };
}

/** The canonical text of the content, made from the canonical texts of its flags. */
function contentText(content: SnapshotContent, flags: readonly string[]): string {
  const { environment, format, groups, instants, organization, overrides, project, segments, unit } = content;
  const before = canonicalJson({ environment });
  const after = canonicalJson({ format, groups, instants, organization, overrides, project, segments, unit });
  return `${before.slice(0, -1)},"flags":[${flags.join(',')}],${after.slice(1)}`;
}

/** The segments that flags name, and those that these name, ascending by name; their instants are added to the reach. */
function usedSegments(segments: ReadonlyMap<string, SegmentSource>, reach: Reach): Segment[] {
  const used: Segment[] = [];
  // A set is walked in the order of insertion, names that are added on the way included.
  for (const name of reach.segments) {
    const source = segments.get(name);
    if (source === undefined) throw new TypeError(`segment ${name} does not exist`);
    const condition = source.if?.condition ?? null;
    if (condition !== null) addCondition(condition, reach);
    used.push({
      name,
      ...(condition !== null && { if: condition }),
      ...(source.include.length > 0 && { include: sortedUnits(source.include) }),
      ...(source.exclude.length > 0 && { exclude: sortedUnits(source.exclude) }),
    });
  }
  return used.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function compileGroups(config: ProjectConfig): Group[] {
  const groups = config.groups.map(({ name, unit, slots }) => ({ name, unit, slots }));
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A snapshot as a file: its canonical text and a line break, the same bytes on every machine. */
export function renderSnapshot(snapshot: Snapshot): string {
  return `${canonicalJson(snapshot)}\n`;
}
