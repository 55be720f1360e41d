/** FF10xx: what a file says before anyone asks what it means. */
import type { CodeDefinition } from '../diagnostic.ts';

/** The codes of YAML and of reading files. */
export const YAML_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1001: {
    severity: 'error',
    title: 'file too large',
    message: ({ limit }) => `the file is larger than ${limit} KiB`,
    hint: () => 'split it, or move long lists of units to a segment with an includeFile',
    help: 'A YAML file of a project holds 64 KiB at most, so that no file can make a check slow. A flag comes near only by long lists of units: put them in a segment, whose `includeFile` may hold 1 MiB.',
  },
  FF1002: {
    severity: 'error',
    title: 'YAML syntax',
    message: ({ problem, detail }) => (detail ? `${problem} (${detail})` : `${problem}`),
    hint: ({ hint }) => (hint ? String(hint) : undefined),
    help: 'The text is not YAML 1.2. The place is where the parser stopped; the slip is often a little above it: a quote or bracket left open, a missing ":" or comma, a value with ": " or " #" in it that wants quotes.',
    example: { wrong: 'description: Checkout: the new one', right: 'description: "Checkout: the new one"' },
  },
  FF1003: {
    severity: 'error',
    title: 'not UTF-8',
    message: ({ byte }) => `the file is not UTF-8 (byte ${byte})`,
    hint: () => 'save it as UTF-8',
    help: 'Files are UTF-8, with or without a byte order mark. Another encoding would give other characters on another machine, and with them other hashes and buckets.',
  },
  FF1004: {
    severity: 'error',
    title: 'empty file',
    message: () => 'the file is empty',
    hint: () => 'fill it, or delete it',
    help: 'A file that says nothing is a mistake: a flag needs at least its `type`. Comments alone are nothing.',
    example: { wrong: '# to do', right: 'type: boolean' },
  },
  FF1005: {
    severity: 'error',
    title: 'several documents',
    message: () => 'a second document begins here; a file holds one',
    hint: () => 'move it to a file of its own, or remove the "---"',
    help: 'YAML can hold several documents in a file, separated by `---`. A file of a project holds one: its name says what it is.',
    example: { wrong: 'type: boolean\n---\ntype: string', right: 'type: boolean' },
  },
  FF1006: {
    severity: 'error',
    title: 'directive',
    message: ({ directive }) => `the directive "${directive}" is not allowed`,
    hint: () => 'remove the line: files are YAML 1.2',
    help: '`%YAML 1.1` would turn `no` into false and `010` into 8. Files are always read as YAML 1.2, so directives are refused.',
    example: { wrong: '%YAML 1.1\n---\ntype: boolean', right: 'type: boolean' },
  },
  FF1007: {
    severity: 'error',
    title: 'anchor or alias',
    message: ({ written }) =>
      `"${written}" is an ${String(written).startsWith('*') ? 'alias' : 'anchor'}; these are not allowed`,
    hint: ({ written }) =>
      String(written).startsWith('*')
        ? 'write the value out, or quote it if a text was meant; what rules share belongs in a segment'
        : 'remove it, or quote the value if a text was meant; what rules share belongs in a segment',
    help: 'Anchors (`&x`) and aliases (`*x`) make a line mean what another line says, so a reviewer of a change does not see what it changes. Write the value out; what rules share belongs in a segment.',
    example: {
      wrong: 'staging: &open { enabled: true }\nproduction: *open',
      right: 'staging: { enabled: true }\nproduction: { enabled: true }',
    },
  },
  FF1008: {
    severity: 'error',
    title: 'too many keys',
    message: ({ keys, limit }) => `this map has ${keys} keys; ${limit} at most`,
    hint: () => 'is it a list rather than a map?',
    help: 'A map holds 500 keys at most, so that no file can make a check slow.',
  },
  FF1009: {
    severity: 'error',
    title: 'nested too deep',
    message: ({ limit }) => `lists and maps are nested deeper than ${limit} levels`,
    hint: () => 'is a bracket left open above?',
    help: 'Lists and maps stand in one another 64 levels deep at most. No flag needs that; files that go deeper are damaged or meant to do harm.',
  },
  FF1010: {
    severity: 'error',
    title: 'merge key',
    message: () => 'the merge key "<<" is not allowed',
    hint: () => 'write the keys out',
    help: '`<<` belongs to YAML 1.1; YAML 1.2 reads it as a key like any other, and readers disagree. Write the keys out.',
    example: { wrong: 'production: { <<: { enabled: true } }', right: 'production: { enabled: true }' },
  },
  FF1011: {
    severity: 'error',
    title: 'tag',
    message: ({ tag }) => `the tag "${tag}" is not allowed`,
    hint: ({ tag, isCondition }) =>
      isCondition
        ? `"!" is written as not:  if: not ${String(tag).slice(1)} ...`
        : 'remove it; a text that begins with "!" wants quotes, and so does a number that is meant as a text',
    help: 'Tags (`!!str`, `!x`) change how a value is read. Quotes do what is needed here: "7" is a text, 7 is a number.',
    example: { wrong: 'owner: !!str 7', right: 'owner: "7"' },
  },
  FF1012: {
    severity: 'error',
    title: 'reserved key',
    message: ({ key }) => `the key "${key}" is not allowed`,
    hint: () => 'choose another name',
    help: '`__proto__`, `constructor` and `prototype` have a meaning of their own in JavaScript objects; programs that copy a value carelessly could be harmed by them. They are refused everywhere but as attributes of a context.',
  },
  FF1013: {
    severity: 'error',
    title: 'duplicate key',
    message: ({ key }) => `the key "${key}" stands here a second time`,
    hint: () => 'remove one of the two',
    help: 'A map has each key once. Of two, readers take the first or the last as they like, so it is an error; `1` and `"1"` are the same key.',
    example: { wrong: 'owner: a\nowner: b', right: 'owner: b' },
  },
  FF1014: {
    severity: 'error',
    title: 'key is no text',
    message: ({ key, kind }) => (key ? `the key ${key} is ${kind}, not a text` : `a key must be a text, not ${kind}`),
    hint: ({ key, name }) => {
      if (name) return `the variants of a boolean flag are called on and off: write  ${name}`;
      return key ? `quote it: "${key}"` : undefined;
    },
    help: 'Keys are texts. `1:`, `true:` and `null:` are a number, a boolean and nothing to YAML: quote them if they are meant.',
    example: { wrong: 'variants: { 1: a }', right: 'variants: { one: a }' },
  },
  FF1015: {
    severity: 'error',
    title: 'no finite number',
    message: ({ value }) => `${value} is not a finite number`,
    hint: () => 'write a number, or quote it if a text was meant',
    help: 'Values are JSON, and JSON has no infinities and no NaN.',
  },
  FF1016: {
    severity: 'error',
    title: 'number too large to be exact',
    message: ({ value, read }) => `${value} is too large to be exact; it would be read as ${read}`,
    hint: ({ value }) => `quote it: "${value}"`,
    help: 'Integers beyond 2^53 - 1 (9007199254740991) lose digits in JavaScript and in most readers of JSON. Ids of that size are texts: quote them.',
    example: { wrong: 'targets: { on: [12345678901234567890] }', right: 'targets: { on: ["12345678901234567890"] }' },
  },
  FF1017: {
    severity: 'error',
    title: 'tab indentation',
    message: () => 'a tab stands in the indentation; YAML wants spaces',
    hint: () => 'replace tabs by two spaces each',
    help: 'YAML forbids tabs in indentation, because their width is not defined.',
  },
  FF1018: {
    severity: 'error',
    title: 'control character',
    message: ({ character }) => `the file contains the control character ${character}`,
    hint: ({ character }) =>
      character === 'U+0000'
        ? 'is it a binary file, or UTF-16?'
        : 'remove it, or write it as an escape in double quotes',
    help: 'Control characters other than tab and line break are not YAML and cannot be seen in a review.',
  },
  FF1019: {
    severity: 'warning',
    title: 'bare yes or no',
    message: ({ value }) => `${value} is a text here, but a boolean to other YAML readers`,
    hint: ({ value }) => `write "${value}" if the text is meant, else true or false`,
    help: 'YAML 1.1 reads `yes`, `no`, `y`, `n`, `on` and `off` as booleans, YAML 1.2 as texts. Quoted, it is a text to everyone. The names of variants (`serve: on`) need no quotes: there FlagForge always reads a name.',
    example: { wrong: 'variants: { norway: no }', right: 'variants: { norway: "no" }' },
  },
  FF1020: {
    severity: 'error',
    title: 'unpaired surrogate',
    message: () => 'this text holds half of a character (an unpaired surrogate)',
    hint: () => 'write the character itself, or both halves of it',
    help: 'An escape such as "\\ud83d" without its second half has no UTF-8 form, so it can be neither hashed nor sent.',
  },
  FF1021: {
    severity: 'error',
    title: 'unreadable file',
    message: ({ reason }) => `the file cannot be read: ${reason}`,
    hint: () => 'check its permissions and what it points to',
    help: 'The file is there but could not be read, so nobody knows what it would change.',
  },
  FF1022: {
    severity: 'error',
    title: 'link out of the project',
    message: () => 'the file is a symbolic link that leads out of the project',
    hint: () => 'put the file itself here',
    help: "What a project says is in its folder, where it is reviewed. A symbolic link that leads elsewhere could change a flag, or show a file of the machine, without anyone's review.",
  },
};
