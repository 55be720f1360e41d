import { expect, test } from 'vitest';
import { openPostgres } from '../../database/postgres-database.ts';
import { createTestDatabase } from '../../testing/postgres.ts';
import type { ChangeRequest, ForgeUser } from '../forge.ts';
import { createProposers } from './proposers.ts';

const SAM: ForgeUser = { identity: 'clerk:user_2sam', kind: 'human', name: 'Sam', claims: ['clerk:org:member'] };
const PAT: ForgeUser = { identity: 'clerk:user_2pat', kind: 'human', name: 'Pat', claims: [] };

const request = (number: number, head: string): ChangeRequest => ({
  ...{ number, title: `Change ${number}`, body: '', url: `https://github.com/acme/shop/pull/${number}`, state: 'open' },
  ...{ branch: 'flagforge/x', base: 'main', baseCommit: 'b'.repeat(40), head, mergeCommit: null, proposer: null },
  opener: { identity: 'github:flagforge[bot]', kind: 'bot', name: 'flagforge[bot]', claims: [] },
  ...{ openedAt: 0, updatedAt: 0 },
});

test('the first proposer stands, the newest head is known, and other organisations see nothing', async () => {
  const test = await createTestDatabase();
  const organization = 'org-proposers';
  const login = await test.createLogin('publisher', organization);
  const database = await openPostgres(test.urlOf(login), {});
  try {
    const proposers = createProposers(database, { organization, project: 'shop' });
    expect(await proposers.of(7)).toBeNull();
    await proposers.record(request(7, 'a'.repeat(40)), SAM);
    expect(await proposers.of(7)).toEqual({ user: SAM, head: 'a'.repeat(40) });
    await proposers.record(request(7, 'c'.repeat(40)), PAT);
    expect(await proposers.of(7)).toEqual({ user: SAM, head: 'c'.repeat(40) });
    expect(await createProposers(database, { organization, project: 'other' }).of(7)).toBeNull();
    await proposers.record(request(8, 'a'.repeat(40)), { ...SAM, identity: null });
    expect(await proposers.of(8)).toBeNull();
  } finally {
    await database.close();
    await test.drop();
  }
});
