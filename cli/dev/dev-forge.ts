/** The local forge as the console gets it: what is done there is published and told. */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import type { CompileCache, Person } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { LocalForgeParts } from '../forge/local/local-parts.ts';
import { type OpenLocalForge, openLocalForge } from '../forge/local/open-local-forge.ts';
import type { RepairedMerge } from '../forge/local/repair-merge.ts';
import type { Repository } from '../git/repository.ts';
import { checkRequest } from '../policy/check-request.ts';
import { missingTexts, refusalTexts } from '../policy/demand-words.ts';

/** Opens the forge; what it merges is judged by the base's rules, with the code of `approve-check`. */
export function openDevForge(
  parts: Omit<LocalForgeParts, 'mayMerge'> & { readonly cache: CompileCache },
  repository: Repository,
  people: () => readonly Person[],
): OpenLocalForge {
  const forge: OpenLocalForge = openLocalForge({
    ...parts,
    async mayMerge({ request: { number, head } }) {
      const now = parts.now?.() ?? Date.now();
      const tools = { forge, repository, directory: '', people: people(), now, cache: parts.cache };
      const { judgement } = await checkRequest(tools, number, { head, alsoBy: [] });
      if (judgement.isApproved) return;
      const args = { number, missing: missingTexts(judgement) };
      throw codedError(EXIT.findings, 'FF4168', args, ...refusalTexts(judgement));
    },
  });
  return forge;
}

/** What `dev` does around the forge's work. */
export interface Around {
  /** Takes what was saved a moment ago: a merge is refused where files are ahead of it. */
  readonly flush: () => Promise<void>;
  /** Runs work while nothing is published, then publishes what it merged. */
  readonly merging: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Tells what happened. */
  readonly refresh: () => Promise<void>;
  readonly note: (text: string) => Promise<void>;
}

/** The same forge, with what `dev` does around it. */
export function withDev(forge: OpenLocalForge, { flush, merging, refresh, note }: Around): OpenLocalForge {
  const told = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = await work();
    // It is done, whoever is told of it.
    await refresh().catch(() => {});
    return result;
  };
  return {
    ...forge,
    open: (proposal) => told(() => forge.open(proposal)),
    update: (number, expectedHead, change) => told(() => forge.update(number, expectedHead, change)),
    review: (number, given) => told(() => forge.review(number, given)),
    close: (number, by) => told(() => forge.close(number, by)),
    async merge(number, given) {
      await flush();
      try {
        return await told(() => merging(() => forge.merge(number, given)));
      } catch (error) {
        if (error instanceof CommandError) {
          const isMerged = error.code === 'FF4166';
          await note(isMerged ? error.message : `#${number} was not merged: ${error.message}`);
        }
        throw error;
      }
    },
  };
}

/** A merge that was cut off, for people. */
export function describeRepaired({ number, left }: RepairedMerge): string {
  const done = `#${number} was being merged when its process ended: it is merged now`;
  if (left.length === 0) return done;
  return `${done}, but for ${left.join(', ')}, edited since: what was merged is not in there, and your next save undoes it`;
}
