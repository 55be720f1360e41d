import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUNDLES, bundleForBrowsers, type MeasuredBundle, measureBundles } from './bundles.ts';
import { parseSizes, putSizes, renderSizes } from './size-table.ts';

const SDK = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${SDK}README.md`, 'utf8');
/** Versions of zlib differ by some bytes, which may be what decides how a number is rounded. */
const ROUNDING_BYTES = 50 + 20;

describe('what pages load', () => {
  let measured: readonly MeasuredBundle[];
  const sizeOf = (name: string): number => measured.find((bundle) => bundle.name === name)?.bytes ?? 0;
  beforeAll(async () => {
    measured = await measureBundles(SDK);
  });

  test.each(BUNDLES.map(({ name, budget }) => [name, budget] as const))('%s weighs at most %i B', (name, budget) => {
    expect(sizeOf(name)).toBeGreaterThan(0);
    expect(sizeOf(name)).toBeLessThanOrEqual(budget);
  });

  test('is what the README says', () => {
    const said = parseSizes(readme);
    expect(Object.keys(said)).toEqual(BUNDLES.map(({ name }) => name));
    const wrong = BUNDLES.filter(({ name }) => Math.abs((said[name] ?? 0) * 1_000 - sizeOf(name)) > ROUNDING_BYTES);
    expect(wrong.map(({ name }) => `${name}: ${said[name]} kB, and it weighs ${sizeOf(name)} B`)).toEqual([]);
  });

  test('is read from a table as it was rendered', () => {
    const bundles = measured.map((bundle, index) => ({ ...bundle, bytes: 1_249 + index * 1_000 }));
    const said = parseSizes(putSizes(readme, renderSizes(bundles)));
    expect(Object.values(said)).toEqual(bundles.map((_, index) => 1.2 + index));
    expect(() => putSizes('no table', '')).toThrow('there is no line');
  });
});

describe('what is not used', () => {
  const { exports } = JSON.parse(readFileSync(`${SDK}package.json`, 'utf8')) as { readonly exports: object };
  const forBrowsers = Object.keys(exports).filter((name) => !['./node', './package.json'].includes(name));

  test.each(forBrowsers)('is not bundled: %s', async (name) => {
    expect(await bundleForBrowsers(`import '@flagforge/sdk/${name.slice(2)}';`, SDK)).toBe('');
  });

  test('a module of Node does not reach browsers unseen', async () => {
    await expect(bundleForBrowsers(`import 'node:fs';`, SDK)).rejects.toThrow('node:fs');
  });
});
