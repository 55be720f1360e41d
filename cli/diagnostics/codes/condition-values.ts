import type { CodeDefinition } from '../diagnostic.ts';
import { byFault, EXAMPLES, write } from './condition-words.ts';
import { textOf } from './wording.ts';

/** Literals, lists and patterns: how they are written. */
export const CONDITION_VALUE_CODES: Readonly<Record<string, CodeDefinition>> = {
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
  FF1256: {
    severity: 'error',
    title: 'empty list',
    message: () => 'the list is empty, so the comparison can never be true',
    hint: () => 'write at least one value',
    help: 'Nothing is in an empty list and nothing is contained of it. A list holds one value or more.',
    example: { wrong: 'country in []', right: 'country in ["US"]' },
  },
  FF1259: {
    severity: 'error',
    title: 'other quotes',
    message: (args) => `${textOf(args.text)} is not in double quotes`,
    hint: write,
    help: 'Strings stand in straight double quotes. Single quotes and the curly ones of word processors and chats look alike but are not the same; --fix replaces them. In YAML, a condition that begins with a quote, or holds a colon and a space, is best put in single quotes as a whole.',
    example: { wrong: "country == 'US'", right: 'country == "US"' },
  },
  FF1270: {
    severity: 'error',
    title: 'missing quotes',
    message: (args) => `${textOf(args.text)} is no value: a string stands in double quotes`,
    hint: (args) => `${write(args) ?? ''}; two attributes cannot be compared`,
    help: 'On the right stands a literal: a string in double quotes, a number, true or false, or a semver, date or cidr with its string. A word without quotes would be an attribute, and attributes are compared with literals only.',
    example: { wrong: 'region == us-east-1', right: 'region == "us-east-1"' },
  },
};
