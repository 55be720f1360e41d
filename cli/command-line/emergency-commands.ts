import type { CommandSpec, OptionSpec } from './command.ts';
import { DIR, JSON_OUTPUT, REASON_OPTION } from './shared-options.ts';

const PROJECT: OptionSpec = {
  syntax: '--project <organization/project>',
  about: 'the project, where there is no checkout of it',
};

const NO_REQUEST: OptionSpec = { syntax: '--no-request', about: 'open no change request that sets it in git' };

const YES: OptionSpec = { syntax: '--yes', about: 'do not ask' };

const environments = (about: string): OptionSpec => ({
  syntax: '--environment <name>',
  about: `${about}; may be repeated (default: every environment)`,
  isRepeated: true,
  completes: 'environments',
});

const FLAG = { syntax: '<flag>', about: 'the key of a flag', completes: 'flags' } as const;

/** What Sam runs during an incident. */
export const EMERGENCY_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'kill',
    summary: 'turn a flag off now, at every evaluator',
    about:
      'Break-glass: the flag serves its off variant to everyone within a second, whatever is published later, until\n' +
      'its file says killed: true or it is revived. It needs a reason and the break-glass roles of the environment,\n' +
      'and is written into the audit log. No clean checkout is needed, and with --project none at all. Flags that it\n' +
      'would turn on, because they require this one to be off, are named first. Once it is done, a change request is\n' +
      'opened that sets it in git.',
    arguments: [FLAG],
    options: [environments('turn it off here'), REASON_OPTION, NO_REQUEST, YES, PROJECT, JSON_OUTPUT, DIR],
    examples: [
      ['flagforge kill search-v2 --reason "errors on /search since 14:02"', 'everywhere'],
      ['flagforge kill search-v2 --environment production --reason "..."', 'in one environment'],
      ['flagforge kill search-v2 --project acme/web-store --reason "..."', 'from any folder'],
    ],
    run: async (terminal, options, words) => (await import('../commands/kill.ts')).kill(terminal, options, words),
  },
  {
    name: 'revive',
    summary: 'take a kill away again',
    about:
      'The flag serves again what its published file says. That needs the approvals of the environment; or the\n' +
      'break-glass roles, with --unapproved and a reason, shown as such in the audit log and in status.',
    arguments: [FLAG],
    options: [
      environments('take it away here'),
      { syntax: '--unapproved', about: 'by break-glass, without approvals' },
      REASON_OPTION,
      PROJECT,
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge revive search-v2 --environment production', 'in one environment'],
      ['flagforge revive search-v2 --unapproved --reason "fixed in 2.4.1"', 'by break-glass, everywhere'],
    ],
    run: async (terminal, options, words) => (await import('../commands/revive.ts')).revive(terminal, options, words),
  },
  {
    name: 'rollback',
    summary: 'serve an older version again, and hold it',
    about:
      'Break-glass: publishes the content of an older version as a new one, and holds the environment, so that the\n' +
      'next merge cannot bring the bad change back: publish refuses until a revert is published, or until\n' +
      '--release ends the hold with the approvals of the environment. Kills stay. It shows what changes back and\n' +
      'asks. Without --to it lists the newest versions.',
    arguments: [],
    options: [
      { syntax: '--to <version>', about: 'the version to go back to, such as 41' },
      {
        syntax: '--environment <name>',
        about: 'the environment to roll back (default: the only one)',
        completes: 'environments',
      },
      REASON_OPTION,
      { syntax: '--release', about: 'end the hold of an earlier rollback' },
      { syntax: '--unapproved', about: 'with --release: by break-glass, without approvals' },
      NO_REQUEST,
      YES,
      PROJECT,
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge rollback --to 41 --environment production --reason "checkout fails"', 'after asking'],
      ['flagforge rollback --environment production', 'what there is to go back to'],
      ['flagforge rollback --release --environment production', 'let publishing go on'],
    ],
    run: async (terminal, options) => (await import('../commands/rollback.ts')).rollback(terminal, options),
  },
  {
    name: 'status',
    summary: 'what each store and evaluator serves, and drift',
    about:
      'For each environment: how HEAD stands to what is published, the version in Postgres, in Redis and at every\n' +
      'evaluator that has reported, kills and holds with who and why, what a schedule will change next, and what is\n' +
      'not delivered or anchored yet. Drift comes with its next step, and exit 1; a store that does not answer with 3.',
    arguments: [],
    options: [environments('only this environment'), PROJECT, JSON_OUTPUT, DIR],
    examples: [
      ['flagforge status', 'everything'],
      ['flagforge status --environment production --json', 'one environment, for a script'],
      ['flagforge status --project acme/web-store', 'without a checkout'],
    ],
    run: async (terminal, options) => (await import('../commands/status.ts')).status(terminal, options),
  },
];
