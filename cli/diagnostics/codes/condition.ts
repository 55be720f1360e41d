import type { Args, CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  semver: 'a semver',
  date: 'a date',
  cidr: 'a cidr',
  ip: 'an ip',
  'string[]': 'a list of strings',
  'number[]': 'a list of numbers',
  'boolean[]': 'a list of booleans',
};

/** A type, or the kind of a literal, as a noun. */
const noun = (value: Args[string] | undefined): string => NOUNS[textOf(value)] ?? textOf(value);

const EXAMPLES: Readonly<Record<string, string>> = {
  string: '"pro"',
  number: '18',
  boolean: 'true',
  semver: 'semver "2.1.0"',
  date: 'date "2026-12-01"',
  cidr: 'cidr "10.0.0.0/8"',
};

/** The corrected form, when the finding has one, as every hint writes it. */
const write = (args: Args): string | undefined =>
  typeof args.write === 'string' && args.write !== '' ? `write  ${args.write}` : undefined;

/** Picks by `args.fault`. */
const byFault = (args: Args, texts: Readonly<Record<string, string>>): string => texts[textOf(args.fault)] ?? '';

const TYPE_HINTS: Readonly<Record<string, string>> = {
  string: 'for an order, declare it as number, semver or date in flagforge.yaml',
  semver: 'versions are compared whole, e.g. >= semver "2.0.0" and < semver "3.0.0"',
  date: 'dates are compared as instants, e.g. >= date "2026-01-01" and < date "2027-01-01"',
  ip: 'addresses are tested against networks, e.g. in cidr "10.0.0.0/8"',
};

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

/** FF1240-FF1299: what can be wrong with a condition, its grammar, names, types and values. */
export const CONDITION_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1240: {
    severity: 'error',
    title: 'unexpected in a condition',
    message: (args) => `expected ${textOf(args.expected)}, found ${textOf(args.found)}`,
    hint: write,
    help: 'The condition does not go on as the language wants it. A comparison is an attribute, an operator and a value; comparisons are joined with `and`, `or`, `not` and parentheses. What comes after the place is still checked, so one mistake does not hide the others.',
    example: { wrong: 'plan == "pro" country == "US"', right: 'plan == "pro" and country == "US"' },
  },
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
  FF1246: {
    severity: 'error',
    title: 'malformed semver, date or cidr',
    message: (args) => `"${textOf(args.text)}" is no ${textOf(args.kind)}: ${textOf(args.reason)}`,
    hint: (args) => `for example ${EXAMPLES[textOf(args.kind)] ?? ''}`,
    help: 'The text after semver, date or cidr is not one. A semver is `[v]1[.2[.3]]` with an optional prerelease and build; a date is YYYY-MM-DD or RFC 3339 with an offset; a cidr is an IPv4 or IPv6 address with an optional prefix.',
    example: { wrong: 'signedUpAt > date "2026-02-30"', right: 'signedUpAt > date "2026-02-28"' },
  },
  FF1247: {
    severity: 'error',
    title: 'host bits set in a cidr',
    message: (args) => `"${textOf(args.text)}" has bits set after its prefix`,
    hint: write,
    help: 'The address of a network has only zeros after its prefix. With other bits set it is unclear whether one address or the whole network was meant, so it is refused: write the network, or leave out the prefix for the single address.',
    example: { wrong: 'ip in cidr "10.1.2.3/8"', right: 'ip in cidr "10.0.0.0/8"' },
  },
  FF1248: {
    severity: 'error',
    title: 'empty text',
    message: (args) => `${textOf(args.operator)} "" is true for every text`,
    hint: () => 'write the text, or  is present  if any value will do',
    help: 'Every text contains, begins with and ends with the empty text, so the comparison would test nothing but the type. Say what was meant: a text, or `is present`.',
    example: { wrong: 'email starts_with ""', right: 'email is present' },
  },
  FF1249: {
    severity: 'error',
    title: 'pattern not understood',
    message: (args) => `${textOf(args.reason)} (character ${textOf(args.position)} of the pattern)`,
    hint: (args) => (typeof args.hint === 'string' ? args.hint : undefined),
    help: 'Patterns of `matches` are a small language that runs in linear time everywhere: literals, `.`, classes and ranges, \\d \\w \\s and their opposites, groups, `|`, `* + ? {n} {n,} {n,m}` up to 100, and ^ and $ at the ends. Look-around, back references, lazy repetition and flags are not part of it. In the string a backslash is written twice.',
    example: { wrong: 'email matches "(?=.*admin)"', right: 'email matches "admin"' },
  },
  FF1250: {
    severity: 'error',
    title: 'pattern too complex',
    message: (args) =>
      `the pattern is too complex: ${args.cause === 'classes' ? 'it tells more than 32 classes of characters apart' : args.cause === 'repetitions' ? 'its repetitions multiply' : 'it needs more than 256 states'}`,
    hint: () => 'shorten it, lower its repetitions, or split it into several conditions',
    help: 'Every pattern becomes a small table that browsers, servers and edge functions walk, one step a character: at most 256 states and 32 classes of characters after minimisation. Large counted repetitions, long words and "something, then anything, n characters before the end" make it grow. Split it, or compare with ==, in, starts_with or ends_with.',
    example: { wrong: 'sku matches "a.{40}b$"', right: 'sku matches "^a.*b$"' },
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
  FF1252: {
    severity: 'error',
    title: 'malformed string',
    message: (args) =>
      byFault(args, {
        unterminated: 'the string is not closed',
        comment: 'the string is cut off: an unquoted YAML text ends where " #" begins a comment',
        control: 'a string holds no line breaks, tabs or control characters as they are',
        unicode: '\\u wants four hexadecimal digits',
        surrogate: `${textOf(args.text)} is half of a character`,
        escape: `${textOf(args.text)} is no escape of a string`,
      }),
    hint: (args) =>
      write(args) ??
      byFault(args, {
        unterminated: 'end it with a double quote',
        comment: 'put the whole condition in single quotes, or on a line of its own below  if: >-',
        surrogate: 'write both halves, or the character itself',
        unicode: 'for example \\u00e9',
      }),
    help: 'Strings are JSON strings: double quotes, and the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX. A backslash of a pattern is therefore written twice. Around it, YAML may have escapes of its own: unquoted and single-quoted YAML leaves backslashes alone.',
    example: { wrong: 'email matches "\\d+"', right: 'email matches "\\\\d+"' },
  },
  FF1253: {
    severity: 'error',
    title: 'malformed number',
    message: (args) =>
      byFault(args, {
        infinite: `${textOf(args.text)} is too large for a number`,
        unsafe: `${textOf(args.text)} cannot be held exactly: whole numbers go to 9007199254740991`,
        date: `${textOf(args.text)} is no number but a date`,
        cidr: `${textOf(args.text)} is no number but a network`,
        semver: `${textOf(args.text)} is no number but a version`,
        plus: `${textOf(args.text)} begins with a plus`,
        fraction: `${textOf(args.text)} lacks digits beside its point`,
        zeros: `${textOf(args.text)} begins with zeros`,
        letter: `${textOf(args.text)} is no number`,
        sign: `${textOf(args.text)} is no number`,
      }),
    hint: (args) =>
      write(args) ??
      byFault(args, {
        unsafe: 'an identifier is a string: put it in double quotes',
        letter: 'put it in double quotes if it is a string; a space parts a number from a word',
      }),
    help: 'Numbers are JSON numbers: no leading zeros or plus, digits on both sides of the point, no letters behind. Whole numbers beyond 2^53-1 would change silently, so they are refused. Versions, dates and networks are written as strings after the name of their type.',
    example: { wrong: 'appVersion >= 2.1.0', right: 'appVersion >= semver "2.1.0"' },
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
  FF1256: {
    severity: 'error',
    title: 'empty list',
    message: () => 'the list is empty, so the comparison can never be true',
    hint: () => 'write at least one value',
    help: 'Nothing is in an empty list and nothing is contained of it. A list holds one value or more.',
    example: { wrong: 'country in []', right: 'country in ["US"]' },
  },
  FF1257: {
    severity: 'error',
    title: 'list of several kinds',
    message: (args) => `the list begins with ${noun(args.first)}, this is ${noun(args.kind)}`,
    hint: () => 'all items of a list are of one kind',
    help: 'An attribute has one type, so a list with values of several kinds holds some that can never be equal to it. Most often a pair of quotes is missing.',
    example: { wrong: 'level in [1, "2"]', right: 'level in [1, 2]' },
  },
  FF1258: {
    severity: 'error',
    title: 'operator of another language',
    message: (args) => `"${textOf(args.text)}" is not part of the language`,
    hint: write,
    help: 'Operators are words in lower case (and, or, not, in, contains, starts_with, ends_with, matches) and the signs == != < <= > >=. What other languages write instead is recognised and can be mended by --fix.',
    example: { wrong: 'plan = "pro" && !beta == true', right: 'plan == "pro" and not beta == true' },
  },
  FF1259: {
    severity: 'error',
    title: 'other quotes',
    message: (args) => `${textOf(args.text)} is not in double quotes`,
    hint: write,
    help: 'Strings stand in straight double quotes. Single quotes and the curly ones of word processors and chats look alike but are not the same; --fix replaces them. In YAML, a condition that begins with a quote, or holds a colon and a space, is best put in single quotes as a whole.',
    example: { wrong: "country == 'US'", right: 'country == "US"' },
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
  FF1269: {
    severity: 'error',
    title: 'chained comparison',
    message: () => 'one comparison cannot follow another',
    hint: (args) => write(args) ?? 'write two comparisons with and between them',
    help: 'Each comparison has one attribute and one value. A range is two comparisons, joined with and.',
    example: { wrong: '18 <= age < 65', right: 'age >= 18 and age < 65' },
  },
  FF1270: {
    severity: 'error',
    title: 'missing quotes',
    message: (args) => `${textOf(args.text)} is no value: a string stands in double quotes`,
    hint: (args) => `${write(args) ?? ''}; two attributes cannot be compared`,
    help: 'On the right stands a literal: a string in double quotes, a number, true or false, or a semver, date or cidr with its string. A word without quotes would be an attribute, and attributes are compared with literals only.',
    example: { wrong: 'region == us-east-1', right: 'region == "us-east-1"' },
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
  FF1274: {
    severity: 'error',
    title: 'parent of declared attributes',
    message: (args) =>
      `"${textOf(args.path)}" is declared only through what is below it, such as "${textOf(args.below)}"`,
    hint: (args) => `compare "${textOf(args.below)}", or ask  ${textOf(args.path)} is present`,
    help: 'The attribute is an object with declared attributes in it. An object is equal to nothing, so only its presence can be asked; compare what is in it.',
    example: { wrong: 'company == "pro"', right: 'company.plan == "pro"' },
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
