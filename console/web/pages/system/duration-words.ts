/** `under a second`, `4 s`, `12 min`, `3 h`, `2 days`. @param ms not negative */
export function durationWords(ms: number): string {
  if (ms < 1_000) return 'under a second';
  const seconds = ms / 1_000;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** The middle one, or the lower of the two in the middle; null: there is none. */
export function median(numbers: readonly number[]): number | null {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? null;
}
