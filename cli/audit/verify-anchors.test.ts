import { expect, test } from 'vitest';
import { makeChain } from '../testing/audit-entries.ts';
import { createAnchorCheck, type RememberedHead } from './verify-anchors.ts';

const chain = makeChain(9);
const anchor = (seq: number, hash?: string): RememberedHead => ({
  ...{ kind: 'anchor', by: `${seq}`.repeat(40), seq: String(seq) },
  hash: hash ?? chain[seq - 1]?.hash ?? 'f'.repeat(64),
});
const OTHER = 'e'.repeat(64);

function check(remembered: readonly RememberedHead[], entries = chain) {
  const anchors = createAnchorCheck(remembered);
  for (const entry of entries) anchors.next(entry);
  const { findings, summary } = anchors.end(entries.length);
  return { found: findings.map(({ code, seq, args }) => [code, seq, args['others']]), summary };
}

test('anchors that agree say how far the log is anchored', () => {
  const { found, summary } = check([anchor(7), anchor(2), anchor(4)]);
  expect(found).toEqual([]);
  expect(summary).toEqual({ anchors: 3, agreeing: 3, anchored: 7, evaluators: 0 });
});

test('a rewritten log differs from where the last agreeing anchor stands, once for all later anchors', () => {
  const { found, summary } = check([anchor(2), anchor(5, OTHER), anchor(7, OTHER)]);
  expect(found).toEqual([['FF3047', 3, 1]]);
  expect(summary).toMatchObject({ anchors: 3, agreeing: 1, anchored: 2 });
});

test('two hashes anchored under one number cannot both be right', () => {
  expect(check([anchor(5), anchor(5, OTHER)]).found).toEqual([['FF3047', 6, 0]]);
});

test('an anchor beyond the end shows a log that was cut, however whole it is', () => {
  expect(check([anchor(2), anchor(6), anchor(9)], chain.slice(0, 5)).found).toEqual([['FF3048', 6, 1]]);
});

test('an anchor of an entry that is missing does not agree; the chain shows the gap', () => {
  const entries = chain.filter(({ seq }) => seq !== '4');
  expect(check([anchor(4)], entries)).toMatchObject({ found: [], summary: { agreeing: 0, anchored: 0 } });
});

test('evaluators remember, too, but do not anchor', () => {
  const evaluator: RememberedHead = { ...anchor(9), kind: 'evaluator', by: 'e-1' };
  expect(check([anchor(2), evaluator]).summary).toEqual({ anchors: 1, agreeing: 1, anchored: 2, evaluators: 1 });
  expect(check([anchor(2), { ...evaluator, hash: OTHER }]).found).toEqual([['FF3047', 3, 0]]);
});
