import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { FlagSource } from '../model.ts';
import { suggestName } from '../suggest.ts';
import { outcomesOf, settingsOf } from './flag-parts.ts';
import type { FlagRule } from './rule.ts';

const SPOKEN: Readonly<Record<string, string>> = {
  true: 'on',
  yes: 'on',
  y: 'on',
  enabled: 'on',
  false: 'off',
  no: 'off',
  n: 'off',
  disabled: 'off',
};

/** What people call the two variants of a boolean flag. */
const spokenVariant = (name: string, type: FlagSource['type']): string | undefined =>
  type === 'boolean' && Object.hasOwn(SPOKEN, name.toLowerCase()) ? SPOKEN[name.toLowerCase()] : undefined;

/** FF1203: every variant that a flag names for itself is one that it defines. */
export const unknownVariant: FlagRule = (flag) => {
  const known = flag.variants.map((variant) => variant.name);
  const findings: Finding[] = [];
  /** @param others the names beside it in its map, one of which may be the one that it means. */
  const check = (variant: string, path: YamlPath, on: 'key' | 'value', others: readonly string[] = []): void => {
    if (known.includes(variant)) return;
    const spoken = spokenVariant(variant, flag.type);
    const suggestion = spoken ?? suggestName(variant, known);
    const isFixable =
      spoken !== undefined &&
      others.every((other) => other === variant || (spokenVariant(other, flag.type) ?? other) !== spoken);
    findings.push({
      code: 'FF1203',
      file: flag.file,
      place: { path, on },
      args: {
        variant,
        known,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
      ...(isFixable && { fix: { text: spoken } }),
    });
  };
  check(flag.off, ['off'], 'value');
  for (const part of settingsOf(flag)) {
    const targets = part.settings.targets ?? [];
    const names = targets.map(({ variant }) => variant);
    for (const name of names) check(name, [...part.path, 'targets', name], 'key', names);
  }
  for (const { outcome, path, servePath } of outcomesOf(flag)) {
    if ('serve' in outcome) check(outcome.serve, servePath, 'value');
    else {
      const names = outcome.rollout.map(([variant]) => variant);
      for (const name of names) check(name, [...path, 'rollout', name], 'key', names);
    }
  }
  return findings;
};
