import type { CodeDefinition } from '../diagnostic.ts';
import { byFault, EXAMPLES, noun, write } from './condition-words.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

const TYPE_HINTS: Readonly<Record<string, string>> = {
  string: 'for an order, declare it as number, semver or date in flagforge.yaml',
  semver: 'versions are compared whole, e.g. >= semver "2.0.0" and < semver "3.0.0"',
  date: 'dates are compared as instants, e.g. >= date "2026-01-01" and < date "2027-01-01"',
  ip: 'addresses are tested against networks, e.g. in cidr "10.0.0.0/8"',
};

/** Attributes, their types, and the operators and values that fit them. */
export const CONDITION_TYPE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1241: {
    severity: 'error',
    title: 'literal of another type',
    message: (args) => `"${textOf(args.path)}" is ${noun(args.type)}, ${textOf(args.text)} is ${noun(args.kind)}`,
    hint: (args) => write(args) ?? `${noun(args.wanted)} is written like ${EXAMPLES[textOf(args.wanted)] ?? ''}`,
    help: 'The attribute has a declared type and the value beside it is of another. Nothing is coerced: `1` never equals `"1"`, and versions, dates and networks carry the name of their type before the string. Left as it is, the comparison would be false for everyone.',
    example: { wrong: 'appVersion >= "2.1"', right: 'appVersion >= semver "2.1"' },
  },
  FF1242: {
    severity: 'error',
    title: 'unknown attribute',
    message: (args) => `attribute "${textOf(args.path)}" is not declared in flagforge.yaml`,
    hint: (args) => [didYouMean(args), `attributes: ${listOf(args.names)}`].filter((part) => part !== '').join(' '),
    help: 'Where flagforge.yaml declares `attributes`, conditions may name only those, the unit and `targetingKey`: a mistyped name would be missing in every context, and its comparisons false for everyone. Correct the name or declare it.',
    example: { wrong: 'emial ends_with "@acme.com"', right: 'email ends_with "@acme.com"' },
  },
  FF1243: {
    severity: 'error',
    title: 'operator not for this type',
    message: (args) =>
      `"${textOf(args.path)}" is ${noun(args.type)}, ${textOf(args.operator)} is not for ${args.fault === 'lower' ? 'it: only strings have a case' : 'it'}`,
    hint: (args) =>
      write(args) ??
      TYPE_HINTS[textOf(args.type)] ??
      (args.allowed === undefined ? undefined : `what can be asked of it: ${listOf(args.allowed)}`),
    help: 'Each type of attribute can be asked certain things: strings with ==, in and the text operators; numbers, semvers and dates with == , in and an order; ips with `in cidr`; lists with contains, contains any and contains all; everything with `is present` and `is absent`. Any other operator would be false for everyone.',
    example: { wrong: 'roles == "admin"', right: 'roles contains "admin"' },
  },
  FF1244: {
    severity: 'error',
    title: 'value not for this operator',
    message: (args) => `${textOf(args.operator)} does not take ${noun(args.kind)} such as ${textOf(args.text)}`,
    hint: (args) =>
      write(args) ??
      (Array.isArray(args.kinds) ? `it takes ${args.kinds.map((kind) => noun(kind)).join(', ')}` : undefined),
    help: 'An operator takes certain kinds of values: an order takes numbers, semvers and dates; starts_with, ends_with and matches take strings; networks stand after `in`. Strings have no order here, because "10" would come before "9".',
    example: { wrong: 'build > "1200"', right: 'build > 1200' },
  },
  FF1245: {
    severity: 'error',
    title: 'value not in the enum',
    message: (args) => `"${textOf(args.path)}" is never ${textOf(args.text)}`,
    hint: (args) => [didYouMean(args), `values: ${listOf(args.values)}`].filter((part) => part !== '').join(' '),
    help: 'The attribute is declared with an `enum` and the value is not in it, so the comparison can never be true. Correct the value, or add it to the enum in flagforge.yaml. Beside lower() the declared values count in lower case.',
    example: { wrong: 'region == "us-est-1"', right: 'region == "us-east-1"' },
  },
  FF1257: {
    severity: 'error',
    title: 'list of several kinds',
    message: (args) => `the list begins with ${noun(args.first)}, this is ${noun(args.kind)}`,
    hint: () => 'all items of a list are of one kind',
    help: 'An attribute has one type, so a list with values of several kinds holds some that can never be equal to it. Most often a pair of quotes is missing.',
    example: { wrong: 'level in [1, "2"]', right: 'level in [1, 2]' },
  },
  FF1265: {
    severity: 'error',
    title: 'list in the wrong place, or none in the right one',
    message: (args) =>
      byFault(args, {
        equality: 'an attribute is not compared with a list by == or !=',
        member: 'in wants a list in brackets',
        contains: 'contains takes one value; for a list say whether any or all of it is meant',
        quantifier: 'contains any and contains all want a list in brackets',
      }),
    hint: write,
    help: '`in` asks whether the attribute is one of a list, `contains any` and `contains all` whether a list attribute has some or all of a list. Lists stand in brackets; only a single network may stand bare, as in `ip in cidr "10.0.0.0/8"`. For a part of a text, write contains.',
    example: { wrong: 'country in "US"', right: 'country in ["US"]' },
  },
  FF1266: {
    severity: 'error',
    title: 'attribute without a comparison',
    message: (args) => `"${textOf(args.path)}" is compared with nothing`,
    hint: (args) =>
      args.write === '' ? 'add an operator and a value' : `${write(args) ?? ''}  or  ${textOf(args.path)} is present`,
    help: 'Nothing is true by being there. Say what is asked: `== true` for a boolean, `is present` for anything.',
    example: { wrong: 'beta and country == "US"', right: 'beta == true and country == "US"' },
  },
  FF1267: {
    severity: 'error',
    title: 'wrong use of lower()',
    message: (args) =>
      byFault(args, {
        path: `lower() takes an attribute, not ${textOf(args.found)}`,
        literal: `lower() gives text, ${textOf(args.text)} is ${noun(args.kind)}`,
        right: 'lower() stands on the left only',
      }),
    hint: (args) =>
      byFault(args, {
        path: 'for example  lower(email) == "kim@acme.com"',
        literal: 'compare it with a string, or leave lower() out',
        right: 'literals beside lower() are put in lower case by the compiler',
      }),
    help: '`lower(x)` reads a text attribute, or each text of a list, in lower case. The string literals beside it are put in lower case too, so `lower(email) ends_with "@ACME.com"` does what it says. Patterns of matches are taken as they are.',
    example: { wrong: 'lower(age) == 18', right: 'age == 18' },
  },
  FF1268: {
    severity: 'error',
    title: 'wrong use of now',
    message: (args) =>
      byFault(args, {
        operator: `now cannot be asked with ${textOf(args.text)}`,
        literal: `now is compared with a date, not with ${textOf(args.text)}`,
        right: 'now stands on the left only',
      }),
    hint: (args) =>
      write(args) ??
      byFault(args, {
        operator: 'write < <= > or >= and a date',
        literal: 'for example  now >= date "2026-12-01T09:00:00Z"',
        right: 'compare now with a date, and the attribute in a comparison of its own',
      }),
    help: '`now` is the instant of the evaluation. It takes an order and a date literal, so that the engine knows the instants at which an answer changes. It equals nothing for long, so == is not for it.',
    example: { wrong: 'now == date "2026-12-01"', right: 'now >= date "2026-12-01" and now < date "2026-12-02"' },
  },
  FF1274: {
    severity: 'error',
    title: 'parent of declared attributes',
    message: (args) =>
      `"${textOf(args.path)}" is declared only through what is below it, such as "${textOf(args.below)}"`,
    hint: (args) => `compare "${textOf(args.below)}", or ask  ${textOf(args.path)} is present`,
    help: 'The attribute is an object with declared attributes in it. An object is equal to nothing, so only its presence can be asked; compare what is in it.',
    example: { wrong: 'company == "pro"', right: 'company.plan == "pro"' },
  },
};
