/** How HEAD of this clone stands to what is published. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { CommandError } from '../command-error.ts';
import { killsOf } from '../emergency/overlays.ts';
import type { Repository } from '../git/repository.ts';
import { isAlwaysOff } from '../publish/always-off.ts';
import type { CompiledProject, LoadCompiled } from './compile-commit.ts';
import type { ServedEnvironment } from './served-environment.ts';

/** How HEAD stands to the newest published commit. `missing`: this clone does not have that one. */
export type Lineage = 'same' | 'ahead' | 'behind' | 'diverged' | 'missing' | 'unpublished';

export interface GitEnvironment {
  readonly lineage: Lineage;
  /** Whether HEAD compiles to the content that is served; null: HEAD has errors, or not this environment. */
  readonly isSame: boolean | null;
  /** Whether the commit that is said to be served compiles to what is served; null: it is not here, or has errors. */
  readonly isOwnContent: boolean | null;
  /** Of the flags that are killed there, those that HEAD has off as well, by `killed` or by not enabling them. */
  readonly off: ReadonlySet<string>;
  /** Those of them that what is served has off too, without the kill. */
  readonly offServed: ReadonlySet<string>;
}

export interface GitStatus {
  /** HEAD's full id. */
  readonly commit: string;
  readonly hasErrors: boolean;
  /** The names of HEAD's environments, in the project's order; empty where it has errors. */
  readonly names: readonly string[];
  environment(name: string): GitEnvironment | null;
}

/**
 * Compares HEAD, as it is committed, with what is served.
 * @param at another commit in its place, and the project's folder there.
 * @throws CommandError (2) where HEAD has no project, (3) when git fails.
 */
export async function loadGitStatus(
  repository: Repository,
  served: readonly ServedEnvironment[],
  loadCompiled: LoadCompiled,
  at: { readonly ref: string; readonly directory: string } = { ref: 'HEAD', directory: repository.prefix },
): Promise<GitStatus> {
  const commit = await repository.resolve(at.ref);
  const head = await loadCompiled(commit, at.directory);
  const environments = new Map<string, GitEnvironment>();
  for (const environment of served) {
    const { place } = environment.published;
    environments.set(place.environment, await compare(repository, commit, head, environment, loadCompiled));
  }
  const unpublished: GitEnvironment = {
    ...{ lineage: 'unpublished', isSame: null, isOwnContent: null },
    ...{ off: new Set(), offServed: new Set() },
  };
  return {
    commit,
    hasErrors: head === null,
    names: head?.names ?? [],
    environment: (name) => environments.get(name) ?? (head?.names.includes(name) === true ? unpublished : null),
  };
}

async function compare(
  repository: Repository,
  commit: string,
  head: CompiledProject | null,
  { published, directory }: ServedEnvironment,
  loadCompiled: LoadCompiled,
): Promise<GitEnvironment> {
  const { environment } = published.place;
  const compiled = head?.snapshots.get(environment) ?? null;
  const off = killsOf(published.overlays).filter((flag) => isOffIn(compiled, flag));
  return {
    lineage: await lineageOf(repository, commit, published.tip),
    isSame: compiled === null ? null : compiled.contentHash === published.contentHash,
    isOwnContent: await isOwnContent(repository, { published, directory }, loadCompiled),
    off: new Set(off),
    offServed: new Set(off.filter((flag) => isOffIn(published.snapshot, flag))),
  };
}

/** Whether a flag is off whatever the time, before any kill is laid over it. */
function isOffIn(snapshot: Snapshot | null, key: string): boolean {
  const flag = snapshot?.flags.find((each) => each.key === key);
  return flag !== undefined && isAlwaysOff(flag);
}

async function isOwnContent(
  repository: Repository,
  { published, directory }: Pick<ServedEnvironment, 'published' | 'directory'>,
  loadCompiled: LoadCompiled,
): Promise<boolean | null> {
  const { commit, contentHash, place } = published;
  if (commit === null || !(await hasCommit(repository, commit))) return null;
  const own = await loadCompiled(commit, directory);
  return own === null ? null : own.snapshots.get(place.environment)?.contentHash === contentHash;
}

async function lineageOf(repository: Repository, head: string, tip: string | null): Promise<Lineage> {
  if (tip === null) return 'unpublished';
  if (head === tip) return 'same';
  if (!(await hasCommit(repository, tip))) return 'missing';
  if (await repository.isAncestor(tip, head)) return 'ahead';
  return (await repository.isAncestor(head, tip)) ? 'behind' : 'diverged';
}

/** A commit that `dev` made, or that the database was told by hand, may be none that git could have. */
async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit) && repository.has(commit);
}

/** What is wrong with this clone is of no matter in an emergency: a sentence instead. */
export function gitProblem(error: unknown): string {
  if (error instanceof CommandError) return error.message;
  throw error;
}
