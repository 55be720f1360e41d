import type { CommandSpec } from './command.ts';
import { DIR, JSON_OUTPUT } from './shared-options.ts';

/** What looks after everything else. */
export const DOCTOR_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'doctor',
    summary: 'what is missing for four eyes and the stores to be safe',
    about:
      'Looks at the people and their roles, at how the repository protects its branches, at the stores and their\n' +
      'clocks, and at the configuration, and says of each thing that is amiss which setting mends it. It changes\n' +
      'nothing. Reading protections needs GITHUB_TOKEN of somebody who may; what it may not read is unknown.',
    arguments: [],
    options: [
      { syntax: '--codeowners', about: 'write who owns the flags into CODEOWNERS, from `access`, and nothing else' },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge doctor', 'everything; exit 1 when something is bad'],
      ['flagforge doctor --codeowners', 'let GitHub ask the right people for reviews'],
    ],
    run: async (terminal, options) => (await import('../commands/doctor.ts')).doctor(terminal, options),
  },
];
