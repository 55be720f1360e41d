import type { CommandSpec } from './command.ts';
import { DIR, JSON_OUTPUT } from './shared-options.ts';

/** The database's schema. */
export const MIGRATE_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'migrate',
    summary: 'bring the database schema up to date',
    about:
      'Makes the schemas flagforge and audit, or brings them up to date, in the database that DATABASE_URL names.\n' +
      'Needs a superuser, or a role that may create roles and schemas. The login that runs it may publish for the\n' +
      'organisation of the project in --dir; others are named. Logins must exist: passwords are none of its business.',
    arguments: [],
    options: [
      { syntax: '--publisher <login>', about: 'this login may publish; may be repeated', isRepeated: true },
      { syntax: '--auditor <login>', about: 'this login may read the audit log; may be repeated', isRepeated: true },
      { syntax: '--evaluator <login>', about: 'this login may read what is served; may be repeated', isRepeated: true },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge migrate', 'make the schema, or bring it up to date'],
      ['flagforge migrate --publisher ci --evaluator web', 'and let these logins work for the organisation'],
    ],
    run: async (terminal, options) => (await import('../commands/migrate.ts')).migrate(terminal, options),
  },
];
