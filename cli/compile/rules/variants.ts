import type { Finding } from '../../diagnostics/diagnostic.ts';
import type { FlagRule } from './rule.ts';

/** FF1209, FF1210: every value fits the flag's own JSON Schema. */
export const variantSchema: FlagRule = (flag, _config, { validateJson }) => {
  const { schema, file, type } = flag;
  if (schema === null) return [];
  const findings: Finding[] = [];
  for (const { name, value } of flag.variants) {
    const result = validateJson(schema, value);
    if ('schemaProblem' in result) {
      return [
        {
          code: 'FF1210',
          file,
          place: { path: ['schema'] },
          args: { problem: result.schemaProblem },
        },
      ];
    }
    for (const problem of result.problems) {
      findings.push({
        code: 'FF1209',
        file,
        place: { path: type === 'boolean' ? ['schema'] : ['variants', name, ...problem.path] },
        args: { variant: name, problem: problem.message },
      });
    }
  }
  return findings;
};
