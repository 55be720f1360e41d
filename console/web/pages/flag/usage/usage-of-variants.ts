import type { UsageSeriesJson } from '../../../../api/usage-json.ts';

/** How often a variant was served, whoever counted it. */
export interface VariantUsage {
  /** null: none, because of an error. */
  readonly variant: string | null;
  readonly total: number;
  /** Oldest first. */
  readonly points: readonly number[];
}

export interface EnvironmentUsage {
  readonly total: number;
  /** Of the total, reported with client keys: everybody has one, so it is no proof. */
  readonly clients: number;
  /** In the order of the flag's variants, then those that it no longer has, then errors; each with at least one. */
  readonly variants: readonly VariantUsage[];
  /** The most of any point, all variants together. */
  readonly most: number;
}

/** The counts of one environment, by variant. @param variants the flag's, in their order. */
export function usageOfVariants(
  series: readonly UsageSeriesJson[],
  environment: string,
  variants: readonly string[],
): EnvironmentUsage {
  const own = series.filter((each) => each.environment === environment && each.total > 0);
  const byVariant = new Map<string | null, VariantUsage>();
  for (const { variant, total, points } of own) {
    const known = byVariant.get(variant);
    byVariant.set(variant, {
      variant,
      total: total + (known?.total ?? 0),
      points: points.map((count, at) => count + (known?.points[at] ?? 0)),
    });
  }
  const place = (variant: string | null): number => {
    if (variant === null) return variants.length + 1;
    const at = variants.indexOf(variant);
    return at === -1 ? variants.length : at;
  };
  const found = [...byVariant.values()].sort((a, b) => place(a.variant) - place(b.variant));
  const columns = (found[0]?.points ?? []).map((_, at) => sum(found.map(({ points }) => points[at] ?? 0)));
  return {
    total: sum(found.map(({ total }) => total)),
    clients: sum(own.map(({ by, total }) => (by === 'client' ? total : 0))),
    variants: found,
    most: Math.max(0, ...columns),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
