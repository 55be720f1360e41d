import type { CommandSpec } from './command.ts';
import { DIR, JSON_OUTPUT, REASON_OPTION } from './shared-options.ts';

/** What carries a commit to the stores. */
export const PUBLISH_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'publish',
    summary: 'carry a commit to the stores',
    about:
      'Publishes a commit, never the files on the disk: each environment in one transaction of Postgres, with an\n' +
      'entry of the audit log for everything that changes, then Redis, then the edge, then the anchor of the log in\n' +
      'git. A commit that does not descend from the published one is refused, and so is one without the approvals that\n' +
      'its environment asks for. DATABASE_URL, REDIS_URL and FLAGFORGE_KVS_ARN say where.',
    arguments: [],
    options: [
      {
        syntax: '--environment <name>',
        about: 'only this environment; may be repeated (default: all)',
        isRepeated: true,
        completes: 'environments',
      },
      {
        syntax: '--target <name>',
        about: 'only to redis, or to edge (kvs is the same); may be repeated (default: all that are set up)',
        isRepeated: true,
        completes: ['redis', 'edge', 'kvs'],
      },
      {
        syntax: '--commit <ref>',
        about: 'the commit to publish (default: HEAD, without changes that are not committed)',
      },
      { syntax: '--dry-run', about: 'print what would change, and write nothing' },
      { syntax: '--resume', about: 'finish what an interrupted publish, kill or rollback left undone' },
      { syntax: '--expect-version <number>', about: 'only on top of this version; for one environment' },
      { syntax: '--unapproved', about: 'by break-glass, without the approvals that are asked for; needs --reason' },
      REASON_OPTION,
      { syntax: '--verbose', about: 'print everything that changes, not only how much' },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge publish', 'HEAD, to every environment'],
      ['flagforge publish --environment production --dry-run', 'what production would get'],
      ['flagforge publish --commit v1.4.0', 'another commit'],
      ['flagforge publish --resume', 'bring Redis, the edge and the anchor up to date'],
      ['flagforge publish --resume --target edge', 'only the edge'],
    ],
    run: async (terminal, options) => (await import('../commands/publish.ts')).publish(terminal, options),
  },
];
