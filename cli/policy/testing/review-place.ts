/** A project in a real git repository, and a forge in memory as strict as GitHub is; for tests only. */
import { execFileSync } from 'node:child_process';
import type { Author, ChangeRequest, Forge, ForgeKind, ForgeUser, Permission, Review } from '../../forge/forge.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { createFlagsRepository, type FlagsRepository } from '../../testing/flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from '../../testing/git-repository.ts';
import { checkRequest, type RequestCheck } from '../check-request.ts';

/** An account of the forge, with its verified addresses. */
export interface Account {
  readonly login: string;
  readonly name: string;
  readonly emails: readonly string[];
  readonly kind?: 'human' | 'bot';
  readonly permission?: Permission;
}

export const PAT: Account = { login: 'patlee', name: 'Pat Lee', emails: ['pat@acme.com'] };
export const KIM: Account = { login: 'kimadler', name: 'Kim Adler', emails: ['kim@acme.com'] };
export const SAM: Account = { login: 'samortiz', name: 'Sam Ortiz', emails: ['sam@acme.com'], permission: 'admin' };
export const LENA: Account = { login: 'lenavogt', name: 'Lena Vogt', emails: ['lena@acme.com'] };
/** Of nobody whom `people` names. */
export const STRANGER: Account = { login: 'stranger', name: 'A. Stranger', emails: ['who@else.example'] };
export const BOT: Account = { login: 'flagforge[bot]', name: 'FlagForge', emails: [], kind: 'bot' };

export const CONFIG = `version: 1
organization: acme
project: shop
environments:
  development: {}
  staging: {}
  production: { approvals: 1, approvers: [editor, admin] }
unit: userId
attributes: { userId: string, email: string, region: string }
people:
  - { name: Pat Lee, github: patlee, clerk: user_pat, email: [pat@acme.com] }
  - { name: Kim Adler, github: kimadler, clerk: user_kim, email: [kim@acme.com] }
  - { name: Sam Ortiz, github: samortiz, clerk: user_sam, email: [sam@acme.com] }
  - { name: Lena Vogt, github: lenavogt, email: [lena@acme.com] }
access:
  - { who: "github:samortiz", role: admin }
  - { who: "github:patlee", role: editor }
  - { who: "github:kimadler", role: editor }
  - { who: "github:lenavogt", role: editor, environments: [development, staging] }
`;

export const FLAG = `description: New checkout
type: boolean
owner: web
kind: permanent
environments:
  production: { enabled: true, default: off }
  staging: { enabled: true, default: on }
`;

export const PROJECT: Readonly<Record<string, string>> = {
  'flags/flagforge.yaml': CONFIG,
  'flags/new-checkout.yaml': FLAG,
};

/** The flag with production on. */
export const TURNED_ON = { 'flags/new-checkout.yaml': FLAG.replace('default: off', 'default: on') };

type Files = Readonly<Record<string, string | null>>;

export interface CommitOptions {
  readonly committer?: { readonly name: string; readonly email: string };
  readonly message?: string;
}

export interface ReviewPlace {
  readonly repository: Repository;
  readonly files: FlagsRepository;
  readonly forge: Forge;
  /** Commits on `main` as somebody, without a request. */
  land(by: Account, files: Files): string;
  /** Opens a request with one commit. Answers with its number. */
  propose(by: Account, files: Files, more?: CommitOptions & { readonly opener?: Account }): number;
  /** Adds a commit to a request. */
  push(number: number, by: Account, files: Files, more?: CommitOptions): string;
  /** Makes any commit the head of a request. */
  forcePush(number: number, commit: string): void;
  review(number: number, by: Account, verdict: Review['verdict'], commit?: string): void;
  /** As GitHub does: the review stays where it is, and is dismissed from now on. */
  dismiss(number: number, by: Account): void;
  /** The request gets another base; its reviews stay. */
  retarget(number: number, base: string): void;
  removeReviews(number: number, by: Account): void;
  /** What FlagForge's own table says. */
  setProposer(number: number, proposer: ForgeUser): void;
  setRequest(number: number, change: Partial<ChangeRequest>): void;
  check(number: number): Promise<RequestCheck>;
  remove(): void;
}

/** @param accounts whose addresses the forge knows. */
export async function createReviewPlace(
  project: Files = PROJECT,
  accounts: readonly Account[] = [PAT, KIM, SAM, LENA, STRANGER, BOT],
  kind: ForgeKind = 'github',
): Promise<ReviewPlace> {
  const initial = Object.fromEntries(
    Object.entries(project).flatMap(([path, text]) => (text === null ? [] : [[path, text]])),
  );
  const files = createFlagsRepository({ 'README.md': 'shop\n', ...initial });
  const repository = await openRepository(files.root, GIT_TEST_ENVIRONMENT);
  const requests = new Map<number, ChangeRequest>();
  const reviews = new Map<number, Review[]>();
  let clock = 1_790_000_000_000;

  const userOf = ({ login, name, kind: userKind = 'human' }: Account): ForgeUser => {
    return { identity: `github:${login}`, kind: userKind, name, claims: [] };
  };
  const commitAs = (by: Account, changed: Files, more: CommitOptions = {}): string => {
    files.write(changed);
    files.git('add', '--all');
    const email = by.emails[0] ?? `${by.login}@users.noreply.github.com`;
    const committer = more.committer ?? { name: by.name, email };
    const words = ['commit', '--quiet', '--allow-empty', '--message', more.message ?? 'change'];
    execFileSync('git', words, {
      cwd: files.root,
      env: {
        ...GIT_TEST_ENVIRONMENT,
        ...{ GIT_AUTHOR_NAME: by.name, GIT_AUTHOR_EMAIL: email },
        ...{ GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email },
      },
    });
    return files.git('rev-parse', 'HEAD');
  };
  const read = (number: number): ChangeRequest => {
    const request = requests.get(number);
    if (request === undefined) throw new TypeError(`no request ${number}`);
    const baseCommit = files.git('merge-base', 'main', request.head);
    return { ...request, baseCommit };
  };
  const update = (number: number, change: Partial<ChangeRequest>): void => {
    requests.set(number, { ...read(number), ...change });
  };
  const authorOf = (as: Author['as'], name: string, email: string): Author => {
    const account = accounts.find(({ emails }) => emails.includes(email));
    const login = account?.login ?? /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
    const isBot = account?.kind === 'bot' || login?.endsWith('[bot]') === true;
    const identity =
      email === 'noreply@github.com' ? 'github:web-flow' : login === undefined ? null : `github:${login}`;
    return { as, identity, email, name, kind: isBot ? 'bot' : 'human' };
  };
  const unused = (): never => {
    throw new TypeError('this forge is only read');
  };
  const forge: Forge = {
    kind,
    name: 'github.com/acme/shop',
    baseBranch: async () => 'main',
    baseCommit: async () => files.git('rev-parse', 'main'),
    read: async (number) => read(number),
    requestOf: async (commit) => [...requests.values()].find(({ mergeCommit }) => mergeCommit === commit) ?? null,
    async commits(number) {
      const { head } = read(number);
      const log = files.git('log', '--reverse', '--format=%H%x1f%an%x1f%ae%x1f%cn%x1f%ce%x1f%B%x1e', `main..${head}`);
      return log.split('\x1e').flatMap((text) => {
        const [commit = '', name = '', email = '', committer = '', committerEmail = '', body = ''] = text
          .trim()
          .split('\x1f');
        if (commit === '') return [];
        const trailers = [...body.matchAll(/^co-authored-by: (.*?) <(.*?)>$/gim)];
        const authors = [
          authorOf('author', name, email),
          authorOf('committer', committer, committerEmail),
          ...trailers.map(([, who = '', address = '']) => authorOf('co-author', who, address)),
        ];
        return [{ commit, authors }];
      });
    },
    reviews: async (number) => [...(reviews.get(number) ?? [])],
    files: async () => unused(),
    list: async () => [...requests.values()],
    mergeState: async () => ({ kind: 'unknown' }),
    open: async () => unused(),
    update: async () => unused(),
    comment: async () => unused(),
  };
  return {
    ...{ repository, files, forge },
    land(by, changed) {
      files.git('checkout', '--quiet', 'main');
      return commitAs(by, changed);
    },
    propose(by, changed, more = {}) {
      const number = requests.size + 1;
      const branch = `change-${number}`;
      files.git('checkout', '--quiet', '-b', branch, 'main');
      const head = commitAs(by, changed, more);
      files.git('checkout', '--quiet', 'main');
      clock += 1000;
      requests.set(number, {
        ...{ number, title: 'A change', body: '', url: null, state: 'open', branch, base: 'main' },
        ...{ baseCommit: files.git('rev-parse', 'main'), head, mergeCommit: null, opener: userOf(more.opener ?? by) },
        ...{ proposer: null, openedAt: clock, updatedAt: clock },
      });
      reviews.set(number, []);
      return number;
    },
    push(number, by, changed, more) {
      files.git('checkout', '--quiet', read(number).branch);
      const head = commitAs(by, changed, more);
      files.git('checkout', '--quiet', 'main');
      update(number, { head });
      return head;
    },
    forcePush(number, commit) {
      files.git('branch', '--force', read(number).branch, commit);
      update(number, { head: commit });
    },
    review(number, by, verdict, commit = read(number).head) {
      const isOwn = read(number).opener.identity === `github:${by.login}`;
      if (isOwn && verdict === 'approved') throw new TypeError('422: cannot approve your own pull request');
      clock += 1000;
      const permission = by.permission ?? 'write';
      reviews
        .get(number)
        ?.push({ by: userOf(by), verdict, commit, at: clock, body: '', permission, isOfOtherBase: false });
    },
    dismiss(number, by) {
      const own = (review: Review): boolean => review.by.identity === `github:${by.login}`;
      const after = (reviews.get(number) ?? []).map((review): Review => {
        return own(review) && review.verdict !== 'commented' ? { ...review, verdict: 'dismissed' } : review;
      });
      reviews.set(number, after);
    },
    retarget(number, base) {
      update(number, { base });
      reviews.set(
        number,
        (reviews.get(number) ?? []).map((review) => ({ ...review, isOfOtherBase: true })),
      );
    },
    removeReviews(number, by) {
      reviews.set(
        number,
        (reviews.get(number) ?? []).filter((review) => review.by.identity !== `github:${by.login}`),
      );
    },
    setProposer: (number, proposer) => update(number, { proposer }),
    setRequest: update,
    check: (number) => checkRequest({ forge, repository, directory: 'flags', now: 1_790_000_000_000 }, number),
    remove: files.remove,
  };
}
