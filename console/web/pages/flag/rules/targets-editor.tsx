import type { TargetSource } from 'flagforge/compile';
import type { ReactNode } from 'react';
import { Button } from '../../../parts/button.tsx';
import { NamesField } from '../../../parts/names-field.tsx';
import { Note } from '../../../parts/note.tsx';

interface Props {
  readonly targets: readonly TargetSource[];
  readonly variants: readonly string[];
  /** What targets name. */
  readonly unit: string;
  readonly onChange: (targets: readonly TargetSource[]) => void;
  readonly onClose: () => void;
}

/** Who always gets which variant, by name. */
export function TargetsEditor({ targets, variants, unit, onChange, onClose }: Props): ReactNode {
  const twice = namedTwice(targets);
  return (
    <div className="mt-3 grid gap-3 rounded-2 border border-line bg-bg p-3 text-md/5">
      <div className="grid gap-3 desk:grid-cols-2">
        {variants.map((variant) => (
          <NamesField
            key={variant}
            title={`Always show ${variant}`}
            hint={`by ${unit}`}
            names={unitsOf(targets, variant)}
            onChange={(units) => onChange(withUnits(targets, variant, units))}
          />
        ))}
      </div>
      {twice !== null && (
        <Note tone="danger">
          <b className="font-mono font-semibold">{twice}</b> stands under two variants, and can have one only.
        </Note>
      )}
      <div className="flex items-center gap-3">
        <p className="text-xs text-text-3">Nothing is live yet. Targets come before every rule.</p>
        <span className="ml-auto">
          <Button size="small" onPress={onClose}>
            Done
          </Button>
        </span>
      </div>
    </div>
  );
}

const NOBODY: readonly string[] = [];

const unitsOf = (targets: readonly TargetSource[], variant: string): readonly string[] =>
  targets.find((each) => each.variant === variant)?.units ?? NOBODY;

function withUnits(
  targets: readonly TargetSource[],
  variant: string,
  units: readonly string[],
): readonly TargetSource[] {
  if (targets.some((each) => each.variant === variant))
    return targets.map((each) => (each.variant === variant ? { ...each, units } : each));
  return [...targets, { variant, units }];
}

/** A unit that two variants name; null: there is none. */
export function namedTwice(targets: readonly TargetSource[]): string | null {
  const seen = new Set<string>();
  for (const unit of targets.flatMap(({ units }) => units)) {
    if (seen.has(unit)) return unit;
    seen.add(unit);
  }
  return null;
}
