import type { Finding } from '../../diagnostics/diagnostic.ts';

/**
 * Leaves out the warning about a bare `yes` or `no` (FF1019) where another finding says what belongs there: quotes
 * would only turn it into another wrong value.
 */
export function withoutBareEchoes(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ code }) => code === 'FF1019')) return findings;
  const wrong = new Set<string>();
  for (const finding of findings) if (finding.code !== 'FF1019') wrong.add(pathOf(finding));
  return findings.filter((finding) => finding.code !== 'FF1019' || !wrong.has(pathOf(finding)));
}

/** An unknown key says all that is to be said of its value too. */
const pathOf = ({ code, place }: Finding): string =>
  'path' in place && (place.on !== 'key' || code === 'FF1101') ? JSON.stringify(place.path) : '';
