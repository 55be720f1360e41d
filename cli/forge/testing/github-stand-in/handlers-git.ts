/** Git objects and refs. */
import { commitDocument, fileDocument, gitCommitDocument } from './documents.ts';
import type { Handler } from './handler.ts';
import { afterPush, signatureOf } from './rules.ts';
import { isAtLeast, notFound, Refusal } from './world.ts';

const branchOf = (ref: string): string => ref.replace(/^(?:refs\/)?heads\//, '');

const refDocument = (ref: string, sha: string): unknown => ({ ref, object: { type: 'commit', sha } });

const COMPARED_FILES = 300;

export const GIT_HANDLERS: Readonly<Record<string, Handler>> = {
  'git/get-ref': async ({ world, parts }) => {
    const sha = await world.git.tip(`refs/${parts.ref}`);
    if (sha === null) throw notFound();
    return { status: 200, body: refDocument(`refs/${parts.ref}`, sha) };
  },
  'git/get-commit': async ({ world, parts }) => {
    const commit = await world.git.readCommit(parts.commit_sha ?? '');
    if (commit === null) throw notFound();
    return { status: 200, body: gitCommitDocument(commit) };
  },
  'git/get-tree': async ({ world, parts, query }) => {
    const sha = parts.tree_sha ?? '';
    const entries = await world.git.listTree(sha, query.has('recursive'));
    if (entries === null) throw notFound();
    const tree = entries.map((entry) => ({ ...entry, ...(entry.type === 'blob' && { size: 1 }) }));
    return { status: 200, body: { sha, truncated: false, tree } };
  },
  'git/create-tree': async ({ world, body, needs }) => {
    needs('write');
    const { tree, base_tree: base = null } = body as {
      tree: { path: string; mode: string; sha?: string | null; content?: string }[];
      base_tree?: string;
    };
    if (tree.length === 0) throw new Refusal(422, 'Invalid tree info');
    for (const { path, sha, content } of tree) {
      const isSane = !path.startsWith('/') && path.split('/').every((step) => !['', '.', '..', '.git'].includes(step));
      if (!isSane) throw new Refusal(422, 'tree.path contains a malformed path component');
      if (sha !== undefined && content !== undefined)
        throw new Refusal(422, 'Must not supply both tree.sha and tree.content');
    }
    const sha = await world.git.writeTree(base, tree).catch(() => {
      throw new Refusal(422, 'GitRPC::BadObjectState');
    });
    return { status: 201, body: { sha, truncated: false, tree: await world.git.listTree(sha, false) } };
  },
  'git/create-commit': async ({ world, body, as, needs }) => {
    needs('write');
    const {
      message,
      tree,
      parents = [],
      author,
      committer,
    } = body as {
      message: string;
      tree: string;
      parents?: string[];
      author?: { name: string; email: string; date?: string };
      committer?: { name: string; email: string; date?: string };
    };
    for (const parent of parents) {
      if ((await world.git.readCommit(parent)) === null)
        throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
    }
    const own = { ...signatureOf(world, as), ...author };
    const sha = await world.git.writeCommit({
      tree,
      parents,
      message,
      author: own,
      committer: { ...own, ...committer },
    });
    const commit = await world.git.readCommit(sha);
    if (commit === null) throw new Error('a commit that was just written is gone');
    return { status: 201, body: gitCommitDocument(commit) };
  },
  'git/create-ref': async ({ world, body, needs }) => {
    needs('write');
    const { ref, sha } = body as { ref: string; sha: string };
    if (!/^refs\/(?:heads|tags)\/./.test(ref)) throw new Refusal(422, 'Reference name must start with refs/');
    if ((await world.git.tip(ref)) !== null) throw new Refusal(422, 'Reference already exists');
    if ((await world.git.readCommit(sha)) === null) throw new Refusal(422, 'Object does not exist');
    await world.git.moveRef(ref, sha);
    await afterPush(world, branchOf(ref));
    return { status: 201, body: refDocument(ref, sha) };
  },
  'git/update-ref': async ({ world, parts, body, as, needs }) => {
    needs('write');
    const { sha, force = false } = body as { sha: string; force?: boolean };
    const ref = `refs/${parts.ref}`;
    const tip = await world.git.tip(ref);
    if (tip === null) throw new Refusal(422, 'Reference does not exist');
    const branch = branchOf(ref);
    const isProtected = branch === world.defaultBranch && (world.ruleset !== null || world.classic !== null);
    const isBound = world.ruleset !== null || world.classic?.enforceAdmins === true || !isAtLeast(as, 'admin');
    if (isProtected && isBound) throw new Refusal(422, 'Changes must be made through a pull request.');
    if (!force && !(await world.git.isAncestor(tip, sha))) throw new Refusal(422, 'Update is not a fast forward');
    await world.git.moveRef(ref, sha);
    await afterPush(world, branch);
    return { status: 200, body: refDocument(ref, sha) };
  },
  'git/delete-ref': async ({ world, parts, needs }) => {
    needs('write');
    const ref = `refs/${parts.ref}`;
    if ((await world.git.tip(ref)) === null) throw new Refusal(422, 'Reference does not exist');
    await world.git.deleteRef(ref);
    await afterPush(world, branchOf(ref));
    return { status: 204, body: undefined };
  },
  'repos/compare-commits-with-basehead': async ({ world, parts, page }) => {
    const [from = '', to = ''] = (parts.basehead ?? '').split('...');
    const find = async (name: string): Promise<string> => {
      const sha = /^[0-9a-f]{40}$/.test(name) ? await world.git.tip(name) : await world.git.tip(`refs/heads/${name}`);
      if (sha === null) throw notFound();
      return sha;
    };
    const [base, head] = [await find(from), await find(to)];
    const common = await world.git.mergeBase(base, head);
    if (common === null) throw new Refusal(404, `No common ancestor between ${from} and ${to}.`);
    const [ahead, behind] = [await world.git.commitsBetween(base, head), await world.git.commitsBetween(head, base)];
    const document = async (sha: string): Promise<unknown> => {
      const commit = await world.git.readCommit(sha);
      return commit === null ? null : commitDocument(world, commit);
    };
    const status =
      base === head ? 'identical' : behind.length === 0 ? 'ahead' : ahead.length === 0 ? 'behind' : 'diverged';
    const files = (await world.git.changes(common, head)).slice(0, COMPARED_FILES).map(fileDocument);
    const commits = await Promise.all(page(ahead).map(document));
    return {
      status: 200,
      body: {
        ...{ status, ahead_by: ahead.length, behind_by: behind.length, total_commits: ahead.length, commits, files },
        ...{ base_commit: await document(base), merge_base_commit: await document(common) },
      },
    };
  },
};
