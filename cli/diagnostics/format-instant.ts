/** An instant in UTC as people write it, without a fraction that is zero: `2026-12-01T09:00:00Z`. */
export function formatInstant(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return date.toISOString().replace('.000Z', 'Z');
}
