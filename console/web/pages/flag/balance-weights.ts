type Weights = readonly (readonly [variant: string, thousandths: number])[];

const WHOLE = 100_000;

/**
 * The weights with one share changed, 100000 in all: the off variant takes what is left, then the others from the last.
 * Their order stays, so that no bucket moves that need not.
 */
export function balanceWeights(weights: Weights, variant: string, thousandths: number, off: string): Weights {
  const wanted = Math.min(WHOLE, Math.max(0, Math.round(thousandths)));
  const shares = new Map(weights);
  shares.set(variant, wanted);
  const names = weights.map(([name]) => name);
  const givers = [off, ...[...names].reverse().filter((name) => name !== off)].filter(
    (name) => name !== variant && shares.has(name),
  );
  let left = WHOLE - [...shares.values()].reduce((sum, share) => sum + share, 0);
  for (const name of givers) {
    const share = shares.get(name) ?? 0;
    const next = Math.max(0, share + left);
    left -= next - share;
    shares.set(name, next);
    if (left === 0) break;
  }
  return names.map((name): [string, number] => [name, shares.get(name) ?? 0]);
}
