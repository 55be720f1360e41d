/** Every byte that leaves for a client key is searched for what it must not see. */
import type { Flag, Segment, Snapshot } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from './testing/raw-http.ts';
import { CLIENT_KEY, serveShop, type TestServer } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';
import { readStream } from './testing/stream-reader.ts';

let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000;
  const open = { streams: many, streamRate: many, streamBurst: many, streamsPerAddress: many };
  shop = await serveShop({ limits: { clientRate: many, clientBurst: many, ...open } });
});
afterAll(() => shop.server.close());

/** What is in a name or a value is told by its first letters, so that each byte of an answer can be judged. */
const hidden = fc.stringMatching(/^[a-z]{6}$/).map((text) => `hidden-${text}`);
const shown = fc.stringMatching(/^[a-z]{6}$/).map((text) => `shown-${text}`);

const segment: fc.Arbitrary<Segment> = fc
  .record({ members: fc.array(hidden, { maxLength: 3 }), plan: hidden })
  .map(({ members, plan }) => ({
    ...{ name: 'hidden-segment', include: members, exclude: members.slice(1) },
    if: { op: '==', path: ['plan'], value: plan },
  }));

/** Values of variants that this context gets are shown; rules, their names, targets and conditions never are. */
const flag = (index: number): fc.Arbitrary<Flag> =>
  fc
    .record({
      isClient: fc.boolean(),
      rule: hidden,
      units: fc.array(hidden, { minLength: 1, maxLength: 3 }),
      value: shown,
    })
    .map(({ isClient, rule, units, value }) => ({
      ...{ key: `${isClient ? 'f' : 'hidden-flag'}-${index}`, type: 'string', client: isClient, enabled: true },
      variants: [
        { name: 'off', value },
        { name: isClient ? 'other' : 'hidden-variant', value: `hidden-value-${index}` },
      ],
      off: 'off',
      targets: [{ variant: isClient ? 'other' : 'hidden-variant', units: [...units].sort() }],
      rules: [
        { name: rule, if: { op: 'segment', name: 'hidden-segment' }, serve: 'off' },
        { name: `${rule}-2`, if: { op: '==', path: ['team'], value: 'shown-team' }, serve: 'off' },
      ],
      default: { serve: 'off' },
    }));

let version = shopSnapshot().version;

test('neither rules nor segments, targets, other flags or values that are not served are in any answer', async () => {
  const snapshot = fc.record({
    flags: fc.tuple(...[0, 1, 2, 3].map(flag)),
    segments: fc.tuple(segment),
    overrides: fc.constantFrom('denied' as const, 'allowed' as const),
  });
  const headers = { authorization: `Bearer ${CLIENT_KEY}` };
  await fc.assert(
    fc.asyncProperty(snapshot, snapshot, async (first, second) => {
      const publish = ({ flags, ...made }: Partial<Snapshot> & { flags: readonly Flag[] }): void => {
        version += 1;
        const sorted = [...flags].sort((a, b) => (a.key < b.key ? -1 : 1));
        shop.source.publish(shopSnapshot({ ...made, flags: sorted, version }));
      };
      publish(first);
      // The second rule of each flag matches, and its name is a secret.
      const context = { userId: 'u1', targetingKey: 'u1', team: 'shown-team' };
      const stream = await readStream({ port: shop.port, key: CLIENT_KEY, body: { context } });
      await stream.next();
      const texts: string[] = [];
      const say = async (response: Response): Promise<void> => {
        texts.push([...response.headers].join(), await response.text());
      };
      for (const { key } of [...first.flags, { key: 'hidden-segment' }]) {
        await say(await shop.post('/v1/evaluate', { flagKey: key, context }, CLIENT_KEY));
        await say(await shop.post(`/ofrep/v1/evaluate/flags/${key}`, { context }, CLIENT_KEY));
        await say(
          await fetch(`${shop.url}/v1/evaluate?flagKey=${key}`, {
            headers: { ...headers, 'x-flagforge-context': 'e30' },
          }),
        );
      }
      // What was asked is repeated in an answer, and is no secret to who asked.
      const asked = new RegExp([...first.flags.map(({ key }) => key), 'hidden-segment'].join('|'), 'g');
      for (const path of ['/v1/evaluate/all', '/ofrep/v1/evaluate/flags', '/v1/stream/tickets'])
        await say(await shop.post(path, { context }, CLIENT_KEY));
      for (const path of ['/v1/snapshot', '/v1/usage', '/metrics', '/readyz', '/v1/stream'])
        await say(await fetch(shop.url + path, { headers }));
      publish(second);
      publish({ ...second, flags: second.flags.map((each) => ({ ...each, enabled: false })) });
      const everything = texts.join('\n').replace(asked, '') + stream.head + stream.text();
      stream.close();
      expect(everything).not.toContain('hidden');
    }),
    { numRuns: 100 },
  );
});

test('an error repeats nothing of a body but the flag that it asks for', async () => {
  const body = JSON.stringify({ flagKey: 'nope', context: { email: 'hidden@company.com', list: { a: 'hidden' } } });
  const request = `POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nX-API-Key: ${CLIENT_KEY}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const answer = await exchange(shop.port, request);
  expect(answer).toContain('flag_not_found');
  expect(answer).not.toContain('hidden');
  expect(answer).not.toContain(CLIENT_KEY);
});
