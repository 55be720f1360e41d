/** Whatever is published: what a stream has told is what asking anew would tell. */
import type { Condition, Flag, Overlay, Segment, Snapshot } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_KEY, jsonOf, serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { readStream } from '../testing/stream-reader.ts';

let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000;
  const open = { streams: many, streamRate: many, streamBurst: many, streamsPerAddress: many };
  shop = await serveShop({ limits: { clientRate: many, clientBurst: many, ...open } });
});
afterAll(() => shop.server.close());

const BOOLEAN = [
  { name: 'on', value: true },
  { name: 'off', value: false },
];
const USERS = ['u1', 'u2', 'u3'];
const PLANS = ['free', 'pro'];

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...PLANS).map((value): Condition => ({ op: '==', path: ['plan'], value })),
  fc.constantFrom('s1', 's2').map((name): Condition => ({ op: 'segment', name })),
);
const share = fc.constantFrom(0, 30_000, 100_000);

/** Six flags that depend on segments, groups and one another. */
const flag = (index: number): fc.Arbitrary<Flag> =>
  fc
    .record({
      client: fc.boolean(),
      enabled: fc.boolean(),
      conditions: fc.array(condition, { maxLength: 2 }),
      on: share,
      requires: fc.boolean(),
      isThere: fc.boolean(),
    })
    .map(({ client, enabled, conditions, on, requires }) => {
      const weights = [['on', on] as const, ['off', 100_000 - on] as const].filter(([, weight]) => weight > 0);
      return {
        ...{ key: `f${index}`, type: 'boolean' as const, client, enabled, off: 'off', variants: BOOLEAN },
        rules: conditions.map((each) => ({ if: each, serve: 'on' })),
        default: { rollout: { unit: ['userId'], salt: 'x', weights } },
        ...(requires && index > 0 ? { requires: [{ flag: `f${index - 1}`, variant: 'on' }] } : {}),
      };
    });

const segment = (name: string, uses: string | null): fc.Arbitrary<Segment> =>
  fc.record({ include: fc.subarray(USERS), plan: fc.constantFrom(...PLANS), isNested: fc.boolean() }).map((made) => ({
    ...{ name, include: made.include },
    if: made.isNested && uses !== null ? { op: 'segment', name: uses } : { op: '==', path: ['plan'], value: made.plan },
  }));

const content = fc.record({
  flags: fc.tuple(...[0, 1, 2, 3, 4, 5].map(flag)).chain((flags) => fc.subarray(flags, { minLength: 3 })),
  segments: fc.tuple(segment('s1', 's2'), segment('s2', null)),
  slots: fc.subarray(['f1', 'f2']),
  overlays: fc.subarray(['f3', 'f4']).map((keys) => keys.map((key): Overlay => ({ kind: 'kill', flag: key }))),
  overrides: fc.constantFrom('allowed' as const, 'denied' as const),
});

type Content = typeof content extends fc.Arbitrary<infer Made> ? Made : never;

/** One thing is changed at a time: else nearly every flag would be another one by its own text. */
const contents = fc
  .tuple(
    content,
    fc.array(fc.tuple(fc.constantFrom('flag', 'segment', 'slots', 'overlays', 'overrides'), content), {
      maxLength: 4,
      minLength: 1,
    }),
  )
  .map(([first, changes]) => {
    const all = [first];
    for (const [part, other] of changes) {
      const last = all.at(-1) ?? first;
      const flags = last.flags.map((each, index) => (index === 0 ? (other.flags[0] ?? each) : each));
      const sorted = [...new Map(flags.map((each) => [each.key, each])).values()].sort((a, b) =>
        a.key < b.key ? -1 : 1,
      );
      const segments: Content['segments'] = [last.segments[0], other.segments[1]];
      if (part === 'flag') all.push({ ...last, flags: sorted });
      else all.push(part === 'segment' ? { ...last, segments } : { ...last, [part]: other[part] });
    }
    return all;
  });

/** A flag that changes for everybody with each version: who has it has everything before it. */
const marker = (version: number): Flag => ({
  ...{ key: 'marker', type: 'string', client: true, enabled: true, off: 'now' },
  variants: [{ name: 'now', value: String(version) }],
  default: { serve: 'now' },
});

let version = shopSnapshot().version;

test('a client that applies put and patches has what asking anew gives', async () => {
  const context = fc.record({ userId: fc.constantFrom(...USERS), plan: fc.constantFrom(...PLANS) });
  await fc.assert(
    fc.asyncProperty(
      contents,
      fc.array(context, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async ([first, ...rest], contexts, isCut) => {
        const publish = ({ slots, ...made }: Content): void => {
          version += 1;
          const group = { name: 'g', unit: ['userId'], slots: slots.map((each) => ({ flag: each, percent: 40_000 })) };
          const snapshot: Partial<Snapshot> = { ...made, version, groups: slots.length > 0 ? [group] : [] };
          shop.source.publish(shopSnapshot({ ...snapshot, flags: [...made.flags, marker(version)] }));
        };
        if (first !== undefined) publish(first);
        const open = (body: object, lastEventId: string | null) =>
          readStream({ port: shop.port, key: CLIENT_KEY, body, ...(lastEventId === null ? {} : { lastEventId }) });
        const clients = await Promise.all(
          contexts.map(async (each) => {
            const body = { context: each };
            const reader = await open(body, null);
            const put = await reader.next();
            return { body, reader, id: put.id, state: put.data as { flags: Record<string, unknown> } };
          }),
        );
        // Who is away while all of it happens comes back with what it has.
        if (isCut) for (const { reader } of clients) reader.close();
        for (const each of rest) publish(each);
        for (const client of clients) {
          if (isCut) client.reader = await open(client.body, client.id);
          let held = client.state.flags;
          while ((held['marker'] as { value: string }).value !== String(version)) {
            const { event, data } = await client.reader.next();
            const { flags, removed = [] } = data as { flags: Record<string, unknown>; removed?: string[] };
            held = event === 'put' ? flags : { ...held, ...flags };
            for (const key of removed) delete held[key];
          }
          const asked = await jsonOf(await shop.post('/v1/evaluate/all', client.body, CLIENT_KEY));
          expect(held).toEqual(asked.flags);
          client.reader.close();
        }
      },
    ),
    { numRuns: 400 },
  );
});
