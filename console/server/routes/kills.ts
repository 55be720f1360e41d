import { killsOf } from 'flagforge/emergency';
import { loadStoredStatus } from 'flagforge/status';
import type { KillJson } from '../../api/kill-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { findProject } from '../projects/find-project.ts';
import { ok, route } from '../route.ts';

/** The kills that lie over what is published, each with who, when and why; from the database alone. */
export const KILL_ROUTES = [
  route('GET', '/v1/kills', async (call, api) => {
    const { project, base } = await findProject(call, api);
    const { served } = await loadStoredStatus(project.database, project.name);
    // Of an environment that is gone from the files nobody can see it on a page.
    const known = new Set(base.config.environments.map(({ name }) => name));
    const kills = served
      .map(({ published, killNotes, killRequests }) => ({
        ...{ environment: published.place.environment, flags: killsOf(published.overlays), killNotes, killRequests },
      }))
      .filter(({ environment }) => known.has(environment))
      .flatMap(({ environment, flags, killNotes, killRequests }) =>
        flags.map((flag): KillJson => {
          const note = killNotes.get(flag);
          return {
            ...{ flag, environment, by: note?.who ?? null, reason: note?.reason ?? null },
            ...{ at: note === undefined ? null : isoOf(note.at), request: killRequests.get(flag) ?? null },
          };
        }),
      );
    return ok({ kills });
  }),
];
