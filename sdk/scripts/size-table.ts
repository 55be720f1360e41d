import type { MeasuredBundle } from './bundles.ts';

const BEGIN = '<!-- sizes: `npm run size -- --write` writes this table -->';
const END = '<!-- sizes end -->';

/** Others' newest versions in November 2026, in kB, minified and by gzip at level 9. */
const RIVALS: readonly (readonly [name: string, kilobytes: number, note: string])[] = [
  ['Featurevisor', 6.5, 'no transport, no cache'],
  ['OpenFeature web SDK', 7.1, 'without a provider'],
  ['Unleash', 8.1, 'polling only'],
  ['Flagsmith', 9.6, ''],
  ['OpenFeature web SDK with its OFREP provider', 13.7, ''],
  ['GrowthBook', 14.5, ''],
  ['LaunchDarkly 3', 18.7, ''],
  ['ConfigCat', 23.9, ''],
  ['LaunchDarkly 4', 36.8, ''],
  ['PostHog', 125, ''],
];

/** Bytes as the table shows them, in kB of 1,000. */
export const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10;

/** The table of a README: ours, then others', ascending. */
export function renderSizes(bundles: readonly MeasuredBundle[]): string {
  const ours = bundles.map(
    ({ name, bytes, budget, carries }) =>
      `| **${name.replaceAll(/\/[\w/]+/g, '`$&`')}** | **${kilobytes(bytes).toFixed(1)}** | ${carries} (at most ${kilobytes(budget).toFixed(1)}) |`,
  );
  const others = RIVALS.map(([name, size, note]) => `| ${name} | ${size.toFixed(1)} |${note && ` ${note}`} |`);
  return ['| minified, gzip -9 | kB | |', '|---|---:|---|', ...ours, ...others].join('\n');
}

/** The sizes in the table of a README, in kB by the name of a bundle. Empty without a table. */
export function parseSizes(readme: string): Readonly<Record<string, number>> {
  const table = readme.slice(readme.indexOf(BEGIN), readme.indexOf(END));
  const rows = [...table.matchAll(/^\| \*\*(.+)\*\* \| \*\*([\d.]+)\*\*/gm)];
  return Object.fromEntries(rows.map(([, name = '', size]) => [name.replaceAll('`', ''), Number(size)]));
}

/** A README with this table in the place of the one that it has. @throws Error where it has none. */
export function putSizes(readme: string, table: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`there is no line ${BEGIN} before a line ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
}
