/** What the triggers of the log do for honest writers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Transaction } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { readEntries, readExtent } from './read-log-rows.ts';
import { createChainCheck } from './verify-chain.ts';

const ORGANIZATION = 'acme';
const BUDGET_MS = 2_000;

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  const login = await server.createLogin('publisher', ORGANIZATION);
  await server.query(`grant flagforge_auditor to ${login}`);
  database = await openPostgres(server.urlOf(login));
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const insert = (tx: Transaction, count: number): Promise<unknown> =>
  tx.query(
    `insert into audit.entries
       (organization, project, environment, version, action, subject, flag, new_state, compiler, actor, reason)
     select $1, 'shop', 'production', 1, 'publish', 'flag', 'flag-' || n, ('{"key":"' || repeat('ü', 500) || '"}')::json,
            'flagforge', 'database:sam', E'"quotes", a line\\nbreak and 日本'
     from generate_series(1, $2::integer) n`,
    [ORGANIZATION, count],
  );

const publishing = { as: 'publisher', organization: ORGANIZATION } as const;

/** How many entries there are, and what is wrong with them. */
async function check(): Promise<{ readonly entries: number; readonly wrong: readonly string[] }> {
  return database.transaction({ as: 'auditor', organization: ORGANIZATION, isReadOnly: true }, async (tx) => {
    const { entries, head } = await readExtent(tx, ORGANIZATION);
    const chain = createChainCheck();
    const wrong: string[] = [];
    for await (const entry of readEntries(tx, ORGANIZATION)) {
      const { findings, isAltered } = chain.next(entry);
      wrong.push(
        ...findings.map(({ code }) => `${code} #${entry.seq}`),
        ...(isAltered ? [`altered #${entry.seq}`] : []),
      );
    }
    return { entries, wrong: [...wrong, ...chain.end(head).map(({ code }) => code)] };
  });
}

test('5,000 entries of one version are numbered and chained in one statement, in well under 2 s', async () => {
  const startedAt = performance.now();
  await database.transaction(publishing, (tx) => insert(tx, 5_000));
  expect(performance.now() - startedAt).toBeLessThan(BUDGET_MS);
  expect(await check()).toEqual({ entries: 5_000, wrong: [] });
});

test('writers at once, some of whom give up, leave neither a gap nor a fork, and time never goes backwards', async () => {
  const before = (await check()).entries;
  const write = async (isKept: boolean): Promise<void> => {
    await database
      .transaction(publishing, async (tx) => {
        await tx.query('select 1');
        await insert(tx, 3);
        if (!isKept) throw new RangeError('gives up');
      })
      .catch((error: unknown) => {
        if (!(error instanceof RangeError)) throw error;
      });
  };
  await Promise.all(Array.from({ length: 24 }, (_, index) => write(index % 4 !== 0)));
  expect(await check()).toEqual({ entries: before + 18 * 3, wrong: [] });
});

test('two inserts in one statement are chained as well', async () => {
  const before = (await check()).entries;
  const row = (flag: string): string =>
    `insert into audit.entries (organization, project, environment, version, action, subject, flag, compiler, actor)
     values ('${ORGANIZATION}', 'shop', 'production', 1, 'publish', 'flag', '${flag}', 'flagforge', 'database:sam')`;
  await database.transaction(publishing, (tx) =>
    tx.query(`with one as (${row('x')} returning 1), two as (${row('y')} returning 1) select 1`),
  );
  expect(await check()).toEqual({ entries: before + 2, wrong: [] });
});
