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
    hint: () => `nothing was written; run the same command again when it answers (${FROM_VARIABLE})`,
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
    message: (args) => `Postgres at ${textOf(args.address)} refuses the login: ${textOf(args.reason)}`,
    hint: () => 'nothing was written; user and password are those of DATABASE_URL, else of PGPASSWORD or ~/.pgpass',
    help: 'The server answered, but not for this user and password. Special characters of a password must be written as in a URL: `@` is `%40`, `/` is `%2F`, `%` is `%25`. Without a password there, `PGPASSWORD` and the password file of psql count. "no pg_hba.conf entry" means that the server lets nobody in this way: another host, user, database, or `sslmode`, may be.',
  },
  FF3104: {
    severity: 'error',
    title: 'no such database',
    message: (args) => `Postgres at ${textOf(args.address)} has no database of that name`,
    hint: () => 'nothing was written; make it (createdb), then run  flagforge migrate',
    help: 'The last part of DATABASE_URL names the database. FlagForge does not make databases, only the schemas `flagforge` and `audit` in one.',
  },
  FF3105: {
    severity: 'error',
    title: 'no encrypted connection',
    message: (args) => `no TLS connection to Postgres at ${textOf(args.address)}: ${textOf(args.reason)}`,
    hint: () => 'nothing was written; sslmode and sslrootcert are parameters of DATABASE_URL',
    help: 'The server does not speak TLS, its certificate is not trusted, or it is for another name. `sslmode` means what it means to psql: `disable`, `allow`, `prefer` (unless written: encrypted where the server can), `require` (encrypted; the authority is checked where a root certificate is given), `verify-ca`, `verify-full`. `?sslmode=verify-full&sslrootcert=/path/ca.pem` names the authority to trust, `sslrootcert=system` those of the system; `sslcert` and `sslkey` are a certificate of the client. `PGSSLMODE`, `PGSSLROOTCERT` and the files in `~/.postgresql` count too. For `verify-ca` and `verify-full` without a root certificate, the authorities that Node trusts are used.',
  },
  FF3106: {
    severity: 'error',
    title: 'DATABASE_URL cannot be used',
    message: (args) => `DATABASE_URL cannot be used: ${textOf(args.problem)}`,
    hint: () => 'write  postgres://user:password@host:5432/database',
    help: 'DATABASE_URL takes the form that psql takes: `postgres://user:password@host:5432/database?sslmode=verify-full`, or `postgres:///database?host=/var/run/postgresql` for a socket. What it leaves out comes from PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and the like. It is not printed, because it may hold a password.',
  },
  FF3107: {
    severity: 'error',
    title: 'the commit was not answered',
    message: (args) => `the connection to Postgres at ${textOf(args.address)} was cut while it committed`,
    hint: () => 'it was written whole or not at all; see which by  flagforge status , or run the same command again',
    help: 'The last word of a transaction was sent, and the answer did not come. Either everything of it was written or nothing: Postgres knows, and FlagForge asks it the next time. Running the same command again does no harm: what is there already is not written twice.',
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
    message: (args) => `another command holds what this one needs, and did not end within ${textOf(args.seconds)} s`,
    hint: () => 'nothing was written; run the same command again in a moment',
    help: 'Versions of one environment are written one after the other. A writer holds the environment for some milliseconds; one that was stopped in the middle is ended by the server within a minute, and the next one goes on.',
  },
  FF3117: {
    severity: 'error',
    title: 'Postgres ended what took too long',
    message: (args) => `Postgres at ${textOf(args.address)} ended a transaction that took too long`,
    hint: () => 'nothing was written; see what else the server is doing, then run the same command again',
    help: 'A statement is ended after two minutes, a transaction in which nothing happens after one (this process was stopped meanwhile), or an administrator ended it. The transaction is rolled back, so that others do not wait for it.',
  },
  FF3118: {
    severity: 'error',
    title: 'Postgres could not do it',
    message: (args) => `Postgres at ${textOf(args.address)} could not do it: ${textOf(args.reason)}`,
    hint: () => 'nothing was written; the log of the server says more',
    help: 'The server met a problem of its own: memory, disk, damaged data, two transactions that wait for one another; or a migration does not fit what is in the database already, such as a schema `flagforge` or `audit` that somebody else made. The transaction was rolled back whole.',
  },
  FF3119: {
    severity: 'error',
    title: 'this login may not migrate',
    message: (args) => `this Postgres login may not migrate or grant: ${textOf(args.reason)}`,
    hint: () =>
      'nothing was written by that step; run it as a superuser, or as a login with  createrole  and  grant create on database',
    help: 'flagforge migrate makes five roles (flagforge_owner, flagforge_audit_owner, flagforge_publisher, flagforge_auditor, flagforge_evaluator) and two schemas, and grants the roles to logins. A superuser may, and so may a login that an administrator prepared: `alter role <login> createrole; grant create on database <database> to <login>`. It needs these rights for `migrate` only: the logins that publish and evaluate should not have them.',
  },
};
