/** FF11xx: the shape of files, their names, and what a JSON Schema cannot say of one. */
import type { Args, CodeDefinition } from '../diagnostic.ts';

const listed = (names: unknown): string => (Array.isArray(names) ? names.join(', ') : '');

/** `"key" ` or nothing, for sentences about a value that may stand at the root. */
const named = ({ name }: Args): string => (name === undefined || name === '' ? 'this' : `"${name}"`);

/** The codes of shape. */
export const SHAPE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1101: {
    severity: 'error',
    title: 'unknown key',
    message: ({ key }) => `"${key}" is not a key that stands here`,
    hint: ({ suggestion, known, hint }) => {
      if (hint !== undefined) return String(hint);
      const all = listed(known);
      const keys = all === '' ? 'no keys stand here' : `keys: ${all}`;
      return suggestion === undefined ? keys : `did you mean "${suggestion}"?`;
    },
    help: 'A key that FlagForge does not know would be a wish that nobody grants, so it is an error. Most are slips of the pen.',
    example: { wrong: 'rolout: { on: 10, off: 90 }', right: 'rollout: { on: 10, off: 90 }' },
  },
  FF1102: {
    severity: 'error',
    title: 'missing key',
    message: ({ key }) => `the key "${key}" is missing`,
    hint: ({ key, where }) => {
      if (key === 'type')
        return where === '' ? 'add  type: boolean  (or string, number, json)' : 'add  type: string  (or another type)';
      if (key === 'version') return 'add  version: 1';
      if (key === 'off')
        return where === 'variants'
          ? 'boolean flags have the variants on and off'
          : 'add  off:  and the variant that is served when the flag is disabled, killed or excluded';
      if (key === 'variants')
        return 'add  variants:  with a value for each, e.g.  variants: { red: "#f00", blue: "#00f" }';
      return undefined;
    },
    help: 'Something that must be said is not. The place is the key of the map in which it is missing.',
  },
  FF1103: {
    severity: 'error',
    title: 'wrong type',
    message: (args) => `${named(args)} is ${args['value']}; expected ${args['expected']}`,
    hint: ({ hint, expected, value, kind }) => {
      if (hint !== undefined) return String(hint);
      if (expected === 'a text' && (kind === 'a number' || String(kind).startsWith('the boolean')))
        return `quote it: "${value}"`;
      return undefined;
    },
    help: 'The value is of another type than the one that belongs here. YAML reads 7 as a number, true as a boolean and "7" as a text.',
    example: { wrong: 'owner: 7', right: 'owner: "7"' },
  },
  FF1104: {
    severity: 'error',
    title: 'not one of the values',
    message: (args) => `${named(args)} cannot be ${args['value']}`,
    hint: ({ suggestion, allowed }) =>
      suggestion === undefined
        ? `one of: ${listed(allowed)}`
        : `did you mean ${suggestion}? One of: ${listed(allowed)}`,
    help: 'Only certain values are possible here; the hint lists them.',
    example: { wrong: 'type: bool', right: 'type: boolean' },
  },
  FF1105: {
    severity: 'error',
    title: 'wrong form',
    message: ({ value, expected }) => `${value} is not ${expected}`,
    hint: ({ hint }) => (hint === undefined ? undefined : String(hint)),
    help: 'The text does not have the form that is needed here, for example a name with a space in it.',
    example: { wrong: 'variants: { "new one": 1 }', right: 'variants: { new-one: 1 }' },
  },
  FF1106: {
    severity: 'error',
    title: 'out of range',
    message: (args) => `${named(args)} is ${args['value']}; expected ${args['expected']}`,
    help: 'The number is outside of what is possible here.',
    example: { wrong: 'rollout: { on: 120, off: -20 }', right: 'rollout: { on: 100, off: 0 }' },
  },
  FF1107: {
    severity: 'error',
    title: 'empty',
    message: (args) =>
      args['kind'] === 'a map' && Number(args['limit']) > 1 ? `${named(args)} sets nothing` : `${named(args)} is empty`,
    hint: () => 'fill it, or leave the key out',
    help: 'A list, map or text that needs something in it has nothing. To say nothing, leave the key out.',
  },
  FF1108: {
    severity: 'error',
    title: 'too long',
    message: (args) => `${named(args)} is longer than ${args['limit']} characters`,
    help: 'Names of flags, environments, segments and groups, and salts, have 100 characters at most.',
  },
  FF1109: {
    severity: 'error',
    title: 'listed twice',
    message: (args) => `${args['value']} stands in this list a second time`,
    hint: () => 'remove one of the two',
    help: 'Each item stands in this list once.',
  },
  FF1110: {
    severity: 'error',
    title: 'key without its rollout',
    message: ({ key, needs }) => `"${key}" means nothing without "${needs}"`,
    hint: ({ key }) => `remove "${key}", or give the rule a rollout`,
    help: '`unit`, `salt` and `hash` say how a rollout divides; a rule that serves one variant divides nothing.',
    example: { wrong: '- { if: age > 17, serve: on, unit: accountId }', right: '- { if: age > 17, serve: on }' },
  },
  FF1111: {
    severity: 'error',
    title: 'percent that is not exact',
    message: ({ value }) => `${value} is not a percent from 0 to 100 with up to 3 decimals`,
    hint: () => 'write it as a plain decimal such as 33.333',
    help: 'Percents are kept as whole thousandths, so that every engine cuts at the same unit: up to 3 decimals, no sign and no exponent.',
    example: { wrong: 'rollout: { on: 33.3333, off: 66.6667 }', right: 'rollout: { on: 33.333, off: 66.667 }' },
  },
  FF1112: {
    severity: 'error',
    title: 'percent on a flag that is not boolean',
    message: ({ value, type }) => `${value} is short for { on, off } of a boolean flag; this flag is a ${type}`,
    hint: () => 'name the variants: rollout: { control: 90, treatment: 10 }',
    help: '`rollout: 10%` means 10 % on and 90 % off. A flag with other variants must say which gets what.',
    example: {
      wrong: 'type: string\n# ...\nrollout: 10%',
      right: 'type: string\n# ...\nrollout: { control: 90, treatment: 10 }',
    },
  },
  FF1113: {
    severity: 'error',
    title: 'number that is not a plain unit',
    message: ({ value, read }) => `${value} would be read as the unit ${read}`,
    hint: ({ value }) => `quote it: "${value}"`,
    help: 'Unquoted, `007` is the number 7 and `1e3` is 1000: not the ids that they look like. A number in a list of units is written as its plain decimal, or quoted.',
    example: { wrong: 'targets: { on: [007] }', right: 'targets: { on: ["007"] }' },
  },
  FF1114: {
    severity: 'error',
    title: "a boolean flag's variants",
    message: () => 'the variants of a boolean flag are exactly on: true, off: false, in this order',
    hint: () => 'leave "variants" out: they are implied',
    help: 'Rollouts take their ranges in the order of the variants. With a fixed order, raising `on` from 10 to 25 moves nobody out on any boolean flag.',
    example: { wrong: 'variants: { off: false, on: true }', right: 'variants: { on: true, off: false }' },
  },
  FF1115: {
    severity: 'error',
    title: 'day that does not exist',
    message: ({ value }) => `${value} is not a day of the calendar`,
    help: '`expires` is a day, YYYY-MM-DD.',
    example: { wrong: 'expires: 2027-02-30', right: 'expires: 2027-02-28' },
  },
  FF1116: {
    severity: 'error',
    title: 'not an instant',
    message: ({ value }) => `"${value}" is not an instant`,
    hint: ({ suggestion }) =>
      suggestion === undefined
        ? 'write RFC 3339 with an offset, e.g. "2026-12-01T09:00:00Z" or "2026-12-01T10:00:00+01:00"'
        : `an instant needs a time and an offset: "${suggestion}"`,
    help: 'An instant is written as RFC 3339 with an offset, so that it is the same everywhere. A day alone, or a time without an offset, could be 24 different instants.',
    example: { wrong: 'at: "2026-12-01 09:00"', right: 'at: "2026-12-01T09:00:00Z"' },
  },
  FF1117: {
    severity: 'error',
    title: "a group's salt",
    message: ({ salt }) => `the salt "${salt}" begins with "group:"`,
    hint: () => 'choose another beginning',
    help: 'Salts that begin with `group:` belong to groups. A rollout that used one would divide units exactly as the group does, and give whole slots to one variant.',
  },
  FF1118: {
    severity: 'error',
    title: 'both serve and rollout',
    message: () => 'a rule has "serve" or "rollout", not both',
    hint: () => 'remove one of the two',
    help: 'A rule gives one variant (`serve`) or divides units over several (`rollout`).',
    example: { wrong: '- { if: age > 17, serve: on, rollout: 10% }', right: '- { if: age > 17, rollout: 10% }' },
  },
  FF1119: {
    severity: 'error',
    title: 'attribute declared twice',
    message: ({ key }) => `the attribute ${key} is declared already, in another spelling`,
    hint: () => 'remove one of the two',
    help: 'Backticks only quote: `` company.`plan` `` and `company.plan` are one attribute.',
  },
  FF1120: {
    severity: 'error',
    title: 'enum value of another type',
    message: ({ value, type }) => `${value} can never be a value of an attribute of type ${type}`,
    hint: ({ type }) => {
      if (String(type).startsWith('boolean')) return 'write true or false';
      return String(type).startsWith('number') ? 'write a number' : 'quote it';
    },
    help: 'An enum lists the values that the attribute can have, so they are of its type (for a list: of its elements).',
    example: { wrong: 'tier: { type: string, enum: [1, 2] }', right: 'tier: { type: string, enum: ["1", "2"] }' },
  },
  FF1121: {
    severity: 'error',
    title: 'rule without an answer',
    message: () => 'the rule has neither "serve" nor "rollout"',
    hint: () => 'add  serve:  and a variant, or  rollout:  and percents',
    help: 'A rule that matches ends the search, so it must say what it gives: one variant (`serve`) or shares of several (`rollout`).',
    example: { wrong: '- if: age > 17', right: '- if: age > 17\n  serve: on' },
  },
  FF1122: {
    severity: 'error',
    title: 'file name that is no key',
    message: ({ name, what }) => `"${name}" cannot be the ${what}`,
    hint: ({ suggestion }) =>
      suggestion === undefined
        ? 'a lower-case letter or digit, then lower-case letters, digits, ".", "_" or "-", 100 characters at most'
        : `rename the file to ${suggestion}`,
    help: 'The name of a file is the key of its flag (or the name of its segment): `[a-z0-9]` then `[a-z0-9._-]`, 100 characters at most. Keys are in URLs, headers and code, where anything else would need escaping.',
  },
  FF1123: {
    severity: 'error',
    title: 'file that is not read',
    message: ({ reason }) => String(reason),
    hint: ({ hint }) => (hint === undefined ? undefined : String(hint)),
    help: 'A project reads flagforge.yaml, <flag-key>.yaml and <flag-key>.test.yaml beside it, segments/<name>.yaml and contexts/<name>.yaml. Any other YAML in its folder would look as if it counted, so it is an error.',
  },
  FF1124: {
    severity: 'error',
    title: 'no such includeFile',
    message: ({ path }) => `there is no file ${path}`,
    hint: () => "the path is relative to the segment's file",
    help: "`includeFile` names a text file with one unit a line, relative to the segment's file and inside the project.",
  },
  FF1125: {
    severity: 'error',
    title: 'includeFile outside of the project',
    message: ({ path }) => `${path} is outside of the project`,
    hint: () => 'move the file into the project folder, for example into segments/',
    help: 'What a segment includes is reviewed with it, so the file lies inside the project: no absolute path, no `..` that leaves the folder, no symbolic link that does.',
  },
  FF1126: {
    severity: 'error',
    title: 'includeFile that cannot be used',
    message: ({ path, reason }) => `${path} ${reason}`,
    help: 'An `includeFile` is UTF-8 text of 1 MiB at most, one unit a line (LF or CRLF). Blank lines are skipped; nothing else is trimmed.',
  },
  FF1127: {
    severity: 'error',
    title: 'tests of no flag',
    message: ({ key }) => `there is no flag "${key}" for these tests`,
    hint: ({ suggestion }) =>
      suggestion === undefined ? undefined : `did you mean "${suggestion}"? The file would be ${suggestion}.test.yaml`,
    help: '`<flag-key>.test.yaml` holds the tests of the flag `<flag-key>.yaml` beside it. Without that flag nothing would run them.',
  },
  FF1128: {
    severity: 'error',
    title: 'no flagforge.yaml',
    message: () => 'the project has no flagforge.yaml',
    hint: () => 'write flagforge.yaml with version: 1, organization, project and environments',
    help: 'A folder that holds flagforge.yaml is a project; without it there are no environments and no attributes to check against.',
  },
};
