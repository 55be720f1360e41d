import type { CodeDefinition } from '../diagnostic.ts';

/** FF3160-FF3179: `flagforge dev` and its folder. */
export const DEV_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3160: {
    title: 'the embedded Postgres is not installed',
    severity: 'error',
    message: () => 'the embedded Postgres is not installed: the package @electric-sql/pglite is missing',
    hint: () => 'install the optional packages too (npm ci without --omit=optional), or set DATABASE_URL',
    help: 'Without DATABASE_URL, FlagForge keeps its data in a Postgres that runs inside the process, PGlite. It is an optional dependency, because a CLI that publishes to a real Postgres needs none. It was left out when the packages were installed.',
  },
  FF3161: {
    title: 'another process uses the data of dev',
    severity: 'error',
    message: ({ folder, who }) => `${folder} is in use by ${who}`,
    hint: ({ pid }) => `wait for it, or end it (process ${pid}); two processes on one data folder would damage it`,
    help: 'The embedded Postgres is one process and has its data folder for itself. A running `flagforge dev` lets other commands in through its socket, so that they need not open the folder. What still waits here is a second `flagforge dev` of the same project, or a command that opened the folder while no dev was running. The file pg.lock beside the folder names the process; one that was left by a process that is gone is taken over without a word.',
  },
  FF3162: {
    title: 'the data of dev is damaged',
    severity: 'error',
    message: ({ folder, reason }) => `the embedded Postgres cannot open ${folder}: ${reason}`,
    hint: ({ folder }) => `its history is lost with it, your files are not: delete ${folder} and start again`,
    help: 'The data folder of the embedded Postgres was changed or cut short from outside. It holds what `flagforge dev` published on this machine: versions, audit log, kills, keys that were created. The project itself lies in your files and in git. Move the folder away to look at it later, or delete it; the next start makes a new one.',
  },
  FF3163: {
    title: 'the data of dev is of another Postgres',
    severity: 'error',
    message: ({ folder, found, wanted }) =>
      `${folder} was made by Postgres ${found}, this flagforge has Postgres ${wanted}`,
    hint: ({ folder }) =>
      `use the flagforge that made it, or delete ${folder}: what dev published so far is lost with it`,
    help: 'A data folder of Postgres is read by its own major version only. Another version of flagforge, with another embedded Postgres, made this one.',
  },
  FF3164: {
    title: 'the disk is full',
    severity: 'error',
    message: ({ folder }) => `there is no room left on the disk of ${folder}`,
    hint: () => 'nothing was written; free some space (64 MB at least) and try again',
    help: 'The embedded Postgres stops before the disk is full, because a Postgres that cannot write its log has to stop half way. Nothing of the step that was under way is kept. dev goes on serving what it served.',
  },
  FF3165: {
    title: 'the data of dev cannot be written',
    severity: 'error',
    message: ({ folder, reason }) => `cannot write ${folder}: ${reason}`,
    hint: () => 'flagforge keeps its data beside the project; give this user write access, or set DATABASE_URL',
    help: 'Without DATABASE_URL the versions, the audit log and the keys lie in .flagforge/pg in the folder of the project. This user may not write there. `flagforge dev` takes a temporary folder then; other commands have nothing to read.',
  },
  FF3166: {
    title: 'the embedded Postgres stopped',
    severity: 'error',
    message: ({ folder, reason }) => `the embedded Postgres of ${folder} stopped: ${reason}`,
    hint: () => 'nothing of the last step is kept unless it was finished; run the command again',
    help: 'Postgres stops by itself when it can no longer be sure of its data, for instance when its disk fails. The next command starts it again, and it recovers to the last step that was finished.',
  },
  FF3167: {
    title: 'the running dev went away',
    severity: 'error',
    message: () => 'the running flagforge dev ended before it had answered',
    hint: () => 'the step was finished or undone as a whole, never half; look with: flagforge status',
    help: 'A command that finds a running `flagforge dev` works on its database through a socket. dev ended while this command was waiting. A transaction whose connection is lost is rolled back; if it was just being committed, it may have been written.',
  },
  FF3168: {
    title: 'the running dev is of another version',
    severity: 'error',
    message: ({ theirs }) => `the running flagforge dev is of another version (${theirs}) and speaks another language`,
    hint: () => 'end it with Ctrl-C and start it again',
    help: 'Commands talk to a running `flagforge dev` in a small protocol that belongs to one version of flagforge. dev was started before flagforge was updated, or from another installation.',
  },
  FF3169: {
    title: 'the running dev refused a request',
    severity: 'error',
    message: ({ reason }) => `the running flagforge dev refused: ${reason}`,
    hint: () => 'the transaction was rolled back, nothing of it is kept; run the command again',
    help: 'The socket of `flagforge dev` takes one transaction on a connection, requests of 128 MB at most, and rolls back a transaction in which nothing happens for 30 seconds, because all others wait for it.',
  },
  FF3170: {
    title: 'dev runs already',
    severity: 'error',
    message: ({ pid, url }) =>
      `flagforge dev serves this project already: process ${pid}${url === '' ? '' : `, on ${url}`}`,
    hint: () => 'use that one, or end it with Ctrl-C; another project can be served beside it with --dir and --port',
    help: 'One `flagforge dev` at a time serves a project, because its versions and its audit log are one chain. Other commands reach it through its socket.',
  },
  FF3171: {
    title: 'dev does not publish into a real project',
    severity: 'error',
    message: ({ project, address }) =>
      `${project} in ${address} is published from git, so dev does not publish into it`,
    hint: () => 'unset DATABASE_URL to work on this machine alone, or name another database for dev',
    help: '`flagforge dev` publishes the files as they are saved, with nobody’s approval, from commits that only it has. A project that was published from a repository keeps to its commits and its approvals; the two never mix, in either direction.',
  },
  FF3172: {
    title: 'the data of dev was deleted while it was in use',
    severity: 'error',
    message: ({ folder }) => `${folder} was deleted while it was in use`,
    hint: () => 'a running flagforge dev makes a new one by itself; then run the command again',
    help: 'The data folder of the embedded Postgres went away under the process that had it open. What it held is gone: versions, audit log, kills, keys that were created. `flagforge dev` notices, makes a new one and publishes the files again, from version 1.',
  },
};
