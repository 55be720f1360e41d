import { appendFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chosenFormat } from '../command-line/chosen-format.ts';
import { defaultCacheFolder, openDiskCache } from '../compile-cache.ts';
import { localUsersOf, personsOf } from '../dev/local-users.ts';
import { stateFolders } from '../embedded/state-folder.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Forge } from '../forge/forge.ts';
import { needForge } from '../forge/open-forge.ts';
import { openRepository } from '../git/repository.ts';
import { isFullId } from '../git/resolve-commit.ts';
import { checkJson } from '../policy/check-json.ts';
import { checkRequest, type RequestCheck } from '../policy/check-request.ts';
import { findPlace, type ProjectPlace } from '../policy/find-place.ts';
import { findRequest } from '../policy/find-request.ts';
import { loadRules } from '../policy/load-state.ts';
import { renderCheck } from '../policy/render-check.ts';
import { renderCheckMarkdown } from '../policy/render-check-markdown.ts';
import { openDatabase } from '../stores/open-database.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';

export interface ApproveCheckOptions {
  readonly request?: string;
  readonly base?: string;
  readonly head?: string;
  readonly format?: 'text' | 'markdown' | 'json';
  readonly json?: true;
  readonly dir: string;
}

/** `flagforge approve-check`: exit 1 until everybody has approved whom the policy asks for. @see contract 6 */
export async function approveCheck(terminal: Terminal, options: ApproveCheckOptions): Promise<ExitCode> {
  const format = chosenFormat(options, 'text');
  const number = findRequest(terminal.env, options.request ?? null);
  const folder = resolve(terminal.cwd, options.dir);
  // It alone knows for whom a bot opened a request.
  const database = (terminal.env.DATABASE_URL ?? '').trim() === '' ? null : await openDatabase(terminal, null);
  try {
    const forge = await needForge(terminal, folder, database === null ? {} : { database });
    try {
      const place =
        forge.kind === 'local' ? await placeOfDev(terminal, folder, forge) : await findPlace(terminal, options.dir);
      const compiler = `flagforge ${loadVersion()}`;
      const cache = openDiskCache({ directory: folder, compiler, folder: defaultCacheFolder(terminal.env) });
      const check = await checkRequest({ ...place, forge, cache, now: terminal.now() }, number, {
        head: options.head === undefined ? null : await idOf(place, options.head),
        alsoBy: options.base === undefined ? [] : [await idOf(place, options.base)],
      });
      cache.save();
      await terminal.out.write(textOf(check, format, terminal));
      const summary = terminal.env.GITHUB_STEP_SUMMARY ?? '';
      if (summary !== '') appendFileSync(summary, renderCheckMarkdown(check));
      return check.judgement.isApproved ? EXIT.clean : EXIT.findings;
    } finally {
      await forge.end();
    }
  } finally {
    await database?.close();
  }
}

/** A full id is taken as it is: what is not here yet is fetched. */
const idOf = async ({ repository }: ProjectPlace, ref: string): Promise<string> =>
  isFullId(ref) ? ref : repository.resolve(ref);

function textOf(check: RequestCheck, format: 'text' | 'markdown' | 'json', { out }: Terminal): string {
  if (format === 'json') return `${JSON.stringify(checkJson(check), null, 2)}\n`;
  return format === 'markdown' ? renderCheckMarkdown(check) : renderCheck(check, out.style);
}

/** The local forge has a repository of its own, whose root is the project's folder, and users whom no file names. */
async function placeOfDev(terminal: Terminal, folder: string, forge: Forge) {
  const histories = stateFolders(folder).map((state) => join(state, 'history.git'));
  const repository = await openRepository(histories.find((path) => existsSync(path)) ?? folder, terminal.env);
  const place: ProjectPlace = { repository, directory: '' };
  const config = await loadRules({ ...place, now: terminal.now() }, await forge.baseCommit());
  return { ...place, people: config === null ? [] : personsOf(localUsersOf(config)) };
}
