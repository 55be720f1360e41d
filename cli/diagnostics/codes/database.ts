import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

const FROM_VARIABLE = 'the address comes from DATABASE_URL';

/** FF3100-FF3119: Postgres and its schema. */
export const DATABASE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3100: {
    severity: 'error',
    title: 'no database named',
    message: () => 'no database is named',
    hint: () => 'set DATABASE_URL=postgres://user@host:5432/flags, or start  flagforge dev  for one of its own',
    help: 'Publishing, kills, keys and the audit log live in Postgres. The variable DATABASE_URL names it; without it a running `flagforge dev` of the project is used, or what it left in `.flagforge/`.',
  },
  FF3101: {
    severity: 'error',
    title: 'Postgres cannot be reached',
    message: (args) => `cannot reach Postgres at ${textOf(args.address)}: ${textOf(args.reason)}`,
    hint: () => FROM_VARIABLE,
    help: 'There is no connection to the database, or it was cut. A transaction that was under way is rolled back by the server, so that nothing of it is there; run the same command again once the server answers. If the connection was cut during a commit, the command that you run again finds out whether it had happened.',
  },
  FF3102: {
    severity: 'error',
    title: 'Postgres has too many connections',
    message: (args) => `Postgres at ${textOf(args.address)} takes no more connections`,
    hint: () => 'nothing was written; try again, or raise max_connections',
    help: 'Every connection that the server allows is in use. FlagForge itself needs one for a command.',
  },
  FF3103: {
    severity: 'error',
    title: 'Postgres refuses the login',
    message: (args) => `Postgres at ${textOf(args.address)}: ${textOf(args.reason)}`,
    hint: () => `nothing was written; user and password are those of DATABASE_URL (or PGPASSWORD)`,
    help: 'The server answered, but not for this user and password. Special characters of a password must be written as in a URL: `@` is `%40`.',
  },
  FF3104: {
    severity: 'error',
    title: 'no such database',
    message: (args) => `Postgres at ${textOf(args.address)} has no database of that name`,
    hint: () => 'make it with  createdb , then run  flagforge migrate',
    help: 'The last part of DATABASE_URL names the database. FlagForge does not make databases, only the schemas `flagforge` and `audit` in one.',
  },
  FF3105: {
    severity: 'error',
    title: 'no encrypted connection',
    message: (args) => `no TLS connection to Postgres at ${textOf(args.address)}: ${textOf(args.reason)}`,
    hint: () => 'nothing was written; see sslmode and sslrootcert in DATABASE_URL',
    help: 'The server does not speak TLS, or its certificate is not trusted. `?sslmode=verify-full&sslrootcert=/path/ca.pem` names the authority; `sslmode=disable` is for a network that nobody else is in.',
  },
  FF3106: {
    severity: 'error',
    title: 'DATABASE_URL is no address',
    message: () => 'DATABASE_URL is no address of a Postgres',
    hint: () => 'write  postgres://user:password@host:5432/database ; special characters as in a URL',
    help: 'DATABASE_URL takes the form that psql takes: `postgres://user:password@host:5432/database`. It is not printed, because it may hold a password.',
  },
  FF3108: {
    severity: 'error',
    title: 'login without the role',
    message: (args) => `the Postgres login may not act as ${textOf(args.role)}`,
    hint: (args) => `nothing was written; an administrator runs: flagforge migrate --${textOf(args.role)} <login>`,
    help: 'Logins act through roles: `flagforge_publisher` writes versions, `flagforge_auditor` reads the log, `flagforge_evaluator` reads what is served. `flagforge migrate --publisher <login>` grants one and maps the login to the organisation of the project.',
  },
  FF3109: {
    severity: 'error',
    title: 'login of another organisation',
    message: (args) =>
      `the Postgres login "${textOf(args.login)}" does not work for the organisation "${textOf(args.organization)}"`,
    hint: () => 'nothing was read or written; an administrator runs: flagforge migrate --publisher <login>',
    help: 'Each login is mapped to the organisations that it works for, and sees no row of any other. `flagforge migrate` maps the login that runs it to the organisation of the project in --dir, and others by --publisher, --auditor and --evaluator.',
  },
  FF3110: {
    severity: 'error',
    title: 'schema missing or older',
    message: (args) => `the database at ${textOf(args.address)} has ${textOf(args.state)}`,
    hint: () => 'nothing was written; run: flagforge migrate',
    help: 'The tables that this version of FlagForge needs are not there. `flagforge migrate` makes them, and changes nothing when they are.',
  },
  FF3111: {
    severity: 'error',
    title: 'schema too new',
    message: (args) => `this flagforge is too old for the database: it does not know ${textOf(args.name)}`,
    hint: () => 'nothing was written; install the version of flagforge that migrated it, or a newer one',
    help: 'A newer FlagForge changed the schema in a way that older ones would write wrongly to.',
  },
  FF3112: {
    severity: 'error',
    title: 'migration was edited',
    message: (args) => `${textOf(args.name)}.sql is not the file that was applied to this database`,
    hint: () => 'nothing was written; a change of the schema is a new file with the next number',
    help: 'The database remembers the SHA-256 of each file that was applied. A file that was edited afterwards would leave two databases with different schemas of the same number.',
  },
  FF3113: {
    severity: 'error',
    title: 'no such login',
    message: (args) => `Postgres has no login "${textOf(args.login)}"`,
    hint: (args) => `make it first: create role "${textOf(args.login)}" login password '...'`,
    help: 'FlagForge grants roles to logins that exist. It makes no logins, so that it never handles their passwords.',
  },
  FF3114: {
    severity: 'error',
    title: 'the disk of Postgres is full',
    message: (args) => `no space is left on the disk of Postgres at ${textOf(args.address)}`,
    hint: () => 'nothing was written; make room and run the same command again',
    help: 'The transaction was rolled back. Every version that was served is kept whole; the table `flagforge.snapshots` holds them.',
  },
  FF3115: {
    severity: 'error',
    title: 'Postgres is read-only',
    message: (args) => `Postgres at ${textOf(args.address)} takes no writes: it is a replica, or read-only`,
    hint: () => 'nothing was written; DATABASE_URL must name the primary',
    help: 'Publishing writes. A standby answers reads only; after a failover the old primary may be one.',
  },
  FF3116: {
    severity: 'error',
    title: 'waited too long for another writer',
    message: () => 'another command holds the environment, and did not end within 15 s',
    hint: () => 'nothing was written; see what is running, then run the same command again',
    help: 'Versions of one environment are written one after the other. A writer holds the environment for some milliseconds; one that was stopped in the middle is ended by the server within a minute.',
  },
  FF3117: {
    severity: 'error',
    title: 'statement took too long',
    message: (args) => `Postgres at ${textOf(args.address)} did not end a statement in time`,
    hint: () => 'nothing was written; see what else the server is doing',
    help: 'A statement is ended after two minutes, and its transaction is rolled back.',
  },
};
