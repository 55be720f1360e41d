import type { Snapshot } from '@flagforge/sdk/engine';
import { type PreparedFlag, prepareSnapshot } from '@flagforge/sdk/engine/core';
import { PAGE_PREFIX } from './format.ts';
import { type Layout, layOut } from './lay-out.ts';
import { MOST_READS } from './limits.ts';
import { TooLarge } from './pack-condition.ts';
import { packFlag } from './pack-flag.ts';
import type { PackedSnapshot, PassedFlag, PassReason } from './packed.ts';
import type { Sha256 } from './page-name.ts';
import { type JsonValue, shorten, shortName } from './short-names.ts';
import { bytesOf } from './size-of.ts';
import { type SplitFlag, splitFlag } from './split-flag.ts';

/** What became of a flag: its entry and pages, or why the origin answers it. */
type Packed = (SplitFlag & { readonly requires: readonly string[] }) | PassReason;

/**
 * Cuts a snapshot into values that a store takes. Packed are the flags with `client: true`, and those that they require.
 * A function of the snapshot alone: packing it twice gives the same values.
 * @throws Error when the snapshot has a format that this engine does not read.
 */
export function packSnapshot(snapshot: Snapshot, { sha256 }: { readonly sha256: Sha256 }): PackedSnapshot {
  const prepared = prepareSnapshot(snapshot, {});
  if (prepared.refusal !== null) throw new Error(prepared.refusal);
  const { byKey, scope } = prepared;
  const isClient = ({ source }: PreparedFlag): boolean => source.client === true;
  const wanted = withRequired(prepared.flags.filter(isClient));
  const unit = scope.unitPaths[0] ?? [];

  const packed = new Map<string, Packed>();
  for (const flag of wanted) packed.set(flag.key, packOne(flag, !isClient(flag), unit, sha256));
  const { layout, reasons } = placeFlags(packed, sha256);
  const pages = new Map(layout.pages);
  const flagBytes = new Map<string, number>();
  for (const [key, one] of packed) {
    if (typeof one === 'string' || reasons.has(key)) continue;
    for (const [name, value] of one.pages) pages.set(name, value);
    const own = [...one.pages].reduce((sum, [name, value]) => sum + bytesOf(name) + bytesOf(value), 0);
    flagBytes.set(key, own + bytesOf(JSON.stringify(one.entry)) + bytesOf(key));
  }
  const passed: PassedFlag[] = [...reasons].map(([flag, reason]) => ({ flag, reason }));
  for (const flag of layout.crowded) passed.push({ flag, reason: 'too_large' });

  const { organization, project, environment, version, hash } = snapshot;
  return {
    place: { organization, project, environment },
    version,
    hash,
    pages: new Map([...pages].map(([name, value]) => [PAGE_PREFIX + name, value])),
    root: JSON.stringify(
      shorten({ unitPaths: scope.unitPaths, seed: layout.seed, levels: layout.levels, names: layout.names }),
    ),
    passed: passed.filter(({ flag }) => byKey[flag] !== undefined && isClient(byKey[flag])),
    flagBytes,
    bytes: [...pages].reduce((sum, [name, value]) => sum + PAGE_PREFIX.length + bytesOf(name) + bytesOf(value), 0),
  };
}

/** Flags with all that they require, however deep, ascending by key. */
function withRequired(flags: readonly PreparedFlag[]): PreparedFlag[] {
  const found = new Set(flags);
  for (const { requires } of found) for (const { flag } of requires) if (flag !== null) found.add(flag);
  return [...found].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Where flags are, and which of them are passed, since it depends on how many pages lie above each. */
function placeFlags(
  packed: ReadonlyMap<string, Packed>,
  sha256: Sha256,
): { readonly layout: Layout; readonly reasons: ReadonlyMap<string, PassReason> } {
  // A small snapshot needs a read less for each flag, so that more of them can be answered; which may make it large.
  for (let levels = 1; ; levels += 1) {
    const reasons = passReasons(packed, levels);
    const entries = new Map<string, JsonValue>();
    for (const [key, one] of packed) entries.set(key, typeof one === 'string' || reasons.has(key) ? 0 : one.entry);
    const layout = layOut(entries, sha256);
    if (layout.levels <= levels) return { layout, reasons };
  }
}

function packOne(flag: PreparedFlag, isHidden: boolean, unit: readonly string[], sha256: Sha256): Packed {
  try {
    const whole = packFlag(flag, isHidden);
    if (whole === null) return 'not_supported';
    const needs = whole.requires.map(({ place, key, variant }) =>
      shorten({ place: place.map((name) => (typeof name === 'string' ? shortName(name) : name)), key, variant }),
    );
    const entry = shorten(whole.flag) as { readonly [name: string]: JsonValue };
    const split = splitFlag(flag.key, needs.length === 0 ? entry : { ...entry, [shortName('needs')]: needs }, {
      unit,
      sha256,
    });
    return split === null ? 'too_large' : { ...split, requires: whole.requires.map(({ key }) => key) };
  } catch (error) {
    if (error instanceof TooLarge) return 'too_large';
    throw error;
  }
}

/** Why flags are passed: for their own sake, for one that they require, or for the reads of all that together. */
function passReasons(packed: ReadonlyMap<string, Packed>, levels: number): Map<string, PassReason> {
  const reasons = new Map<string, PassReason>();
  for (const key of packed.keys()) {
    const all = new Set([key]);
    let reads = 1;
    for (const each of all) {
      const one = packed.get(each);
      if (one === undefined || typeof one === 'string') {
        reasons.set(key, one ?? 'not_supported');
        break;
      }
      // A page is read once a request, so that a flag that several require counts once.
      reads += levels + one.reads;
      for (const required of one.requires) all.add(required);
      if (reads > MOST_READS) {
        reasons.set(key, 'too_many_reads');
        break;
      }
    }
  }
  return reasons;
}
