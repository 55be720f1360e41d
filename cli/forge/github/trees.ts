/** What a commit has at a path, without reading whole trees. */
import { unexpected } from './answers.ts';
import type { GitHubClient } from './client.ts';

export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

export interface Trees {
  /** @param tree id of the commit's tree. @returns null: there is nothing at this path. */
  entryAt(tree: string, path: string): Promise<TreeEntry | null>;
}

/** Each tree is read once, as ids never change what they stand for. */
export function createTrees(client: GitHubClient): Trees {
  const known = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const load = (tree: string): Promise<ReadonlyMap<string, TreeEntry>> => {
    const before = known.get(tree);
    if (before !== undefined) return before;
    const loading = loadTree(client, tree);
    known.set(tree, loading);
    loading.catch(() => known.delete(tree));
    return loading;
  };
  return {
    async entryAt(tree, path) {
      let entry: TreeEntry = { mode: '040000', type: 'tree', sha: tree };
      for (const step of path.split('/')) {
        if (entry.type !== 'tree') return null;
        const next = (await load(entry.sha)).get(step);
        if (next === undefined) return null;
        entry = next;
      }
      return entry;
    },
  };
}

async function loadTree(client: GitHubClient, tree: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const doing = 'reading a folder';
  const { data } = await client.ask(doing, (octokit) => octokit.rest.git.getTree({ ...client.own, tree_sha: tree }));
  if (!Array.isArray(data.tree) || data.truncated) throw unexpected(client, doing, 'a part of the folder only');
  return new Map(
    data.tree.map(({ path, mode, type, sha }) => [path ?? '', { mode: mode ?? '', type: type ?? '', sha: sha ?? '' }]),
  );
}
