import type { CodeDefinition } from '../diagnostic.ts';
import { byFault, write } from './condition-words.ts';
import { textOf } from './wording.ts';

const LIMIT_MESSAGES: Readonly<Record<string, string>> = {
  characters: 'characters long',
  comparisons: 'comparisons long',
  depth: 'levels of parentheses and not deep',
  list: 'items long',
};

const LIMIT_HINTS: Readonly<Record<string, string>> = {
  characters: 'move parts of it into segments',
  comparisons: 'move parts of it into segments, or compare with lists: in ["a", "b"]',
  depth: 'move the inner part into a segment',
  list: 'move the list into a segment (include or includeFile)',
};

/** How a condition is put together, and words of other languages. */
export const CONDITION_GRAMMAR_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1240: {
    severity: 'error',
    title: 'unexpected in a condition',
    message: (args) => `expected ${textOf(args.expected)}, found ${textOf(args.found)}`,
    hint: write,
    help: 'The condition does not go on as the language wants it. A comparison is an attribute, an operator and a value; comparisons are joined with `and`, `or`, `not` and parentheses. What comes after the place is still checked, so one mistake does not hide the others.',
    example: { wrong: 'plan == "pro" country == "US"', right: 'plan == "pro" and country == "US"' },
  },
  FF1251: {
    severity: 'error',
    title: 'empty condition',
    message: (args) => `the ${textOf(args.what)} is empty`,
    hint: (args) =>
      args.what === 'path'
        ? 'write an attribute, such as userId or company.plan'
        : 'write a comparison, or leave the rule out: the default is for everyone',
    help: 'A condition holds at least one comparison or segment. What everyone gets stands in the `default` of the environment, not in a rule.',
    example: { wrong: 'if: ""', right: 'if: country == "US"' },
  },
  FF1254: {
    severity: 'error',
    title: 'malformed path',
    message: (args) =>
      byFault(args, {
        unterminated: 'the backtick is not closed',
        empty: 'there is no name between the backticks',
        long: `a name between backticks has 100 characters at most, this one has ${textOf(args.count)}`,
        escape: 'in backticks a backslash escapes only ` and \\',
        surrogate: 'a name holds half of a character',
        step: `a name is missing after "${textOf(args.text)}"`,
        odd: `"${textOf(args.text)}" is no plain name`,
      }),
    hint: (args) =>
      write(args) ??
      byFault(args, {
        escape: 'write \\\\ for a backslash',
        step: 'a name that is not plain stands in backticks, as in user.`0`',
      }),
    help: 'A path is names joined by dots, with no white space: `company.plan`. A plain name is ASCII letters, digits and _, not beginning with a digit. Any other name stands in backticks, where ` and \\ are escaped by a backslash; a dot in backticks is part of the name.',
    example: { wrong: 'user-id == "u-1"', right: '`user-id` == "u-1"' },
  },
  FF1255: {
    severity: 'error',
    title: 'condition too large',
    message: (args) =>
      `${args.limit === 'list' ? 'a list' : 'a condition'} is at most ${textOf(args.max)} ${LIMIT_MESSAGES[textOf(args.limit)] ?? ''}`,
    hint: (args) => LIMIT_HINTS[textOf(args.limit)],
    help: 'A condition has at most 4,096 characters, 200 comparisons, and 32 levels of parentheses and `not` together; a list has at most 1,000 items. Segments have no such limit on their lists, can be shared, and have a name that says what they mean.',
    example: { wrong: 'userId in ["u-1", "u-2", ...and 2,000 more]', right: 'segment "beta-users"' },
  },
  FF1258: {
    severity: 'error',
    title: 'operator of another language',
    message: (args) => `"${textOf(args.text)}" is not part of the language`,
    hint: write,
    help: 'Operators are words in lower case (and, or, not, in, contains, starts_with, ends_with, matches) and the signs == != < <= > >=. What other languages write instead is recognised and can be mended by --fix.',
    example: { wrong: 'plan = "pro" && !beta == true', right: 'plan == "pro" and not beta == true' },
  },
  FF1260: {
    severity: 'error',
    title: 'value on the left',
    message: (args) =>
      args.write === undefined
        ? `${textOf(args.text)} begins with a value`
        : 'the attribute stands on the left, the value on the right',
    hint: (args) => write(args) ?? 'begin with the attribute, as in  country == "US"',
    help: 'A comparison begins with the attribute, so that every rule reads the same way. `"x" in roles` is `roles contains "x"`; `5 < age` is `age > 5`.',
    example: { wrong: '"admin" in roles', right: 'roles contains "admin"' },
  },
  FF1261: {
    severity: 'error',
    title: 'null',
    message: (args) => `${textOf(args.text)} is no value: what is null counts as missing`,
    hint: (args) => write(args) ?? 'ask  is absent  or  is present',
    help: 'There is no null in conditions. An attribute that is null is the same as one that is not there: ask whether it `is absent` or `is present`.',
    example: { wrong: 'country == null', right: 'country is absent' },
  },
  FF1262: {
    severity: 'error',
    title: 'presence in other words',
    message: (args) => `"${textOf(args.text)}" is not part of the language`,
    hint: write,
    help: 'There are two words for it: `is present` (not missing and not null; an empty string, an empty list, 0 and false are present) and its opposite, `is absent`.',
    example: { wrong: 'email is not present', right: 'email is absent' },
  },
  FF1263: {
    severity: 'error',
    title: 'reserved word as an attribute',
    message: (args) => `"${textOf(args.word)}" is a word of the language`,
    hint: (args) => `if the attribute has this name, write  \`${textOf(args.word)}\``,
    help: 'The words of the language cannot be the first step of a path as they are. In backticks any name can; behind a dot no backticks are needed: `order.date`.',
    example: { wrong: 'date is present', right: '`date` is present' },
  },
  FF1264: {
    severity: 'error',
    title: 'word that is kept out of the language',
    message: (args) => `"${textOf(args.word)}" is not part of the language`,
    hint: (args) =>
      write(args) ??
      (args.word === 'if'
        ? 'begin with the comparison: the key is the "if" already'
        : 'what a rule gives stands beside its condition, under serve or rollout'),
    help: 'A condition only asks; what is served stands beside it. Words that would make it ambiguous are left out: between is two comparisons (which says whether its ends belong), like is contains, starts_with or ends_with, before and after are < and >.',
    example: { wrong: 'age between 18 and 65', right: 'age >= 18 and age <= 65' },
  },
  FF1269: {
    severity: 'error',
    title: 'chained comparison',
    message: () => 'one comparison cannot follow another',
    hint: (args) => write(args) ?? 'write two comparisons with and between them',
    help: 'Each comparison has one attribute and one value. A range is two comparisons, joined with and.',
    example: { wrong: '18 <= age < 65', right: 'age >= 18 and age < 65' },
  },
  FF1271: {
    severity: 'error',
    title: 'white space in a path',
    message: () => 'a path has no white space around its dots',
    hint: () => 'write the names and dots without spaces, as in company.plan',
    help: 'A path is one word: names and dots with nothing between them. A name that holds a space stands in backticks.',
    example: { wrong: 'company . plan == "pro"', right: 'company.plan == "pro"' },
  },
  FF1272: {
    severity: 'error',
    title: 'unexpected character',
    message: (args) => `${JSON.stringify(textOf(args.text))} has no place in a ${textOf(args.where)}`,
    hint: (args) =>
      args.where === 'path'
        ? 'a path is names joined by dots; any other name stands in backticks'
        : 'a string stands in double quotes; a name that is not plain in backticks',
    help: 'Outside of strings and backticks a condition is made of names, numbers, ( ) [ ] , and the signs == != < <= > >=. Non-breaking spaces, which web pages leave behind, are replaced by --fix. There is no arithmetic.',
    example: { wrong: 'age % 2 == 0', right: 'age in [2, 4, 6]' },
  },
  FF1273: {
    severity: 'error',
    title: 'unbalanced parentheses',
    message: (args) =>
      byFault(args, {
        stray: '")" closes nothing',
        empty: 'there is nothing between the parentheses',
        open: `"${textOf(args.text)}" is not closed`,
      }),
    hint: (args) =>
      byFault(args, {
        stray: 'leave it out, or add the "(" that it should close',
        empty: 'write a comparison between them',
        open: `add the "${args.text === '[' ? ']' : ')'}" where it should end`,
      }),
    help: 'Every parenthesis and bracket that opens must close, in order, with something between.',
    example: {
      wrong: '(plan == "pro" or plan == "team" and beta == true',
      right: '(plan == "pro" or plan == "team") and beta == true',
    },
  },
  FF1276: {
    severity: 'error',
    title: 'unknown function',
    message: (args) => `there is no function ${textOf(args.name)}()`,
    hint: () => 'the only function is lower(path)',
    help: 'Conditions compare attributes as they are; the only thing done to one is lower(). What needs a computation is computed by the application and given as an attribute.',
    example: { wrong: 'len(roles) > 0', right: 'roles is present' },
  },
};
