import type { Args, CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

const known = (args: Args, label: string, key: string): string =>
  [didYouMean(args), `${label}: ${listOf(args[key])}`].filter((part) => part !== '').join(' ');

/** FF2000-FF2099: the tests beside the flags. What only a run can find has a code too, so that it can be looked up. */
export const FLAG_TEST_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF2001: {
    severity: 'error',
    title: 'test in an unknown environment',
    message: (args) => `environment "${textOf(args.environment)}" is not defined by this project`,
    hint: (args) => known(args, 'Environments', 'environments'),
    help: 'Every test says in which environment the flag is evaluated. The environments are those of flagforge.yaml.',
    example: { wrong: 'environment: prod', right: 'environment: production' },
  },
  FF2002: {
    severity: 'error',
    title: 'unknown variant expected',
    message: (args) => `variant "${textOf(args.variant)}" is not defined by this flag, so the test can never pass`,
    hint: (args) => known(args, 'Variants', 'variants'),
    help: 'The test expects a variant that the flag does not have. Only names under `variants` of the flag can be served; a boolean flag has `on` and `off`.',
    example: { wrong: 'expect: { variant: enabled }', right: 'expect: { variant: on }' },
  },
  FF2003: {
    severity: 'error',
    title: 'unknown rule expected',
    message: (args) => `no rule ${textOf(args.rule)} in ${textOf(args.environment)}, so the test can never pass`,
    hint: (args) =>
      Array.isArray(args.rules) && args.rules.length > 0
        ? known(args, 'Rules', 'rules')
        : 'this environment has no rules; leave rule out',
    help: 'The test expects that a certain rule decides, by its name or, for a rule without a name, by its number from 1. No rule of the environment, those that its schedule sets included, is called so.',
    example: { wrong: 'expect: { variant: on, rule: staf }', right: 'expect: { variant: on, rule: staff }' },
  },
  FF2004: {
    severity: 'warning',
    title: 'override without effect',
    message: (args) =>
      args.variants === undefined
        ? `overriding "${textOf(args.flag)}" has no effect here`
        : `this flag has no variant "${textOf(args.variant)}", so the override is ignored`,
    hint: (args) =>
      args.variants === undefined
        ? `this file tests "${textOf(args.own)}", and overrides do not feed prerequisites`
        : known(args, 'Variants', 'variants'),
    help: 'An override forces the variant of the flag that it names. It changes no other flag: overrides do not feed prerequisites. One that names a variant that does not exist is ignored.',
    example: {
      wrong: '# new-checkout.test.yaml\noverrides: { new-api: on }',
      right: '# new-checkout.test.yaml\noverrides: { new-checkout: on }',
    },
  },
  FF2005: {
    severity: 'warning',
    title: 'two tests of one name',
    message: (args) => `test ${textOf(args.first)} in this file has the same name and environment`,
    hint: () => 'say what differs, so that a failure tells which one it is',
    help: 'Two tests of one file have the same name in the same environment. Reports name tests by both, so a failure of one could not be told from one of the other.',
    example: {
      wrong:
        '- { name: staff get it, environment: production, ... }\n- { name: staff get it, environment: production, ... }',
      right:
        '- { name: staff get it, environment: production, ... }\n- { name: contractors are no staff, environment: production, ... }',
    },
  },
  FF2006: {
    severity: 'error',
    title: 'matrix too large',
    message: (args) => `this matrix makes ${textOf(args.count)} assertions, more than ${textOf(args.limit)}`,
    hint: () => 'split the test, or leave out values that decide nothing',
    help: 'A matrix makes one assertion of every combination of its values, so lists multiply. The limit keeps a slip from making a run that never ends.',
    example: {
      wrong: 'matrix: { userId: [...1000 values], age: [...1000 values] }',
      right: 'matrix: { userId: [u-1, u-2], age: [17, 18] }',
    },
  },
  FF2007: {
    severity: 'warning',
    title: 'tests of an archived flag',
    message: (args) =>
      `flag "${textOf(args.flag)}" is archived and answers flag_not_found: ${args.count === 1 ? 'a test here' : `${textOf(args.count)} tests here`} can never pass`,
    hint: () => 'delete this file, or leave a test that expects errorCode: flag_not_found',
    help: 'An archived flag is in no snapshot: whoever asks for it gets the error `flag_not_found`, and uses a default of his own. A test that expects a value, a variant or another reason fails. The file can be deleted, git remembers it; or one test can hold that the flag is gone for good.',
    example: {
      wrong: '# old-banner.yaml has archived: true\nexpect: { variant: off }',
      right: '# old-banner.yaml has archived: true\nexpect: { errorCode: flag_not_found }',
    },
  },
  FF2008: {
    severity: 'error',
    title: 'expectations that exclude one another',
    message: (args) => `${textOf(args.first)} and ${textOf(args.second)} can never be together`,
    hint: (args) => textOf(args.why),
    help: 'An answer either has a value, a variant and a reason, or it is an error with a code. Only `rule_match` and `split` can come from a rule. A test that expects both sides can never pass.',
    example: {
      wrong: 'expect: { errorCode: targeting_key_missing, variant: on }',
      right: 'expect: { errorCode: targeting_key_missing }',
    },
  },
  FF2009: {
    severity: 'error',
    title: 'matrix inside a value that is no map',
    message: (args) => `"${textOf(args.path)}" cannot be set: "${textOf(args.parent)}" is no map in this context`,
    hint: () => 'leave the parent out of the context, or make it a map',
    help: 'A path of a matrix names an attribute of the context, nested by dots. What stands above it must be a map, or be missing: then it is made.',
    example: {
      wrong: 'context: { company: acme }\nmatrix: { company.plan: [free, team] }',
      right: 'context: { company: { name: acme } }\nmatrix: { company.plan: [free, team] }',
    },
  },
  FF2010: {
    severity: 'warning',
    title: 'test whose answer depends on the present',
    message: (args) => `this test passes only until ${textOf(args.at)}`,
    hint: (args) => `the answer changes with time: give the test a now, for example now: "${textOf(args.now)}"`,
    help: 'A test without `now` runs at the present instant. This flag, or one that it requires, has a schedule or compares `now` with a date, and from the named instant on the answer will be another one: the test will fail although nobody changed anything. With `now` it is the same for ever.',
    example: {
      wrong: '- name: hidden before the start\n  environment: production\n  context: {}\n  expect: { variant: off }',
      right:
        '- name: hidden before the start\n  environment: production\n  now: "2026-11-30T00:00:00Z"\n  context: {}\n  expect: { variant: off }',
    },
  },
  FF2011: {
    severity: 'error',
    title: 'unknown value expected',
    message: (args) => `no variant of this flag has the value ${textOf(args.value)}, so the test can never pass`,
    hint: (args) => (args.meant === undefined ? `Values: ${listOf(args.values)}` : textOf(args.meant)),
    help: 'The test expects a value that no variant of the flag has. Values are compared as JSON: `1` is not `"1"`. In YAML 1.2 `on`, `off`, `yes` and `no` are strings, so the value of a boolean flag is written `true` or `false`.',
    example: { wrong: 'expect: { value: on }', right: 'expect: { value: true }' },
  },
};
