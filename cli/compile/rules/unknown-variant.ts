import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import { suggestName } from '../suggest.ts';
import { outcomesOf, settingsOf } from './flag-parts.ts';
import type { FlagRule } from './rule.ts';

/** FF1203: every variant that a flag names for itself is one that it defines. */
export const unknownVariant: FlagRule = (flag) => {
  const known = flag.variants.map((variant) => variant.name);
  const findings: Finding[] = [];
  const check = (variant: string, path: YamlPath, on: 'key' | 'value'): void => {
    if (known.includes(variant)) return;
    const suggestion = suggestName(variant, known);
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
