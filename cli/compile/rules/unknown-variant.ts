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
  const check = (variant: string, path: YamlPath, on: 'key' | 'value'): void => {
    if (known.includes(variant)) return;
    const suggestion = spokenVariant(variant, flag.type) ?? suggestName(variant, known);
    findings.push({
      code: 'FF1203',
      file: flag.file,
      place: { path, on },
      args: {
        variant,
        known,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    });
  };
  check(flag.off, ['off'], 'value');
  for (const part of settingsOf(flag)) {
    for (const target of part.settings.targets ?? []) {
      check(target.variant, [...part.path, 'targets', target.variant], 'key');
    }
  }
  for (const { outcome, path, servePath } of outcomesOf(flag)) {
    if ('serve' in outcome) check(outcome.serve, servePath, 'value');
    else for (const [variant] of outcome.rollout) check(variant, [...path, 'rollout', variant], 'key');
  }
  return findings;
};
