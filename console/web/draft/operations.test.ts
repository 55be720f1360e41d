/** What an operation makes of a flag, and what its edits make of the flag's file, are one. */

import fc from 'fast-check';
import { compileProject, type FlagSource, type OutcomeSource, type RuleSource } from 'flagforge/compile';
import { editYaml } from 'flagforge/edit';
import { expect, test } from 'vitest';
import { applyOperation } from './apply-operation.ts';
import { editsOf } from './edits-of.ts';
import type { FlagOperation } from './operation.ts';

const CONFIG =
  'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { staging: {}, production: {} }\n';
const FLAG = `# one file
description: Which page
type: string
owner: web # the team
kind: permanent
variants: { a: "1", b: "2", none: "" }
off: none
environments:
  production:
    enabled: true # since March
    targets: { a: [u-1, u-2] }
    rules:
      # staff first
      - { name: staff, if: email ends_with "@acme.com", serve: b }
      - name: canary
        if: country == "US"
        rollout: { a: 10, none: 90 } # slowly
        salt: canary-2
        unit: accountId
    default: none
    schedule:
      - { at: "2027-01-10T09:00:00Z", default: a }
`;

function modelOf(text: string): FlagSource {
  const files = [
    { path: 'flagforge.yaml', text: CONFIG },
    { path: 'page.yaml', text },
  ];
  const { project, diagnostics } = compileProject(files, { now: Date.UTC(2026, 10, 24) });
  const flag = project?.flags.find(({ key }) => key === 'page')?.source();
  if (flag === undefined) throw new Error(JSON.stringify(diagnostics));
  return flag;
}

/** Without what only says how something was compiled; no rules are as good as none. */
const plain = (flag: FlagSource): unknown =>
  JSON.parse(
    JSON.stringify(flag, (key, value: unknown) =>
      key === 'condition' || (key === 'rules' && Array.isArray(value) && value.length === 0) ? undefined : value,
    ),
  );

const variant = fc.constantFrom('a', 'b', 'none');
const outcome: fc.Arbitrary<OutcomeSource> = fc.oneof(
  variant.map((serve) => ({ serve })),
  fc
    .record({
      cut: fc.nat(100_000),
      unit: fc.constantFrom(null, ['accountId'], ['company', 'id'], ['company.id', 'not']),
      salt: fc.constantFrom(null, 's-1'),
    })
    .map(
      ({ cut, unit, salt }): OutcomeSource => ({
        rollout: [
          ['a', cut],
          ['none', 100_000 - cut],
        ],
        ...{ unit, salt, hash: null },
      }),
    ),
);
const rule: fc.Arbitrary<RuleSource> = fc.record({
  name: fc.constantFrom('staff', 'canary', 'third'),
  if: fc
    .constantFrom('email ends_with "@acme.com"', 'country == "US"', 'age > 3')
    .map((text) => ({ text, condition: null })),
  outcome,
});
const rules = fc.uniqueArray(rule, { maxLength: 3, selector: ({ name }) => name });
const at = fc.integer({ min: 1, max: 1_000 }).map((days) => Date.UTC(2027, 0, 1) + days * 86_400_000);
const of = { flag: 'page', file: 'page.yaml', environment: 'production' } as const;
const operation: fc.Arbitrary<FlagOperation> = fc.oneof(
  fc.boolean().map((enabled): FlagOperation => ({ kind: 'set-enabled', ...of, enabled })),
  outcome.map((last): FlagOperation => ({ kind: 'set-default', ...of, default: last })),
  rules.map((all): FlagOperation => ({ kind: 'set-rules', ...of, rules: all })),
  fc
    .uniqueArray(fc.constantFrom('u-1', 'u-7', 'u 8'), { minLength: 1 })
    .map((units): FlagOperation => ({ kind: 'set-targets', ...of, targets: [{ variant: 'b', units }] })),
  fc.uniqueArray(at, { minLength: 1, maxLength: 3 }).map((instants): FlagOperation => {
    const schedule = instants.sort((x, y) => x - y).map((instant) => ({ at: instant, set: { enabled: true } }));
    return { kind: 'set-schedule', ...of, schedule };
  }),
  fc.constant<FlagOperation>({
    kind: 'set-facts',
    flag: 'page',
    file: 'page.yaml',
    facts: { owner: 'growth', tags: ['x'] },
  }),
);

test('they say the same, one after the other, and leave the comments of the rest', () => {
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
      let text = FLAG;
      let model = modelOf(FLAG);
      for (const each of operations) {
        const edited = editYaml(text, [...editsOf(each)], 'flag');
        if (edited.kind === 'refused') throw new Error(`${JSON.stringify(each)}: ${JSON.stringify(edited.problem)}`);
        text = edited.text;
        model = applyOperation(model, each);
      }
      expect(plain(modelOf(text))).toEqual(plain(model));
      expect(text.startsWith('# one file\n')).toBe(true);
    }),
    { numRuns: 200 },
  );
});
