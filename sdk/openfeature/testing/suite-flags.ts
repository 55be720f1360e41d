import type { Condition, Flag, Rule, Variant } from '../../engine/snapshot.ts';

/** A flag as the scenarios' own file has it. */
interface SuiteFlag {
  readonly disabled?: boolean;
  readonly variants: Readonly<Record<string, Variant['value']>>;
  readonly defaultVariant?: string | null;
  readonly contextEvaluator?: string;
}

const equals = (name: string, value: string | number | boolean): Condition => ({ op: '==', path: [name], value });

/** The expressions of the file, ported by hand, and the variants that they serve. */
const RULES: Readonly<Record<string, Rule>> = {
  "email == 'ballmer@macrosoft.com' ? 'zero' : ''": { if: equals('email', 'ballmer@macrosoft.com'), serve: 'zero' },
  "!customer && email == 'ballmer@macrosoft.com' && age > 10 ? 'internal' : ''": {
    if: {
      op: 'and',
      of: [
        { op: 'not', of: [equals('customer', true)] },
        equals('email', 'ballmer@macrosoft.com'),
        { op: '>', path: ['age'], value: 10 },
      ],
    },
    serve: 'internal',
  },
};

const typeOf = (value: unknown): Flag['type'] => {
  const type = typeof value;
  return type === 'boolean' || type === 'string' || type === 'number' ? type : 'json';
};

/** Flags without a default variant are left out: in FlagForge every flag serves something. */
export function suiteFlags(file: Readonly<Record<string, SuiteFlag>>): readonly Flag[] {
  return Object.entries(file)
    .filter(([, { defaultVariant }]) => typeof defaultVariant === 'string')
    .map(([key, { disabled = false, variants, defaultVariant, contextEvaluator }]): Flag => {
      const names = Object.keys(variants);
      const rule = contextEvaluator === undefined ? undefined : RULES[contextEvaluator];
      if (contextEvaluator !== undefined && rule === undefined) throw new Error(`not ported: ${contextEvaluator}`);
      return {
        key,
        type: typeOf(Object.values(variants)[0]),
        client: true,
        enabled: !disabled,
        variants: Object.entries(variants).map(([name, value]) => ({ name, value })),
        off: names.find((name) => name !== defaultVariant) ?? `${defaultVariant}`,
        default: { serve: `${defaultVariant}` },
        ...(rule !== undefined && { rules: [rule] }),
      };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
