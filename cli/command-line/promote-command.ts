import type { CommandSpec } from './command.ts';
import { DIR, JSON_OUTPUT } from './shared-options.ts';

export const PROMOTE_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'promote',
    summary: 'copy a flag from one environment to another, as a change request',
    about:
      'Copies what a flag says in one environment (enabled, targets, rules, default, schedule) to another, by edits of\n' +
      'its file that touch only what differs, and opens a change request with them: a pull request on GitHub, or one of\n' +
      'the local forge while `flagforge dev` runs. The edits are made on the newest commit of the branch that is\n' +
      'published. Nothing is published before that request is approved and merged.',
    arguments: [{ syntax: '<flag>', about: 'the key of a flag', completes: 'flags' }],
    options: [
      { syntax: '--from <environment>', about: 'the environment to copy from', completes: 'environments' },
      { syntax: '--to <environment>', about: 'the environment to copy to', completes: 'environments' },
      {
        syntax: '--only <keys>',
        about: 'only these: enabled, targets, rules, default, schedule; may be repeated',
        isRepeated: true,
        completes: ['enabled', 'targets', 'rules', 'default', 'schedule'],
      },
      { syntax: '--title <text>', about: 'the title of the change request', maxLength: 200 },
      { syntax: '--reason <text>', about: 'why, for those who review it', maxLength: 2_000 },
      { syntax: '--dry-run', about: 'show the change, and open nothing' },
      { syntax: '--write', about: 'change the file here, and open nothing' },
      { syntax: '--yes', about: 'do not ask' },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge promote new-checkout --from staging --to production', 'everything'],
      ['flagforge promote new-checkout --from staging --to production --only rules', 'only the rules'],
      ['flagforge promote new-checkout --from staging --to production --write', 'in the file, without a request'],
    ],
    run: async (terminal, options, words) => (await import('../commands/promote.ts')).promote(terminal, options, words),
  },
];
