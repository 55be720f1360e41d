/** Whatever is published: what a stream has told is what asking anew would tell. */
import type { Flag } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Content, contents, PLANS, snapshotOf, USERS } from '../testing/changing-snapshots.ts';
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
      contents(2, 5),
      fc.array(context, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async ([first, ...rest], contexts, isCut) => {
        const publish = (made: Content): void => {
          version += 1;
          shop.source.publish(snapshotOf(made, { version }, [marker(version)]));
        };
        publish(first);
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
    { numRuns: 150 },
  );
});
