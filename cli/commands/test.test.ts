import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';

let shop: Workspace;

beforeAll(() => {
  shop = createWorkspace();
});
afterAll(() => shop.remove());

/** The project with these tests of dark-mode, and more files. */
async function runTests(tests: string, words: readonly string[] = [], files: Readonly<Record<string, string>> = {}) {
  const own = createWorkspace({ ...SMALL_PROJECT, 'flags/dark-mode.test.yaml': `tests:\n${tests}`, ...files });
  const run = await runHere(own.root, ['test', ...words]);
  own.remove();
  return run;
}

const SCHEDULED =
  'description: x\ntype: boolean\nowner: me\nkind: permanent\nenvironments:\n  production:\n    schedule: [{ at: "2030-01-01T00:00:00Z", enabled: true, default: on }]\n';

test('all is well: one line', async () => {
  const { code, stdout } = await runHere(shop.root, ['test']);
  expect(code).toBe(0);
  expect(stdout).toBe('1 file, 3 assertions in 0 ms: 3 passed\n');
});

test('a failure shows context, expected, received and why, with its line', async () => {
  const { code, stdout } = await runTests(
    '  - name: staff get it\n    environment: production\n    context: { email: pat@acme.org }\n    expect: { variant: on, reason: rule_match, rule: staff }\n',
  );
  expect(code).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
    "flags/dark-mode.test.yaml
      x production: staff get it                                          line 2
          context   {"email":"pat@acme.org"}
          expected  on   (rule_match, rule "staff")
          received  off  (default)
          why       rule "staff" does not match: email is "pat@acme.org", not ends_with "@acme.com"

    1 file, 1 assertion in 0 ms: 0 passed, 1 failed
    "
  `);
});

describe('why', () => {
  test.each<[name: string, test: string, why: string]>([
    ['disabled', 'environment: staging\n    context: {}\n    expect: { variant: on }', 'staging is disabled'],
    [
      'a wrong default',
      'environment: development\n    context: {}\n    expect: { variant: off }',
      'there are no rules, so the default is served',
    ],
    [
      'another rule',
      'environment: production\n    context: { email: a@acme.com }\n    expect: { reason: default }',
      'rule "staff" matches: email ends_with "@acme.com"',
    ],
    [
      'a value alone',
      'environment: development\n    context: {}\n    expect: { variant: on, value: false }',
      'the value of variant on is another one',
    ],
    [
      'an override',
      'environment: development\n    context: {}\n    overrides: { dark-mode: off }\n    expect: { variant: on }',
      'an override forces off',
    ],
  ])('%s', async (_, test, why) => {
    expect((await runTests(`  - name: x\n    ${test}\n`)).stdout).toContain(why);
  });

  test('not yet begun: the instant, and the advice to give now', async () => {
    const tests = 'tests:\n  - { name: x, environment: production, context: {}, expect: { variant: on } }\n';
    const { stdout } = await runTests(
      '  - { name: y, environment: development, context: {}, expect: { variant: on } }\n',
      ['soon'],
      {
        'flags/soon.yaml': SCHEDULED,
        'flags/soon.test.yaml': tests,
      },
    );
    expect(stdout).toContain('production is disabled until 2030-01-01T00:00:00Z; give the test a `now`');
  });
});

test('a test that will fail one day without an edit is a warning', async () => {
  const files = {
    'flags/soon.yaml': SCHEDULED,
    'flags/soon.test.yaml': 'tests:\n  - { name: x, environment: production, context: {}, expect: { variant: off } }\n',
  };
  const { code, stdout } = await runTests(
    '  - { name: y, environment: development, context: {}, expect: { variant: on } }\n',
    [],
    files,
  );
  expect(code).toBe(0);
  expect(stdout).toContain('FF2010');
  expect(stdout).toContain('2030-01-01T00:00:00Z');
});

test('with now, and at both sides of a step, there is nothing to warn of', async () => {
  const files = {
    'flags/soon.yaml': SCHEDULED,
    'flags/soon.test.yaml':
      'tests:\n  - { name: a, environment: production, now: "2029-12-31T23:59:59.999Z", context: {}, expect: { reason: disabled } }\n  - { name: b, environment: production, now: "2030-01-01T00:00:00Z", context: {}, expect: { value: true } }\n',
  };
  const { stdout } = await runTests(
    '  - { name: y, environment: development, context: {}, expect: { variant: on } }\n',
    ['soon'],
    files,
  );
  expect(stdout).toBe('1 file, 2 assertions in 0 ms: 2 passed\n');
});

test('a matrix makes an assertion of every combination, named after it', async () => {
  const { stdout } = await runTests(
    '  - name: x\n    environment: production\n    context: { email: a@acme.com }\n    matrix: { email: [a@acme.com, b@x.org], profile.age: [1, null] }\n    expect: { variant: on }\n',
    ['--json'],
  );
  const { tests, summary } = JSON.parse(stdout) as {
    tests: { context: unknown; passed: boolean; matrix: unknown }[];
    summary: object;
  };
  expect(tests.map(({ context, passed }) => [context, passed])).toEqual([
    [{ email: 'a@acme.com', profile: { age: 1 } }, true],
    [{ email: 'a@acme.com', profile: { age: null } }, true],
    [{ email: 'b@x.org', profile: { age: 1 } }, false],
    [{ email: 'b@x.org', profile: { age: null } }, false],
  ]);
  expect(summary).toMatchObject({ files: 1, assertions: 4, passed: 2, failed: 2 });
});

test('at stands for the bucket of the rollouts', async () => {
  const flag =
    'description: x\ntype: boolean\nowner: me\nkind: permanent\nenvironments: { production: { enabled: true, default: { rollout: { on: 10, off: 90 } } } }\n';
  const tests =
    'tests:\n  - { name: in, environment: production, at: 9.999, context: { userId: u-1 }, expect: { variant: on, reason: split } }\n  - { name: out, environment: production, at: 10, context: { userId: u-1 }, expect: { variant: off } }\n';
  const { stdout } = await runTests(
    '  - { name: y, environment: development, context: {}, expect: { variant: on } }\n',
    ['roll'],
    { 'flags/roll.yaml': flag, 'flags/roll.test.yaml': tests },
  );
  expect(stdout).toContain('2 passed');
});

describe('mistakes in tests are findings of validate and test', () => {
  test.each<[code: string, test: string]>([
    ['FF2001', 'environment: prod\n    context: {}\n    expect: { variant: on }'],
    ['FF2002', 'environment: production\n    context: {}\n    expect: { variant: onn }'],
    ['FF2003', 'environment: production\n    context: {}\n    expect: { rule: staf }'],
    ['FF2004', 'environment: development\n    context: {}\n    overrides: { other: on }\n    expect: { variant: on }'],
    [
      'FF2004',
      'environment: development\n    context: {}\n    overrides: { dark-mode: blue }\n    expect: { variant: on }',
    ],
    [
      'FF2005',
      'environment: production\n    context: {}\n    expect: { variant: off }\n  - name: x\n    environment: production\n    context: {}\n    expect: { variant: off }',
    ],
    ['FF2008', 'environment: production\n    context: {}\n    expect: { errorCode: general, variant: on }'],
    ['FF2008', 'environment: production\n    context: {}\n    expect: { rule: staff, reason: default }'],
    [
      'FF2009',
      'environment: production\n    context: { a: 1 }\n    matrix: { a.b: [1] }\n    expect: { variant: off }',
    ],
    ['FF2011', 'environment: production\n    context: {}\n    expect: { value: on }'],
    [
      'FF2006',
      `environment: production\n    context: {}\n    matrix: { a: [${'1,'.repeat(400)}1], b: [${'1,'.repeat(400)}1] }\n    expect: { variant: off }`,
    ],
  ])('%s', async (code, test) => {
    const own = createWorkspace({
      ...SMALL_PROJECT,
      'flags/dark-mode.test.yaml': `tests:\n  - name: x\n    ${test}\n`,
    });
    for (const command of ['validate', 'test']) {
      const { stdout } = await runHere(own.root, [command, '--json']);
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; line: number }[] };
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    }
    own.remove();
  });

  test.each<[expect: string, code: number, count: number]>([
    ['{ errorCode: flag_not_found }', 0, 0],
    ['{ reason: error }', 0, 0],
    ['{ variant: on }', 1, 1],
    ['{ variant: no-such, rule: gone }', 1, 1],
    ['{ errorCode: general }', 1, 1],
  ])('a test of an archived flag may expect that it is not found: %s', async (expected, code, count) => {
    const files = {
      'flags/old.yaml': SCHEDULED.replace('environments', 'archived: true\nenvironments'),
      'flags/old.test.yaml': `tests:\n  - { name: x, environment: production, context: {}, expect: ${expected} }\n`,
    };
    const run = await runTests(
      '  - { name: y, environment: development, context: {}, expect: { variant: on } }\n',
      ['--json'],
      files,
    );
    const { diagnostics, summary } = JSON.parse(run.stdout);
    expect(run.code).toBe(code);
    expect(diagnostics.map((diagnostic: { code: string }) => diagnostic.code)).toEqual(count === 0 ? [] : ['FF2007']);
    expect(summary).toMatchObject({ passed: 2 - count, failed: count });
  });
});

test('JUnit is well-formed whatever names and values hold', async () => {
  const nasty = `"<&>' ]]> \\u0001 é\\n"`;
  const { code, stdout } = await runTests(
    `  - name: ${nasty}\n    environment: production\n    context: { email: ${nasty} }\n    expect: { variant: on }\n`,
    ['--format', 'junit'],
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="flagforge" tests="1" failures="1" errors="0"/,
  );
  // No raw markup in what users wrote: every < begins a known tag, every & a known entity.
  expect(
    stdout.replace(
      /<\/?(?:testsuites|testsuite|testcase|failure|error)[ >/]|<\?xml|&(?:amp|lt|gt|quot|apos|#\d+);/g,
      '',
    ),
  ).not.toMatch(/[<&]|(?!\n)\p{Cc}/u);
});

test('with errors in the files JUnit is not green', async () => {
  const { code, stdout } = await runTests(
    '  - { name: x, environment: prod, context: {}, expect: { variant: on } }\n',
    ['--format', 'junit'],
  );
  expect(code).toBe(1);
  expect(stdout).toContain('errors="1"');
  expect(stdout).toContain('<error type="FF2001"');
});

test('ten thousand assertions take seconds at most', async () => {
  const values = Array.from({ length: 100 }, (_, index) => index).join(', ');
  const startedAt = performance.now();
  const { stdout } = await runTests(
    `  - name: x\n    environment: production\n    context: {}\n    matrix: { age: [${values}], n: [${values}] }\n    expect: { variant: off, reason: default }\n`,
  );
  expect(stdout).toContain('10,000 passed');
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
