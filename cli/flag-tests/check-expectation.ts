import { type FlagSource, type FlagTest, suggestName } from '../compile/index.ts';
import type { Args, Finding } from '../diagnostics/diagnostic.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { jsonEqual } from './json-equal.ts';

const MAX_VALUE = 60;

/** What a test expects that no answer of its flag can be. Pure. */
export function checkExpectation(file: string, test: FlagTest, flag: FlagSource): Finding[] {
  const { expect } = test;
  const findings: Finding[] = [];
  const add = (code: string, key: string, args: Args): void => {
    findings.push({ code, file, place: { path: [...test.path, 'expect', key] }, args });
  };
  const variants = flag.variants.map(({ name }) => name);
  if (expect.variant !== undefined && !variants.includes(expect.variant)) {
    const near = suggestName(expect.variant, variants);
    add('FF2002', 'variant', {
      variant: expect.variant,
      variants,
      ...(near === undefined ? {} : { suggestion: near }),
    });
  }
  const { value } = expect;
  if (value !== undefined && !flag.variants.some((variant) => jsonEqual(variant.value, value))) {
    const values = flag.variants.map((variant) => shorten(JSON.stringify(variant.value), MAX_VALUE));
    const named = flag.variants.find(({ name }) => name === value);
    const meant =
      named === undefined
        ? {}
        : { meant: `write value: ${shorten(JSON.stringify(named.value), MAX_VALUE)}, or variant: ${named.name}` };
    add('FF2011', 'value', { value: shorten(JSON.stringify(value), MAX_VALUE), values, ...meant });
  }
  const conflict = findConflict(test);
  if (conflict !== null)
    add('FF2008', conflict.key, { first: conflict.first, second: conflict.second, why: conflict.why });
  return findings;
}

function findConflict({ expect }: FlagTest): { key: string; first: string; second: string; why: string } | null {
  const isError = expect.errorCode !== undefined || expect.reason === 'error';
  const first = expect.errorCode === undefined ? 'reason error' : `errorCode ${expect.errorCode}`;
  if (isError) {
    const other = (['value', 'variant', 'rule'] as const).find((key) => expect[key] !== undefined);
    if (other !== undefined) return { key: other, first, second: other, why: 'an error has no value, variant or rule' };
    if (expect.reason !== undefined && expect.reason !== 'error') {
      return {
        key: 'reason',
        first,
        second: `reason ${expect.reason}`,
        why: 'an error code comes with the reason error',
      };
    }
    return null;
  }
  if (
    expect.rule !== undefined &&
    expect.reason !== undefined &&
    expect.reason !== 'rule_match' &&
    expect.reason !== 'split'
  ) {
    return {
      key: 'reason',
      first: `rule ${expect.rule}`,
      second: `reason ${expect.reason}`,
      why: 'where a rule decides, the reason is rule_match, or split for a rollout',
    };
  }
  return null;
}
