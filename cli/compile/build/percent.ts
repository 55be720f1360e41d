/** A percent of at most three decimals, without sign or exponent. */
const PLAIN_PERCENT = /^(\d{1,3})(?:\.(\d{1,3}))?$/;

/**
 * Integer thousandths of a percent from its decimal text, by its digits and not by a binary fraction.
 * null for more than three decimals, a sign, an exponent, or more than 100.
 */
export function parsePercent(text: string): number | null {
  const parts = PLAIN_PERCENT.exec(text);
  if (parts === null) return null;
  const thousandths = Number(parts[1]) * 1000 + Number((parts[2] ?? '').padEnd(3, '0'));
  return thousandths <= 100_000 ? thousandths : null;
}
