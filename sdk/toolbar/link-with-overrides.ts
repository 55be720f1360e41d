const PREFIX = 'ff_';

/**
 * The address of a page, asking for these variants: `?ff_new-ui=on`. What it asked for before is left out; all else stays
 * as it was written, byte for byte, because some pages sign their queries.
 * @param overrides flag key -> variant
 */
export function linkWithOverrides(address: string, overrides: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  const others = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !part.startsWith(PREFIX));
  const asked = Object.entries(overrides).map(
    ([key, variant]) => `${PREFIX}${encodeURIComponent(key)}=${encodeURIComponent(variant)}`,
  );
  url.search = [...others, ...asked].join('&');
  return url.href;
}
