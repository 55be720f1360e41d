const FILLS = ['bg-accent-fill', 'bg-v2', 'bg-v3', 'bg-v4'] as const;
const HATCH = 'bg-[repeating-linear-gradient(135deg,var(--ff-hatch)_0_1px,var(--ff-off)_1px_6px)]';

/** The colour that a variant has everywhere, by its place among the flag's; the off variant is hatched. */
export function variantFill(name: string, variants: readonly string[], off: string): string {
  if (name === off) return HATCH;
  const place = variants.filter((each) => each !== off).indexOf(name);
  // A variant that the flag no longer has is none of its colours.
  return place === -1 ? 'bg-control' : (FILLS[place % FILLS.length] ?? FILLS[0]);
}
