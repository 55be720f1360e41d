import { EXIT, type ExitCode } from '../exit-codes.ts';
import { keyStatus } from '../keys/api-key.ts';
import { loadKeys } from '../keys/find-key.ts';
import { checkEnvironment } from '../keys/key-environments.ts';
import { renderKeys } from '../keys/render-keys.ts';
import { keyJson } from '../keys/report-change.ts';
import { nameProject, type ProjectOptions } from '../name-project.ts';
import type { NamedProject } from '../project-name.ts';
import { openDatabase } from '../stores/open-database.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface KeysListOptions extends ProjectOptions {
  readonly environment?: string;
  readonly all?: true;
  readonly json?: true;
}

/** `flagforge keys list`: the keys that hold, by their prefix; with --all those that were revoked or have expired too. */
export async function keysList(terminal: Terminal, options: KeysListOptions): Promise<ExitCode> {
  const project: NamedProject = await nameProject(terminal, options);
  const database = await openDatabase(terminal, project.directory);
  try {
    const { environment } = options;
    const every = await loadKeys(database, project);
    if (environment !== undefined) await checkEnvironment(database, project, environment);
    const asked = every.filter((key) => environment === undefined || key.environment === environment);
    const now = terminal.now();
    const shown = asked.filter((key) => options.all === true || !['revoked', 'expired'].includes(keyStatus(key, now)));
    const { organization, project: name } = project;
    await terminal.out.write(
      options.json === true
        ? `${JSON.stringify({ organization, project: name, keys: shown.map((key) => keyJson(key, now)) })}\n`
        : renderKeys(shown, {
            ...{ style: terminal.out.style, now, hidden: asked.length - shown.length },
            where: environment ?? `${organization}/${name}`,
          }),
    );
    return EXIT.clean;
  } finally {
    await database.close();
  }
}
