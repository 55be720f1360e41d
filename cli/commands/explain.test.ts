import { expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace } from '../testing/run-flagforge.ts';

const FLAGS = {
  'flags/flagforge.yaml':
    'version: 1\norganization: acme\nproject: shop\nenvironments: { production: {} }\nunit: userId\ngroups: { checkout: { slots: [{ flag: new-checkout, percent: 50 }] } }\n',
  'flags/new-api.yaml':
    'description: x\ntype: boolean\nowner: me\nkind: permanent\nenvironments: { production: { enabled: true, default: on } }\n',
  'flags/new-checkout.yaml': `description: x
type: boolean
owner: me
kind: permanent
requires: [{ flag: new-api, variant: on }]
environments:
  production:
    enabled: false
    targets: { on: [user-1] }
    rules:
      - name: staff
        if: email ends_with "@company.com" and not segment "contractors"
        serve: on
      - if: age >= 18
        serve: on
      - name: us-canary
        if: region starts_with "us-"
        rollout: { on: 10, off: 90 }
        unit: accountId
    schedule:
      - { at: "2026-12-01T09:00:00Z", enabled: true }
`,
  'flags/segments/contractors.yaml': 'description: x\nif: roles contains "contractor"\n',
};

test('each step, aligned, until the one that decided', async () => {
  const shop = createWorkspace(FLAGS);
  const context = '{"userId":"u-73","accountId":"a-9","region":"us-east-1","age":"18"}';
  const { stdout } = await runHere(shop.root, ['explain', 'new-checkout', '--context', context, '--now', '2026-12-02']);
  expect(stdout).toMatchInlineSnapshot(`
    "new-checkout = false  (variant off, split, rule "us-canary")

      killed               no
      enabled              yes, since 2026-12-01T09:00:00Z (schedule step 1)
      requires new-api=on  yes (default)
      group checkout       bucket 5.732 % of group:checkout, slot 0-50 %: in
      targets              not listed
      rule 1 "staff"       no: email is missing
      rule 2               no: age is "18", a string, not a number
      rule 3 "us-canary"   yes: region starts_with "us-"
                           accountId a-9 -> bucket 27.589 %, off covers 10-100 %: off
    "
  `);
  const before = await runHere(shop.root, [
    'explain',
    'new-checkout',
    '--context',
    context,
    '--now',
    '2026-11-23T09:00:00Z',
  ]);
  expect(before.stdout).toContain('no, until 2026-12-01T09:00:00Z (in 8 days), schedule step 1');
  shop.remove();
});

test.each<[context: string, line: string]>([
  [
    '{"userId":"u-73","email":"kim@company.com","roles":["contractor"]}',
    'rule 1 "staff"       no: in segment "contractors"',
  ],
  ['{"userId":"u-73","email":"kim@x.org"}', 'no: email is "kim@x.org", not ends_with "@company.com"'],
  [
    '{"userId":"u-73","email":"kim@company.com"}',
    'yes: email ends_with "@company.com" and not in segment "contractors"',
  ],
  ['{"userId":"u-73","region":"us-1"}', 'no: region starts_with "us-", but accountId is missing'],
  ['{}', 'userId is missing, slot 0-50 %: out'],
  ['[]', 'no JSON object'],
])('%s: %s', async (context, line) => {
  const shop = createWorkspace(FLAGS);
  const { stdout } = await runHere(shop.root, ['explain', 'new-checkout', '--context', context, '--now', '2026-12-02']);
  expect(stdout).toContain(line);
  shop.remove();
});

test('a code has its help, wrong and right', async () => {
  const { stdout } = await runHere('/', ['explain', 'ff1203']);
  expect(stdout).toMatch(/^FF1203 {2}unknown variant {2}\(error\)\n\n[\s\S]*\n\nWrong\n {4}[\s\S]*\n\nRight\n {4}/);
  const unknown = await runHere('/', ['explain', 'FF1299']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('codes that begin with FF12:');
});
