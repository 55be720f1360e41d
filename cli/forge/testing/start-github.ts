/**
 * GitHub, played strictly: real git objects, GitHub's rules for reviews and merges, and each request and response judged
 * by GitHub's own OpenAPI description. For tests only.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBareRepository, makeBareRepository } from './github-stand-in/bare-repository.ts';
import { createFaults, type Fault } from './github-stand-in/faults.ts';
import { openPull } from './github-stand-in/handlers-pulls.ts';
import {
  afterPush,
  baseRewritten,
  dismissReview,
  giveReview,
  type MergeMethod,
  mergePull,
  type ReviewEvent,
  retargetPull,
  signatureOf,
} from './github-stand-in/rules.ts';
import { createStandInServer, type Heard } from './github-stand-in/server.ts';
import {
  type Account,
  accountOf,
  type BaseEvent,
  type Level,
  type Protection,
  type Pull,
  pullOf,
  type StoredReview,
  type World,
} from './github-stand-in/world.ts';

export interface GitHubSeed {
  /** Default `acme/web-store`. */
  readonly name?: string;
  /** Files of a first commit on `main`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Or a repository whose branches are copied; its `main` is the default branch. */
  readonly from?: string;
  /**
   * Who may do what. Default: `patlee` admin, `samortiz` and `alexkim` write, `riley` read, `dependabot[bot]` write; the
   * App `flagforge[bot]` (write) and GitHub's own `web-flow` are always there.
   */
  readonly people?: Readonly<
    Record<string, { readonly level: Level; readonly name?: string; readonly email?: string }>
  >;
  /** Whose token `token` is. Default: the App's installation, as the console has it. */
  readonly tokenOf?: string;
}

export interface PushedBy {
  readonly name: string;
  readonly email: string;
}

export interface GitHubStandIn {
  /** What GITHUB_API_URL is to be. */
  readonly url: string;
  readonly token: string;
  /** `acme/web-store`. */
  readonly name: string;
  /** The bare repository, to clone from and to fetch from. */
  readonly repository: string;
  /** For a command line: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN. */
  readonly env: Readonly<Record<string, string>>;
  /** The App's id and key, for FLAGFORGE_GITHUB_APP_ID and FLAGFORGE_GITHUB_APP_KEY. */
  readonly app: { readonly id: number; readonly key: string };
  /** The same for somebody else. */
  as(login: string): { readonly token: string; readonly env: Readonly<Record<string, string>> };
  git(...words: string[]): Promise<string>;
  /** The newest commit of a branch. Default: the default branch. */
  tip(branch?: string): Promise<string>;
  /** Commits these files (null removes one) on top of a branch, which is made from `main` where there is none. */
  push(
    branch: string,
    files: Readonly<Record<string, string | null>>,
    by?: {
      readonly author?: PushedBy;
      readonly committer?: PushedBy;
      readonly message?: string;
      readonly login?: string;
    },
  ): Promise<string>;
  /** Moves a branch to any commit, as a forced push does. */
  forcePush(branch: string, commit: string): Promise<void>;
  /** @param base default: the default branch. */
  openPull(login: string, branch: string, title?: string, base?: string): Promise<number>;
  /** Gives a request another base branch. Default: as somebody does; else as GitHub does when a branch went. */
  retarget(number: number, login: string, base: string, event?: BaseEvent): Promise<void>;
  /** Lets time go by, in s. */
  pass(seconds: number): void;
  review(number: number, login: string, event: ReviewEvent, body?: string): Promise<StoredReview>;
  approve(number: number, login: string): Promise<StoredReview>;
  dismiss(number: number, login: string, review: number): StoredReview;
  /** @returns the commit on the base branch. */
  merge(number: number, login: string, method?: MergeMethod): Promise<string>;
  pull(number: number): Readonly<Pull>;
  comments(): readonly { readonly login: string; readonly body: string }[];
  addComment(number: number, login: string, body: string): void;
  setLevel(login: string, level: Level): void;
  removeAccount(login: string): void;
  protect(rules: {
    readonly classic?: Partial<Protection> | null;
    readonly ruleset?:
      | (Partial<Protection> & { readonly bypass?: readonly { type: string; id: number | null }[] })
      | null;
    readonly codeownersErrors?: readonly string[] | null;
    readonly actionsMayApprove?: boolean;
  }): void;
  fail(fault: Fault): void;
  /** The requests so far. */
  readonly heard: readonly Heard[];
  /** @throws Error when a request or a response was not as GitHub's description has it. */
  close(): Promise<void>;
}

const PEOPLE: Required<GitHubSeed>['people'] = {
  patlee: { level: 'admin', name: 'Pat Lee', email: 'pat@acme.com' },
  samortiz: { level: 'write', name: 'Sam Ortiz', email: 'sam@acme.com' },
  alexkim: { level: 'write', name: 'Alex Kim', email: 'alex@acme.com' },
  riley: { level: 'read', name: 'Riley', email: 'riley@acme.com' },
  'dependabot[bot]': { level: 'write' },
};

const SLUG = 'flagforge';

const NO_RULES: Protection = {
  ...{ approvals: 1, dismissStale: true, lastPushApproval: true, codeOwners: true, enforceAdmins: true, checks: [] },
};

let keys: { readonly publicKey: string; readonly privateKey: string } | null = null;

/** Made once a process: that takes longer than all the rest. */
function appKeys(): { readonly publicKey: string; readonly privateKey: string } {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    // The form that GitHub hands out.
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return keys;
}

export async function startGitHub(seed: GitHubSeed = {}): Promise<GitHubStandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-github-'));
  const name = seed.name ?? 'acme/web-store';
  const [owner = '', repository = ''] = name.split('/');
  const path = join(folder, owner, `${repository}.git`);
  mkdirSync(join(folder, owner));
  await makeBareRepository(path, seed.from ?? null);
  const git = createBareRepository(path);
  const { publicKey, privateKey } = appKeys();
  let lastId = 1000;
  let passed = 0;
  const nextId = (): number => ++lastId;
  const accounts = createAccounts({ ...(seed.people ?? PEOPLE) }, nextId);
  const bot = accounts.get(`${SLUG}[bot]`);
  const world: World = {
    ...{ owner, name: repository, defaultBranch: 'main', git, accounts, pulls: [], comments: [] },
    ...{
      classic: null,
      ruleset: null,
      codeownersErrors: null,
      actionsMayApprove: false,
      nextId,
      now: () => Date.now() + passed,
    },
    app: { id: 4711, slug: SLUG, publicKey, token: bot?.token ?? '' },
  };
  const faults = createFaults();
  const { server, heard, violations } = createStandInServer(world, faults);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const as: GitHubStandIn['as'] = (login) => {
    const { token } = accountOf(world, login);
    return { token, env: { GITHUB_API_URL: url, GITHUB_REPOSITORY: name, GITHUB_TOKEN: token } };
  };
  const push: GitHubStandIn['push'] = async (branch, files, by = {}) => {
    const old = (await git.tip(`refs/heads/${branch}`)) ?? (await git.tip(`refs/heads/${world.defaultBranch}`));
    const own = signatureOf(world, accountOf(world, by.login ?? [...accounts.keys()][0] ?? ''));
    const edits = Object.entries(files).map(([file, content]) => ({
      ...{ path: file, mode: '100644' },
      ...(content === null ? { sha: null } : { content }),
    }));
    const commit = await git.writeCommit({
      tree: await git.writeTree(old, edits),
      parents: old === null ? [] : [old],
      author: { ...own, ...by.author },
      committer: { ...own, ...(by.committer ?? by.author) },
      message: by.message ?? 'change',
    });
    await git.moveRef(`refs/heads/${branch}`, commit);
    await afterPush(world, branch);
    return commit;
  };
  if (seed.files !== undefined) await push('main', seed.files, { message: 'first' });
  const review: GitHubStandIn['review'] = (number, login, event, body = event === 'APPROVE' ? '' : 'see above') =>
    giveReview(world, pullOf(world, String(number)), accountOf(world, login), { event, body });
  const mine = as(seed.tokenOf ?? `${SLUG}[bot]`);
  return {
    ...{ url, name, repository: path, heard, as, push, review, token: mine.token, env: mine.env },
    app: { id: world.app.id, key: privateKey },
    git: git.git,
    tip: async (branch = world.defaultBranch) => (await git.tip(`refs/heads/${branch}`)) ?? '',
    async forcePush(branch, commit) {
      const old = await git.tip(`refs/heads/${branch}`);
      await git.moveRef(`refs/heads/${branch}`, commit);
      if (old !== null && !(await git.isAncestor(old, commit))) await baseRewritten(world, branch);
      await afterPush(world, branch);
    },
    openPull: async (login, branch, title = 'A change', base = world.defaultBranch) =>
      (await openPull(world, login, { title, head: branch, base })).number,
    retarget: (number, login, base, event) => retargetPull(world, pullOf(world, String(number)), login, base, event),
    pass(seconds) {
      passed += seconds * 1000;
    },
    approve: (number, login) => review(number, login, 'APPROVE'),
    dismiss: (number, login, id) => dismissReview(pullOf(world, String(number)), accountOf(world, login), id),
    merge: (number, login, method = 'merge') =>
      mergePull(world, pullOf(world, String(number)), accountOf(world, login), method),
    pull: (number) => pullOf(world, String(number)),
    comments: () => world.comments,
    addComment(number, login, body) {
      const now = Date.now();
      world.comments.push({ id: nextId(), issue: number, login, body, at: now, updatedAt: now });
    },
    setLevel(login, level) {
      accountOf(world, login).level = level;
    },
    removeAccount(login) {
      accountOf(world, login).isGone = true;
    },
    protect({ classic, ruleset, codeownersErrors, actionsMayApprove }) {
      if (actionsMayApprove !== undefined) world.actionsMayApprove = actionsMayApprove;
      if (classic !== undefined) world.classic = classic === null ? null : { ...NO_RULES, ...classic };
      if (ruleset !== undefined) world.ruleset = ruleset === null ? null : { ...NO_RULES, bypass: [], ...ruleset };
      if (codeownersErrors !== undefined) world.codeownersErrors = codeownersErrors;
    },
    fail: (fault) => faults.add(fault),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      rmSync(folder, { recursive: true, force: true });
      if (violations.length > 0) throw new Error(`not as GitHub describes it:\n${violations.join('\n')}`);
    },
  };
}

function createAccounts(people: Required<GitHubSeed>['people'], nextId: () => number): Map<string, Account> {
  const all: Required<GitHubSeed>['people'] = {
    ...people,
    [`${SLUG}[bot]`]: { level: 'write' },
    'web-flow': { level: 'none', name: 'GitHub', email: 'noreply@github.com' },
  };
  return new Map(
    Object.entries(all).map(([login, { level, name = login, email = '' }]) => {
      const type = login.endsWith('[bot]') ? 'Bot' : 'User';
      const token = `${type === 'Bot' ? 'ghs' : 'ghp'}_${randomBytes(18).toString('hex')}`;
      const account: Account = { login, id: nextId(), type, name, email, token, level, isGone: false };
      return [login.toLowerCase(), account];
    }),
  );
}
