import type { CommandGroup, OptionSpec } from './command.ts';
import { DIR, JSON_OUTPUT, REASON_OPTION } from './shared-options.ts';

const PROJECT: OptionSpec = {
  syntax: '--project <organization/project>',
  about: 'the project, where there is no checkout of it',
};

const ENVIRONMENT_OF_KEY: OptionSpec = {
  syntax: '--environment <name>',
  about: 'where the key is, should its id be in several environments',
  completes: 'environments',
};

const EXPIRES_FORM = 'such as 90d, 2027-01-31 or 2027-01-31T12:00:00Z';

const KEY = {
  syntax: '<key>',
  about: 'its id (k7f3q2ab), its prefix (ff_server_production_k7f3q2ab), or its whole text',
} as const;

/** The API keys of environments. */
export const KEYS_COMMANDS: readonly CommandGroup[] = [
  {
    name: 'keys',
    summary: 'the API keys with which environments are asked',
    about:
      'A key belongs to one environment. Server keys see everything and stay on servers; client keys see results of\n' +
      'flags with client: true, and may be in browsers. Only SHA-256 hashes are kept: a key is shown once, when it\n' +
      'is made. Each change is in the audit log, and reaches evaluators within a second.',
    commands: [
      {
        name: 'create',
        summary: 'make a key, and show it this once',
        about:
          'Makes a key with 256 random bits. Its text alone goes to stdout, what there is to say of it to stderr. Keys\n' +
          'may be made before the first publish of an environment that flagforge.yaml names. Where the project has\n' +
          'access, that is for those who have the role admin in the environment.',
        arguments: [],
        options: [
          { syntax: '--kind <kind>', about: 'who will use it', choices: ['server', 'client'] },
          { syntax: '--environment <name>', about: 'the environment it is for', completes: 'environments' },
          { syntax: '--name <text>', about: 'what it is for, for people' },
          {
            syntax: '--origin <url>',
            about: 'client keys: a web origin that may use it; may be repeated (default: any)',
            isRepeated: true,
          },
          { syntax: '--expires <when>', about: `when it ends, ${EXPIRES_FORM} (default: never)` },
          JSON_OUTPUT,
          PROJECT,
          DIR,
        ],
        examples: [
          ['flagforge keys create --kind server --environment production --name "checkout service"', 'for a service'],
          ['flagforge keys create --kind client --environment production --origin https://shop.example', 'for a site'],
          ['KEY=$(flagforge keys create --kind server --environment staging --expires 90d)', 'into a variable'],
          ['flagforge keys create --kind server --environment staging --json | jq -r .key', 'the same from JSON'],
        ],
        run: async (terminal, options) => (await import('../commands/keys-create.ts')).keysCreate(terminal, options),
      },
      {
        name: 'list',
        summary: 'the keys that hold',
        about: 'Lists keys by their prefix, which one can search for in code and configuration. Never their text.',
        arguments: [],
        options: [
          { syntax: '--environment <name>', about: 'only those of this environment', completes: 'environments' },
          { syntax: '--all', about: 'those that were revoked or have expired too' },
          JSON_OUTPUT,
          PROJECT,
          DIR,
        ],
        examples: [
          ['flagforge keys list', 'all environments'],
          ['flagforge keys list --environment production --all', 'with those that hold no more'],
        ],
        run: async (terminal, options) => (await import('../commands/keys-list.ts')).keysList(terminal, options),
      },
      {
        name: 'rotate',
        summary: 'put a new key in the place of another one',
        about:
          'Makes a key with the kind, the name and the origins of another one, and lets the other one end after the\n' +
          'overlap, so that its users can change over. The new key is shown as by create, and holds for as long as\n' +
          'the old one was made for.',
        arguments: [KEY],
        options: [
          { syntax: '--overlap <time>', about: 'how long the old key still holds; 0 ends it now', default: '24h' },
          { syntax: '--expires <when>', about: `when the new key ends, ${EXPIRES_FORM}` },
          REASON_OPTION,
          ENVIRONMENT_OF_KEY,
          JSON_OUTPUT,
          PROJECT,
          DIR,
        ],
        examples: [
          ['flagforge keys rotate k7f3q2ab', 'a day to change over'],
          ['flagforge keys rotate k7f3q2ab --overlap 0 --reason "leaked in a log"', 'the old one ends now'],
        ],
        run: async (terminal, options, words) =>
          (await import('../commands/keys-rotate.ts')).keysRotate(terminal, options, words),
      },
      {
        name: 'revoke',
        summary: 'end a key now',
        about:
          'The key is refused by every evaluator within a second, and for good. Revoking a key again does no harm:\n' +
          'stores that were down are told once more.',
        arguments: [KEY],
        options: [REASON_OPTION, ENVIRONMENT_OF_KEY, JSON_OUTPUT, PROJECT, DIR],
        examples: [['flagforge keys revoke k7f3q2ab --reason "found in a public repository"', 'at once']],
        run: async (terminal, options, words) =>
          (await import('../commands/keys-revoke.ts')).keysRevoke(terminal, options, words),
      },
    ],
  },
];
