/** The repository behind the stand-in: real git objects in a bare repository, so that tests clone and fetch it by path. */
import { execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface CommitObject {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

/** `sha` null: it goes. `content`: becomes a blob. */
export interface TreeEdit {
  readonly path: string;
  readonly mode: string;
  readonly sha?: string | null;
  readonly content?: string;
}

export interface FileChange {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly previousPath: string | null;
}

export interface BareRepository {
  readonly path: string;
  /** Runs git there, and answers with what it says, trimmed. */
  git(...words: string[]): Promise<string>;
  /** @returns null when there is no such ref. */
  tip(ref: string): Promise<string | null>;
  /** @returns null when there is no such commit. */
  readCommit(sha: string): Promise<CommitObject | null>;
  listTree(sha: string, isRecursive: boolean): Promise<readonly TreeEntry[] | null>;
  /** @throws Error when an entry that is to go is not there. */
  writeTree(base: string | null, edits: readonly TreeEdit[]): Promise<string>;
  writeCommit(commit: Omit<CommitObject, 'sha'>): Promise<string>;
  moveRef(ref: string, sha: string): Promise<void>;
  deleteRef(ref: string): Promise<void>;
  isAncestor(older: string, newer: string): Promise<boolean>;
  mergeBase(a: string, b: string): Promise<string | null>;
  /** Oldest first: what `to` has and `from` has not. */
  commitsBetween(from: string, to: string): Promise<readonly string[]>;
  changes(from: string, to: string): Promise<readonly FileChange[]>;
  /** @returns the merged tree, or the paths in conflict. */
  mergeTrees(
    ours: string,
    theirs: string,
  ): Promise<{ readonly tree: string } | { readonly conflicts: readonly string[] }>;
}

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
};

/** @param path a bare repository that is there. */
export function createBareRepository(path: string): BareRepository {
  const git: BareRepository['git'] = (...words) => run(path, words);
  const quiet = (...words: string[]): Promise<string | null> => git(...words).catch(() => null);
  return {
    path,
    git,
    tip: (ref) => quiet('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`),
    async readCommit(sha) {
      if (!/^[0-9a-f]{40}$/.test(sha)) return null;
      const text = await quiet(
        'log',
        '-1',
        '--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B',
        sha,
      );
      if (text === null) return null;
      const [id = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] =
        text.split('\0');
      return {
        ...{ sha: id, tree, message: message.replace(/\n+$/, '') },
        parents: parents === '' ? [] : parents.split(' '),
        author: { name: an, email: ae, date: new Date(ad).toISOString() },
        committer: { name: cn, email: ce, date: new Date(cd).toISOString() },
      };
    },
    async listTree(sha, isRecursive) {
      const text = await quiet('ls-tree', '-z', ...(isRecursive ? ['-r', '-t'] : []), sha);
      return text === null ? null : records(text).map(parseEntry);
    },
    async writeTree(base, edits) {
      const index = join(path, `index-${Math.random().toString(36).slice(2)}`);
      const env = { GIT_INDEX_FILE: index };
      try {
        if (base !== null) await run(path, ['read-tree', base], { env });
        const known = new Set(records(await run(path, ['ls-files', '-z'], { env })));
        const lines: string[] = [];
        for (const { path: file, mode, sha, content } of edits) {
          if (sha === null && !known.has(file)) throw new Error(`there is no ${file}`);
          const blob =
            content === undefined ? sha : await run(path, ['hash-object', '-w', '--stdin'], { input: content });
          lines.push(sha === null ? `0 ${'0'.repeat(40)}\t${file}` : `${mode} ${blob}\t${file}`);
        }
        await run(path, ['update-index', '-z', '--index-info'], {
          env,
          input: lines.map((line) => `${line}\0`).join(''),
        });
        return await run(path, ['write-tree'], { env });
      } finally {
        rmSync(index, { force: true });
      }
    },
    writeCommit: ({ tree, parents, author, committer, message }) =>
      run(path, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
        input: message,
        env: {
          ...{ GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: author.date },
          ...{ GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email },
          GIT_COMMITTER_DATE: committer.date,
        },
      }),
    moveRef: async (ref, sha) => void (await git('update-ref', ref, sha)),
    deleteRef: async (ref) => void (await git('update-ref', '-d', ref)),
    isAncestor: async (older, newer) => (await quiet('merge-base', '--is-ancestor', older, newer)) !== null,
    mergeBase: (a, b) => quiet('merge-base', a, b),
    commitsBetween: async (from, to) =>
      (await git('rev-list', '--reverse', '--topo-order', to, `^${from}`)).split('\n').filter((line) => line !== ''),
    async changes(from, to) {
      const fields = records(await git('diff', '--name-status', '-z', '-M', from, to));
      const changes: FileChange[] = [];
      while (fields.length > 0) {
        const letter = fields.shift() ?? '';
        const first = fields.shift() ?? '';
        if (letter.startsWith('R'))
          changes.push({ path: fields.shift() ?? '', status: 'renamed', previousPath: first });
        else changes.push({ path: first, status: STATUS[letter] ?? 'modified', previousPath: null });
      }
      return changes;
    },
    async mergeTrees(ours, theirs) {
      const { code, stdout } = await runAny(
        path,
        ['merge-tree', '--write-tree', '--name-only', '-z', ours, theirs],
        {},
      );
      const [tree = '', ...rest] = records(stdout);
      if (code === 0) return { tree };
      // The names end at the first empty record; messages follow.
      const end = stdout.split('\0').indexOf('', 1);
      return { conflicts: rest.slice(0, end < 0 ? rest.length : end - 1) };
    },
  };
}

const STATUS: Readonly<Record<string, FileChange['status']>> = { A: 'added', D: 'removed', M: 'modified' };

const records = (text: string): string[] => text.split('\0').filter((part) => part !== '');

function parseEntry(record: string): TreeEntry {
  const [, mode = '', type = '', sha = '', path = ''] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
  return { mode, type, sha, path };
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

async function run(path: string, words: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await runAny(path, words, options);
  if (code !== 0) throw new Error(`git ${words[0]}: ${stderr}`);
  return stdout.trimEnd();
}

function runAny(
  path: string,
  words: readonly string[],
  { env, input }: RunOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', words, { cwd: path, env: { ...ENVIRONMENT, ...env } });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    );
    // Git may end without having read it.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** Makes a bare repository: a copy of `from`, or an empty one with `main`. */
export function makeBareRepository(path: string, from: string | null): Promise<void> {
  const words =
    from === null
      ? ['init', '--quiet', '--bare', '--initial-branch=main', path]
      : ['clone', '--quiet', '--bare', from, path];
  return new Promise((resolve, reject) => {
    execFile('git', words, { env: ENVIRONMENT }, (error) => (error === null ? resolve() : reject(error)));
  });
}
