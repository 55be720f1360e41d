import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReport } from './parse-report.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 30);
const HOUR_MS = 3_600_000;
const parse = (value: unknown) => parseReport(Buffer.from(JSON.stringify(value)), NOW);

function reportOf(value: unknown) {
  const parsed = parse(value);
  if ('problem' in parsed) throw new Error(parsed.problem.detail);
  return parsed.report;
}

describe('a report', () => {
  test('has counts by flag and variant; zeros are left out', () => {
    expect(reportOf({ id: 'r-1_A', counts: { a: { on: 3, off: 0 }, b: { '': 1 }, c: {} }, more: true })).toEqual({
      id: 'r-1_A',
      at: NOW,
      counts: [
        { flagKey: 'a', variant: 'on', n: 3 },
        { flagKey: 'b', variant: '', n: 1 },
      ],
    });
    expect(reportOf({ id: null, counts: {} })).toEqual({ id: null, at: NOW, counts: [] });
  });

  test.each([
    [{ from: NOW - 60_000, to: NOW }, NOW - 30_000],
    [{ to: NOW - HOUR_MS }, NOW - HOUR_MS],
    [{ from: NOW - HOUR_MS }, NOW - HOUR_MS],
    [{ from: NOW, to: NOW - 60_000 }, NOW - 30_000],
    [{ from: NOW + HOUR_MS, to: NOW + 2 * HOUR_MS }, NOW],
    [{ from: 0, to: 0 }, NOW - 2 * HOUR_MS],
    [{ from: -1e300, to: 1e300 }, NOW - 2 * HOUR_MS],
    [{ to: 1.5e308, from: 1.5e308 }, NOW],
  ])('of the time %j is of its middle, as far as that can be', (time, at) => {
    expect(reportOf({ ...time, counts: {} }).at).toBe(at);
  });

  test.each([
    ['[]'],
    ['null'],
    ['1'],
    [''],
    ['{'],
    ['{}'],
    ['{"counts":null}'],
    ['{"counts":[]}'],
    ['{"counts":[{"on":1}]}'],
    ['{"counts":{"a":1}}'],
    ['{"counts":{"a":null}}'],
    ['{"counts":{"a":[1]}}'],
    ['{"counts":{"a":{"on":-1}}}'],
    ['{"counts":{"a":{"on":0.5}}}'],
    ['{"counts":{"a":{"on":1e13}}}'],
    ['{"counts":{"a":{"on":1e400}}}'],
    ['{"counts":{"a":{"on":NaN}}}'],
    ['{"counts":{"a":{"on":"1"}}}'],
    ['{"counts":{"a":{"on":true}}}'],
    ['{"counts":{"a":{"on":null}}}'],
    ['{"counts":{"a":{"on":{"n":1}}}}'],
    ['{"counts":{"__proto__":{"on":-1}}}'],
    ['{"counts":{"a":{"__proto__":"x"}}}'],
    ['{"counts":{},"id":""}'],
    ['{"counts":{},"id":1}'],
    ['{"counts":{},"id":"a b"}'],
    ['{"counts":{},"id":"é"}'],
    [`{"counts":{},"id":"${'a'.repeat(65)}"}`],
    ['{"counts":{},"from":"2026-01-01"}'],
    ['{"counts":{},"to":null}'],
    ['{"counts":{},"to":1e400}'],
    [`{"counts":{${Array.from({ length: 2_001 }, (_, flag) => `"f${flag}":{"on":1}`).join()}}}`],
    [`{"counts":{"a":{${Array.from({ length: 2_001 }, (_, flag) => `"v${flag}":0`).join()}}}}`],
  ])('%s is refused whole', (text) => {
    const parsed = parseReport(Buffer.from(text), NOW);
    expect(parsed).toMatchObject({ problem: { status: 400, code: 'parse_error' } });
  });

  test('that is no UTF-8 is refused', () => {
    expect(parseReport(Buffer.from([0x7b, 0xff, 0x7d]), NOW)).toMatchObject({ problem: { status: 400 } });
  });

  test('of any JSON is a report with sensible numbers, or a problem that repeats nothing of it', () => {
    const counts = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()));
    const like = fc.record({ id: fc.jsonValue(), from: fc.jsonValue(), to: fc.jsonValue(), counts });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), like), (value) => {
        const parsed = parse(value);
        if ('problem' in parsed) return parsed.problem.status === 400;
        const { at, counts: found } = parsed.report;
        return at <= NOW && at >= NOW - 2 * HOUR_MS && found.every(({ n }) => Number.isSafeInteger(n) && n > 0);
      }),
      { numRuns: 1_000 },
    );
  });
});
