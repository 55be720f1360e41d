import type { Diagnostic } from '../diagnostic.ts';

export interface SummaryOptions {
  readonly counts: { readonly flags: number; readonly segments: number; readonly environments: number };
  /** How long it took, in whole milliseconds; left out of the text when absent (for tests and files). */
  readonly elapsedMs?: number;
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;

/** The last line of `validate`: `28 flags, 6 segments in 41 ms: 3 errors, 1 fixable`, or that there are no problems. */
export const renderSummary = (diagnostics: readonly Diagnostic[], { counts, elapsedMs }: SummaryOptions): string => {
  const what = `${count(counts.flags, 'flag')}, ${count(counts.segments, 'segment')}`;
  const time = elapsedMs === undefined ? '' : `${elapsedMs.toLocaleString('en-US')} ms`;
  if (diagnostics.length === 0) {
    return `${what}, ${count(counts.environments, 'environment')}: no problems${time === '' ? '' : ` (${time})`}`;
  }
  const of = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((one) => one.severity === severity).length;
  const fixable = diagnostics.filter((one) => one.edits !== undefined).length;
  const parts = [
    [of('error'), 'error'] as const,
    [of('warning'), 'warning'] as const,
    [of('note'), 'note'] as const,
  ].flatMap(([number, noun]) => (number === 0 ? [] : [count(number, noun)]));
  if (fixable > 0) parts.push(`${fixable.toLocaleString('en-US')} fixable`);
  return `${what}${time === '' ? '' : ` in ${time}`}: ${parts.join(', ')}`;
};
