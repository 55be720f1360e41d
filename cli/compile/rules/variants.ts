import type { Json } from '@flagforge/sdk/engine';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import type { FlagRule } from './rule.ts';

const kindOf = (value: Json): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a string';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a boolean';
    default:
      return 'a map';
  }
};

/** FF1211: a boolean flag has on: true, off: false, in this order, because the order decides who is first. */
export const booleanVariants: FlagRule = (flag) => {
  if (flag.type !== 'boolean') return [];
  const [on, off, ...others] = flag.variants;
  const isRight =
    on?.name === 'on' && on.value === true && off?.name === 'off' && off.value === false && others.length === 0;
  return isRight
    ? []
    : [
        {
          code: 'FF1211',
          file: flag.file,
          place: { path: ['variants'], on: 'key' },
          args: {},
        },
      ];
};

/** The value as it would be of the other type, when that is plain. */
const mendOf = (type: string, value: Json): string | null => {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `"${value}"`;
  if (type === 'number' && typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)) return value;
  return null;
};

/** FF1209: the values of string and number flags are strings and numbers. */
export const variantTypes: FlagRule = (flag) => {
  const { type } = flag;
  if (type !== 'string' && type !== 'number') return [];
  return flag.variants
    .filter((variant) => typeof variant.value !== type)
    .map(({ name, value }) => {
      const mend = mendOf(type, value);
      return {
        code: 'FF1209',
        file: flag.file,
        place: { path: ['variants', name] },
        args: {
          variant: name,
          actual: kindOf(value),
          type,
          ...(mend === null ? {} : { mend: `${name}: ${mend}` }),
        },
      };
    });
};

/** FF1210, FF1212: every value fits the flag's own JSON Schema. */
export const variantSchema: FlagRule = (flag, _config, { validateJson }) => {
  const { schema, file } = flag;
  if (schema === null) return [];
  const findings: Finding[] = [];
  for (const { name, value } of flag.variants) {
    const result = validateJson(schema, value);
    if ('schemaProblem' in result) {
      return [
        {
          code: 'FF1212',
          file,
          place: { path: ['schema'] },
          args: { problem: result.schemaProblem },
        },
      ];
    }
    for (const problem of result.problems) {
      findings.push({
        code: 'FF1210',
        file,
        place: { path: ['variants', name, ...problem.path] },
        args: { variant: name, problem: problem.message },
      });
    }
  }
  return findings;
};
