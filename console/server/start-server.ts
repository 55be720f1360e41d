/** The management API by itself: projects on GitHub, people who sign in with Clerk. */
import { resolve } from 'node:path';
import type { Terminal } from 'flagforge';
import { openMirror } from 'flagforge/git';
import { noApprovals } from 'flagforge/identity';
import { loadSigner } from 'flagforge/publish';
import { openDatabase, openTargets } from 'flagforge/stores';
import type { Whence } from './http/whence.ts';
import type { Log } from './log.ts';
import { loadBuiltPages } from './pages/built-pages.ts';
import { createGitHubProjects } from './projects/github-projects.ts';
import { createManagementServer } from './server.ts';
import { parseSettings } from './settings.ts';
import { verifySessions } from './sign-in/verify-sessions.ts';

/** The database is ours to ask; GitHub gives an hour's share of answers. Events of this server itself come at once. */
const PACE = { databaseMs: 1_000, forgeMs: 15_000 };

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Opens the database, the targets and the clone, and listens.
 * @throws CommandError (2) for settings that cannot be right, (3) when something cannot be reached; the system's error
 * when it cannot listen.
 */
export async function startServer(terminal: Terminal, log: Log): Promise<RunningServer> {
  const { clerk, clerkInPages, host, port, place, credentials, remote, clone, baseBranch } = parseSettings(
    terminal.env,
  );
  const folder = resolve(terminal.cwd, clone);
  const token = credentials.kind === 'token' ? { user: 'x-access-token', token: credentials.token } : null;
  const [mirror, database] = await Promise.all([
    openMirror(folder, remote, terminal.env, token),
    openDatabase(terminal, null),
  ]);
  const targets = await openTargets(terminal, database, terminal.cwd);
  const server = createManagementServer({
    ...{ host, port, log, now: terminal.now, verify: verifySessions(clerk), pace: PACE },
    ...{ clerk: clerkInPages, pages: clerkInPages === null ? null : await loadBuiltPages() },
    projects: createGitHubProjects({
      ...{ terminal, place, credentials, mirror, database, targets, sign: loadSigner(terminal) },
      approvals: noApprovals(),
      ...(baseBranch === null ? {} : { baseBranch }),
    }),
    whence: () => whenceOf(clerk.parties()),
  });
  const close = async (): Promise<void> => {
    await server.close();
    await Promise.all(targets.map((target) => target.close()));
    await database.close();
  };
  try {
    return { port: (await server.listen()).port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Behind a proxy that leaves `Host` as it was: the addresses at which the console is opened. */
function whenceOf(origins: ReadonlySet<string>): Whence {
  return { origins, hosts: new Set([...origins].map((origin) => new URL(origin).host)) };
}
