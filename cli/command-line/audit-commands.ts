import { AUDIT_ACTIONS } from './audit-actions.ts';
import type { CommandGroup } from './command.ts';
import { DIR, JSON_OUTPUT } from './shared-options.ts';

/** What reads the audit log, and proves it. */
export const AUDIT_COMMANDS: readonly CommandGroup[] = [
  {
    name: 'audit',
    summary: 'read the audit log, or prove it',
    about:
      'Everything that was published, killed, revived, rolled back or given a key has its entries in the audit log:\n' +
      'who, when, why, with whose approval, and the state before and after.',
    commands: [
      {
        name: 'log',
        summary: 'who changed what, when and why',
        about:
          'The entries of this project, newest first: what each version changed, by whom and with whose approval, with\n' +
          'the difference of the states before and after.',
        arguments: [],
        options: [
          { syntax: '--flag <flag>', about: 'only what happened to this flag', completes: 'flags' },
          { syntax: '--environment <name>', about: 'only this environment', completes: 'environments' },
          { syntax: '--actor <name>', about: 'only by whose identity, person or login holds this' },
          { syntax: '--action <action>', about: 'only what was done in this way', choices: AUDIT_ACTIONS },
          { syntax: '--since <instant>', about: 'from this instant on, or from so long ago: 30m, 2h, 7d' },
          { syntax: '--until <instant>', about: 'before this instant' },
          { syntax: '--limit <number>', about: 'how many entries at most, or all', default: '50' },
          JSON_OUTPUT,
          DIR,
        ],
        examples: [
          ['flagforge audit log --since 2h', 'what happened before the incident'],
          ['flagforge audit log --flag search-v2 --environment production', 'the story of a flag'],
          ['flagforge audit log --action kill --json', 'every kill, for programs'],
        ],
        run: async (terminal, options) => (await import('../commands/audit-log.ts')).auditLog(terminal, options),
      },
      {
        name: 'verify',
        summary: 'prove that nobody rewrote the log',
        about:
          'Trusts nothing that the database says of itself: computes the chain of hashes, compiles every published\n' +
          'commit again, compares each entry with the difference of two snapshots, and the whole with the anchors in\n' +
          'git and with what evaluators remember. Names the first bad entry and what was done to it. Exit 1 then.',
        arguments: [],
        options: [JSON_OUTPUT, DIR],
        examples: [
          ['flagforge audit verify', 'the log of the organization of the project in flags/'],
          ['flagforge audit verify --json', 'every finding, for programs'],
        ],
        run: async (terminal, options) => (await import('../commands/audit-verify.ts')).auditVerify(terminal, options),
      },
    ],
  },
];
