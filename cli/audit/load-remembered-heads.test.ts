import { expect, test } from 'vitest';
import { outsideError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import type { EvaluatorReport, Target } from '../targets/target.ts';
import { loadRememberedHeads } from './load-remembered-heads.ts';

/** Answers every query with these rows. */
const databaseOf = (rows: readonly object[]): Database => ({
  ...{ address: 'here', kind: 'real', close: async () => {} },
  transaction: (_, work) => work({ query: async <Row extends object>() => rows as readonly Row[] }),
});

const targetOf = (evaluators: Target['evaluators']): Target => ({
  ...{ name: 'redis', address: 'cache:6379', evaluators, close: async () => {} },
  offer: async () => ({ outcome: 'held' }),
  read: async () => null,
});

const report = (id: string, auditHead: EvaluatorReport['auditHead']): EvaluatorReport => ({
  ...{ id, host: 'h', version: 1, hash: 'x', commit: null, at: 0, auditHead, refused: 0 },
});

const PLACES = databaseOf([{ project: 'shop', environment: 'production' }]);

test('every evaluator that saw a head remembers it', async () => {
  const target = targetOf(async () => [report('e-1', { seq: '7', hash: 'a' }), report('e-2', null)]);
  expect(await loadRememberedHeads(PLACES, 'auditor', null, [target], 'acme')).toEqual({
    heads: [{ kind: 'evaluator', by: 'e-1', seq: '7', hash: 'a' }],
    findings: [expect.objectContaining({ code: 'FF3068' })],
  });
});

test('a target that cannot be asked is a note, and what others said stays', async () => {
  const target = targetOf(async () => {
    throw outsideError('cannot reach Redis at cache:6379');
  });
  const { heads, findings } = await loadRememberedHeads(PLACES, 'auditor', null, [target], 'acme');
  expect(heads).toEqual([]);
  expect(findings.map(({ args }) => args['what'])).toContain(
    'evaluators could not be asked what they remember: cannot reach Redis at cache:6379',
  );
});
