import type { CommandSpec, OptionSpec } from './command.ts';
import { DIR, JSON_OUTPUT } from './shared-options.ts';

const PROJECT: OptionSpec = {
  syntax: '--project <organization/project>',
  about: 'the project, where there is no checkout of it',
};

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
      'would turn on, because they require this one to be off, are named first.',
    arguments: [FLAG],
    options: [
      environments('turn it off here'),
      { syntax: '--reason <text>', about: 'why, for the audit log' },
      YES,
      PROJECT,
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge kill search-v2 --reason "errors on /search since 14:02"', 'everywhere'],
      ['flagforge kill search-v2 --environment production --reason "..."', 'in one environment'],
      ['flagforge kill search-v2 --project acme/web-store --reason "..."', 'from any folder'],
    ],
    run: async (terminal, options, words) => (await import('../commands/kill.ts')).kill(terminal, options, words),
  },
];
