/** The console of `flagforge dev`. */

import { errorCodeOf } from 'flagforge';
import type { ConsoleParts, ConsoleProject, RunningConsole } from 'flagforge/dev';
import { noApprovals, personOf } from 'flagforge/identity';
import { localWhence } from './http/whence.ts';
import type { Log } from './log.ts';
import { loadBuiltPages } from './pages/built-pages.ts';
import type { HostedProject } from './projects/hosted-project.ts';
import { devRoutes } from './routes/dev.ts';
import { createManagementServer, type ManagementServer } from './server.ts';
import { clerkInPages } from './sign-in/clerk-in-pages.ts';
import { clerkSettings } from './sign-in/clerk-settings.ts';
import { createLocalSessions, LOCAL_ISSUER } from './sign-in/local-sessions.ts';
import { verifySessions } from './sign-in/verify-sessions.ts';

export interface ConsoleOptions {
  /** 0 takes a free one. When it is taken, the next free one of those that follow is. */
  readonly port: number;
}

/** How many ports are tried in turn. */
const PORTS = 10;

/**
 * Starts the console beside a running `dev`, on loopback. Its users are those of this machine, unless a key of Clerk is
 * configured: then its tokens count and nothing else.
 * @throws CommandError (2, FF4420) for settings of Clerk that cannot be right.
 */
export async function startConsole(parts: ConsoleParts, { port }: ConsoleOptions): Promise<RunningConsole> {
  const { terminal, host } = parts;
  const clerk = clerkSettings(terminal.env);
  const sessions = clerk === null ? createLocalSessions() : null;
  let origin = '';
  let parties: ReadonlySet<string> = new Set();
  const local = sessions === null ? null : { jwtKey: sessions.publicKey, issuer: LOCAL_ISSUER, parties: () => parties };
  const settings = clerk ?? local;
  if (settings === null) throw new TypeError('there is one or the other');
  const log: Log = ({ level, event, ...details }) => {
    if (level !== 'error') return;
    void terminal.err.write(`console: ${event} ${JSON.stringify(details)}\n`);
  };
  const server = createManagementServer({
    ...{ host, port, log, now: terminal.now, pages: await loadBuiltPages() },
    clerk: clerk === null ? null : clerkInPages(terminal.env, clerk.issuer),
    verify: verifySessions(settings),
    projects: {
      async list() {
        const project = parts.project();
        return project === null ? [] : [hosted(parts, project)];
      },
    },
    whence(bound) {
      const found = localWhence(host, bound);
      parties = found.origins;
      origin = urlOf(host, bound);
      return found;
    },
    routes: devRoutes({
      ...{ sessions, party: () => origin, now: terminal.now },
      users() {
        const project = parts.project();
        return project === null ? null : { organization: project.name.organization, users: project.users };
      },
    }),
  });
  const stop = parts.onChange(() => server.look());
  const bound = await listen(server, port);
  return {
    url: urlOf(host, bound),
    close: () => {
      stop();
      return server.close();
    },
  };
}

async function listen(server: ManagementServer, first: number): Promise<number> {
  // After them any: a console on an odd port is better than none.
  const following = Array.from({ length: PORTS }, (_, index) => first + index).filter((port) => port < 65_536);
  for (const port of first === 0 ? [] : following) {
    try {
      return (await server.listen(port)).port;
    } catch (error) {
      if (errorCodeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
  return (await server.listen(0)).port;
}

const urlOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The project that `dev` serves, whose base is its own history. */
function hosted(parts: ConsoleParts, { name, forge, repository, users, people }: ConsoleProject): HostedProject {
  const { terminal, directory: folder, database, targets, sign } = parts;
  const names = new Map(users.map((user) => [`clerk:${user.id}`, user.name]));
  return {
    // The files are their owner's, who has a terminal; whoever signs in here asks as everywhere else.
    ...{ name, forge, repository, people, database, targets, sign, directory: '', approvals: noApprovals() },
    ...{ terminal, folder },
    nameOf: (identity, known = []) => personOf(identity, known)?.name ?? names.get(identity) ?? identity,
    newestCommit: () => forge.baseCommit(),
    bring: async () => {},
    refresh: () => parts.refresh(),
  };
}
