/** The last anchor that this clone knows to be shared, kept in the git dir, so that a rewritten branch is noticed. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, errorCodeOf } from '../command-error.ts';
import { replaceFile } from '../replace-file.ts';
import { type AnchorRecord, parseAnchor, renderAnchor } from './anchor-record.ts';
import { isFullId } from './resolve-commit.ts';

export interface AnchorMemory {
  /** Where it is known to be; null: a repository without a remote, its own branch. */
  readonly remote: string | null;
  readonly commit: string;
  /** The anchors in it that this clone has met, one an organisation. */
  readonly anchors: readonly AnchorRecord[];
}

const fileOf = (gitDir: string): string => join(gitDir, 'flagforge', 'anchor.json');

/** null: nothing is remembered, or the file is not ours. */
export function recallAnchor(gitDir: string): AnchorMemory | null {
  try {
    const memory = JSON.parse(readFileSync(fileOf(gitDir), 'utf8')) as Partial<AnchorMemory>;
    const { remote, commit, anchors } = memory;
    if (typeof commit !== 'string' || !isFullId(commit) || !Array.isArray(anchors)) return null;
    const known = anchors.map((anchor: unknown) => parseAnchor(JSON.stringify(anchor)));
    return {
      remote: typeof remote === 'string' ? remote : null,
      commit,
      anchors: known.flatMap((anchor) => anchor ?? []),
    };
  } catch {
    return null;
  }
}

/** Remembers where it can: a clone that may not be written to is read all the same. */
export async function rememberAnchor(
  gitDir: string,
  remote: string | null,
  commit: string,
  anchor: AnchorRecord | null,
): Promise<void> {
  const known = recallAnchor(gitDir)?.anchors ?? [];
  const others = known.filter(({ organization }) => organization !== anchor?.organization);
  const anchors = (anchor === null ? known : [...others, anchor]).map(
    (each) => JSON.parse(renderAnchor(each)) as object,
  );
  try {
    mkdirSync(dirname(fileOf(gitDir)), { recursive: true });
    await replaceFile(fileOf(gitDir), `${JSON.stringify({ remote, commit, anchors }, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof CommandError) && errorCodeOf(error) === null) throw error;
  }
}
