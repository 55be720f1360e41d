import type { CommandSpec } from './command.ts';
import { DIR, formatOption, JSON_OUTPUT } from './shared-options.ts';

/** What is typed while flags are written and reviewed. */
export const EDITING_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'validate',
    summary: 'find every problem in the files of a project',
    about:
      'Reads all files of the project and reports every problem in one run, each with its place, a code, an\n' +
      'excerpt and a hint. `flagforge explain <code>` says more about a code.',
    arguments: [],
    options: [
      { syntax: '--fix', about: 'mend what can be mended safely, and report the rest' },
      { syntax: '--edge', about: 'also whether all fits the edge: its store, and what it may read for a flag' },
      formatOption(['text', 'json', 'github', 'sarif']),
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge validate', 'check the project in flags/'],
      ['flagforge validate --fix', 'mend what is safe to mend'],
      ['flagforge validate --format github', 'annotate a pull request from a workflow'],
      ['flagforge validate --format sarif > flags.sarif', 'for code scanning'],
    ],
    run: async (terminal, options) => (await import('../commands/validate.ts')).validate(terminal, options),
  },
  {
    name: 'test',
    summary: 'run the tests beside the flags',
    about:
      'Runs every <flag>.test.yaml: each test names an environment and a context and says what the flag must\n' +
      'answer. A test without `now` runs at the present instant; where its answer will change with time, a\n' +
      'warning says so.',
    arguments: [{ syntax: '[flags...]', about: 'only the tests of these flags', completes: 'flags' }],
    options: [formatOption(['text', 'json', 'junit']), JSON_OUTPUT, DIR],
    examples: [
      ['flagforge test', 'run all tests'],
      ['flagforge test new-checkout search-v2', 'run the tests of two flags'],
      ['flagforge test --format junit > junit.xml', 'for a CI that shows test results'],
    ],
    run: async (terminal, options, words) => (await import('../commands/test.ts')).test(terminal, options, words),
  },
  {
    name: 'new',
    summary: 'write the file of a new flag',
    about:
      'Writes <flag>.yaml with everything a flag wants, ready to be edited. On a terminal it asks for what the\n' +
      'options leave open; elsewhere it takes sensible values.',
    arguments: [{ syntax: '<flag>', about: 'the key of the flag, for example new-checkout' }],
    options: [
      {
        syntax: '--type <type>',
        about: 'what the flag answers with',
        choices: ['boolean', 'string', 'number', 'json'],
      },
      { syntax: '--description <text>', about: 'one sentence: what users see when it is on' },
      { syntax: '--owner <name>', about: 'the team or person who decides about it' },
      { syntax: '--tag <tag>', about: 'a tag; may be repeated', isRepeated: true },
      { syntax: '--kind <kind>', about: 'whether it is meant to go again', choices: ['temporary', 'permanent'] },
      { syntax: '--expires <date>', about: 'the day a temporary flag should be gone by (default: in 90 days)' },
      {
        syntax: '--variant <name=value>',
        about: 'a variant of a string, number or json flag; may be repeated',
        isRepeated: true,
      },
      { syntax: '--off <variant>', about: 'the variant when the flag is off (default: the first one)' },
      { syntax: '--client', about: 'let client keys (browsers, apps) see its result' },
      { syntax: '--yes', about: 'ask nothing' },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge new dark-mode', 'asks what it needs to know'],
      ['flagforge new dark-mode --owner team-web --description "Dark colours" --yes', 'asks nothing'],
      ['flagforge new search --type string --variant old=v1 --variant new=v2', 'a flag with two strings'],
    ],
    run: async (terminal, options, words) => (await import('../commands/new.ts')).newFlag(terminal, options, words),
  },
  {
    name: 'archive',
    summary: 'take a flag out of service for good',
    about:
      'Sets archived: true in the file of the flag and leaves everything else in it as it is. An archived flag is\n' +
      'in no snapshot and its key cannot be used again. Flags and groups that depend on it are named first.',
    arguments: [{ syntax: '<flag>', about: 'the key of the flag', completes: 'flags' }],
    options: [{ syntax: '--yes', about: 'archive it although others depend on it' }, JSON_OUTPUT, DIR],
    examples: [
      ['flagforge archive dark-mode', 'archive it, unless something depends on it'],
      ['flagforge archive new-api --yes', 'archive it, and mend its dependants afterwards'],
    ],
    run: async (terminal, options, words) => (await import('../commands/archive.ts')).archive(terminal, options, words),
  },
  {
    name: 'fmt',
    summary: 'format the YAML files of a project',
    about:
      'Puts keys into their usual order and evens out spaces. Comments and meaning stay: a file is only written\n' +
      'after it has been read again and compared.',
    arguments: [{ syntax: '[files...]', about: 'only these files', completes: 'files' }],
    options: [{ syntax: '--check', about: 'write nothing; exit 1 when a file is not formatted' }, JSON_OUTPUT, DIR],
    examples: [
      ['flagforge fmt', 'format all files of the project in flags/'],
      ['flagforge fmt --check', 'for CI: name the files that are not formatted'],
    ],
    run: async (terminal, options, words) => (await import('../commands/fmt.ts')).fmt(terminal, options, words),
  },
];
