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
