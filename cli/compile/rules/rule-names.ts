import type { Finding } from '../../diagnostics/diagnostic.ts';
import { settingsOf } from './flag-parts.ts';
import type { FlagRule } from './rule.ts';

/** FF1212: names of rules are unique where they stand together. */
export const ruleNames: FlagRule = (flag) => {
  const findings: Finding[] = [];
  for (const part of settingsOf(flag)) {
    const first = new Map<string, number>();
    part.rules.forEach(({ rule, path }, index) => {
      const { name } = rule;
      if (name === null) return;
      const place = { path: [...path, 'name'] };
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, index + 1);
      else
        findings.push({
          code: 'FF1212',
          file: flag.file,
          place,
          args: { name, first: earlier },
        });
    });
  }
  return findings;
};
