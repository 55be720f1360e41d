import type { OutcomeSource } from 'flagforge/compile';
import { type ReactNode, useId } from 'react';
import { Button } from '../../parts/button.tsx';
import { VariantToken } from '../../parts/tokens.tsx';
import { balanceWeights } from './balance-weights.ts';

interface Props {
  readonly outcome: OutcomeSource;
  /** What is live; null: nothing is. */
  readonly live: OutcomeSource | null;
  readonly off: string;
  readonly variants: readonly string[];
  /** What is hashed where the rollout names nothing else. */
  readonly unit: string;
  readonly onChange: (outcome: OutcomeSource) => void;
  /** Left out: it stays open as long as what it is part of. */
  readonly onClose?: () => void;
}

const STEPS = [1, 5, 10, 25, 50, 100] as const;

/** One variant for everybody, or a split by percent. Everything is in the draft at once, and nothing is live. */
export function OutcomeEditor({ outcome, live, off, variants, onChange, onClose }: Props): ReactNode {
  const id = useId();
  const isSplit = 'rollout' in outcome;
  const kept = live !== null && 'rollout' in live ? live : null;
  const weights = isSplit ? outcome.rollout : [];
  const shares = new Map(weights);
  const others = variants.filter((name) => name !== off);
  const split = (): void => {
    const first = others[0] ?? off;
    onChange(
      kept ?? {
        rollout: variants.map((name): [string, number] => [name, name === first ? 10_000 : name === off ? 90_000 : 0]),
        ...{ unit: null, salt: null, hash: null },
      },
    );
  };
  const setShare = (variant: string, thousandths: number): void => {
    if (!isSplit) return;
    const whole = variants.map((name): [string, number] => [name, shares.get(name) ?? 0]);
    onChange({ ...outcome, rollout: balanceWeights(whole, variant, thousandths, off) });
  };
  const choice = 'inline-flex items-center gap-2 text-sm';
  return (
    <fieldset className="mt-3 grid gap-3 rounded-2 border border-line bg-bg p-3 text-md/5">
      <legend className="sr-only">What they get</legend>
      <div className="flex flex-wrap items-center gap-4">
        {variants.map((name) => (
          <label key={name} className={choice}>
            <input
              type="radio"
              name={id}
              checked={!isSplit && outcome.serve === name}
              onChange={() => onChange({ serve: name })}
            />
            <span className="sr-only">Show </span>
            <VariantToken name={name} isOff={name === off} />
          </label>
        ))}
        <label className={choice}>
          <input type="radio" name={id} checked={isSplit} onChange={split} />
          Split by percent
        </label>
      </div>
      {isSplit &&
        others.map((name) => {
          const share = shares.get(name) ?? 0;
          return (
            <div key={name} className="grid gap-1.5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <VariantToken name={name} isOff={false} />
                <input
                  type="range"
                  aria-label={`${name}, percent`}
                  min={0}
                  max={100}
                  step={1}
                  value={share / 1_000}
                  onChange={(event) => setShare(name, Number(event.target.value) * 1_000)}
                  className="min-w-28 flex-1 accent-accent-fill"
                />
                <label className="flex items-center gap-1">
                  <span className="sr-only">{name}, exact percent</span>
                  <input
                    type="number"
                    min={0}
                    max={100}
                    step={0.001}
                    value={share / 1_000}
                    onChange={(event) => {
                      const value = Number(event.target.value);
                      if (event.target.value !== '' && value >= 0 && value <= 100)
                        setShare(name, Math.round(value * 1_000));
                    }}
                    className="h-(--ff-h-sm) w-22 rounded-2 border border-control bg-surface px-2 text-right text-sm"
                  />
                  %
                </label>
              </div>
              <div className="flex flex-wrap gap-1">
                {STEPS.map((percent) => (
                  <Button key={percent} look="ghost" size="small" onPress={() => setShare(name, percent * 1_000)}>
                    {percent} %
                  </Button>
                ))}
              </div>
            </div>
          );
        })}
      {onClose !== undefined && (
        <div className="flex items-center gap-3">
          <p className="text-xs text-text-3">
            Nothing is live yet. Buckets do not move: who has it keeps it when a share grows.
          </p>
          <span className="ml-auto">
            <Button size="small" onPress={onClose}>
              Done
            </Button>
          </span>
        </div>
      )}
    </fieldset>
  );
}
