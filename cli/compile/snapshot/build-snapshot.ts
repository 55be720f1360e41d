/** Puts the snapshot of one environment together from flags that are compiled already. */
import { type Group, type Segment, SNAPSHOT_FORMAT, type Snapshot, type SnapshotContent } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Environment, ProjectConfig, SegmentSource } from '../model.ts';
import { sortedUnits } from './compile-flag.ts';
import { addCondition, createReach, type Reach } from './reach.ts';
import { snapshotOfTexts, textWithFlags } from './snapshot-text.ts';

/** One flag compiled for one environment, as its canonical text: what is unchanged is never written, nor even read, again. */
export interface FlagText {
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
 * The snapshot of a project without errors for one of its environments. Its `flags` are parsed when they are first
 * read: what only hashes or writes it needs no more than their texts.
 * @param flags the flags that are not archived, ascending by key.
 * @see contract 5
 */
export function buildSnapshot(
  config: ProjectConfig,
  environment: Environment,
  flags: readonly FlagText[],
  segments: ReadonlyMap<string, SegmentSource>,
  options: SnapshotOptions,
): Snapshot {
  const reach = createReach();
  for (const { segments: names, instants } of flags) {
    for (const name of names) reach.segments.add(name);
    for (const instant of instants) reach.instants.add(instant);
  }
  const content: Omit<SnapshotContent, 'flags'> = {
    format: SNAPSHOT_FORMAT,
    organization: config.organization,
    project: config.project,
    environment: environment.name,
    unit: config.unit,
    overrides: environment.overrides,
    // Segments first: they may add instants.
    segments: usedSegments(segments, reach),
    instants: [...reach.instants].sort((a, b) => a - b),
    groups: compileGroups(config),
  };
  const texts = flags.map(({ text }) => text);
  const joined = texts.join(',');
  const contentHash = options.sha256(textWithFlags(content, joined));
  return snapshotOfTexts(
    {
      ...content,
      compiler: options.compiler,
      version: 0,
      commit: options.commit,
      contentHash,
      hash: options.sha256(canonicalJson({ contentHash, overlays: [] })),
      overlays: [],
    },
    { each: () => texts, joined: () => joined },
  );
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
