import type { Condition, Flag, Group, Overlay, Segment, Snapshot } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { shopSnapshot } from './shop-snapshot.ts';

/** Contents of snapshots whose parts depend on one another, and changes of one part at a time. */

export const USERS = ['u1', 'u2', 'u3'] as const;
export const PLANS = ['free', 'pro'] as const;

/** When schedules of these snapshots take effect, UTC epoch ms, ascending. */
export const INSTANTS = [1, 2, 3, 4].map((hour) => 1_800_000_000_000 + hour * 3_600_000);

const BOOLEAN = [
  { name: 'on', value: true },
  { name: 'off', value: false },
];

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...PLANS).map((value): Condition => ({ op: '==', path: ['plan'], value })),
  fc.constantFrom('s1', 's2').map((name): Condition => ({ op: 'segment', name })),
  fc.constantFrom(...INSTANTS).map((at): Condition => ({ op: 'now', order: '>=', at })),
);
const share = fc.constantFrom(0, 30_000, 100_000);

/** Six flags that depend on segments, groups, one another and the time. */
const flag = (index: number): fc.Arbitrary<Flag> =>
  fc
    .record({
      client: fc.boolean(),
      enabled: fc.boolean(),
      conditions: fc.array(condition, { maxLength: 2 }),
      on: share,
      requires: fc.boolean(),
      steps: fc.subarray([...INSTANTS], { maxLength: 2 }),
    })
    .map(({ client, enabled, conditions, on, requires, steps }) => {
      const weights = [['on', on] as const, ['off', 100_000 - on] as const].filter(([, weight]) => weight > 0);
      const schedule = steps.map((at, step) => ({ at, set: { enabled: (step % 2 === 0) !== enabled } }));
      return {
        ...{ key: `f${index}`, type: 'boolean' as const, client, enabled, off: 'off', variants: BOOLEAN },
        rules: conditions.map((each) => ({ if: each, serve: 'on' })),
        default: { rollout: { unit: ['userId'], salt: 'x', weights } },
        ...(requires && index > 0 ? { requires: [{ flag: `f${index - 1}`, variant: 'on' }] } : {}),
        ...(schedule.length > 0 ? { schedule } : {}),
      };
    });

const segment = (name: string, uses: string | null): fc.Arbitrary<Segment> =>
  fc
    .record({ include: fc.subarray([...USERS]), plan: fc.constantFrom(...PLANS), isNested: fc.boolean() })
    .map((made) => ({
      ...{ name, include: made.include },
      if:
        made.isNested && uses !== null ? { op: 'segment', name: uses } : { op: '==', path: ['plan'], value: made.plan },
    }));

/** What of a snapshot differs. */
export interface Content {
  readonly flags: readonly Flag[];
  readonly segments: readonly [Segment, Segment];
  readonly slots: readonly string[];
  readonly overlays: readonly Overlay[];
  readonly overrides: 'allowed' | 'denied';
}

const content: fc.Arbitrary<Content> = fc.record({
  flags: fc.tuple(...[0, 1, 2, 3, 4, 5].map(flag)).chain((flags) => fc.subarray(flags, { minLength: 3 })),
  segments: fc.tuple(segment('s1', 's2'), segment('s2', null)),
  slots: fc.subarray(['f1', 'f2']),
  overlays: fc.subarray(['f3', 'f4']).map((keys) => keys.map((key): Overlay => ({ kind: 'kill', flag: key }))),
  overrides: fc.constantFrom('allowed' as const, 'denied' as const),
});

/** One thing is changed at a time: else nearly every flag would be another one by its own text. */
function changed(last: Content, part: string, other: Content): Content {
  if (part === 'segment') return { ...last, segments: [last.segments[0], other.segments[1]] };
  if (part !== 'flag') return { ...last, [part]: other[part as keyof Content] };
  const flags = last.flags.map((each, index) => (index === 0 ? (other.flags[0] ?? each) : each));
  const sorted = [...new Map(flags.map((each) => [each.key, each])).values()];
  return { ...last, flags: sorted.sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** A content and what becomes of it, each one change away from the one before; at least so many in all. */
export function contents(minLength: number, maxLength: number): fc.Arbitrary<readonly [Content, ...Content[]]> {
  const parts = fc.constantFrom('flag', 'segment', 'slots', 'overlays', 'overrides');
  const changes = fc.array(fc.tuple(parts, content), { minLength: minLength - 1, maxLength: maxLength - 1 });
  return fc.tuple(content, changes).map(([first, all]) => {
    const made: [Content, ...Content[]] = [first];
    for (const [part, other] of all) made.push(changed(made.at(-1) ?? first, part, other));
    return made;
  });
}

/** A snapshot with true hashes. @param more flags that come after the others. */
export function snapshotOf(
  { slots, flags, segments, ...made }: Content,
  place: Pick<Snapshot, 'version'> & Partial<Pick<Snapshot, 'environment'>>,
  more: readonly Flag[] = [],
): Snapshot {
  const group: Group = { name: 'g', unit: ['userId'], slots: slots.map((each) => ({ flag: each, percent: 40_000 })) };
  return shopSnapshot({
    ...{ ...made, ...place, segments, groups: slots.length > 0 ? [group] : [] },
    ...{ flags: [...flags, ...more], instants: INSTANTS },
  });
}
