/** What the stand-in knows beside git: people, pull requests, reviews, rules. */
import type { BareRepository } from './bare-repository.ts';

export type Level = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Account {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
  readonly name: string;
  readonly email: string;
  readonly token: string;
  level: Level;
  /** A deleted account: what it wrote stays, with `user` null. */
  isGone: boolean;
}

export interface StoredReview {
  readonly id: number;
  readonly login: string;
  readonly commit: string;
  readonly body: string;
  readonly at: number;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
}

/** Something that happened to a request. */
export interface StoredEvent {
  readonly id: number;
  readonly event: BaseEvent | 'merged';
  /** null: GitHub itself. */
  readonly login: string | null;
  readonly at: number;
}

export type BaseEvent = 'base_ref_changed' | 'automatic_base_change_succeeded' | 'base_ref_force_pushed';

export interface Pull {
  readonly number: number;
  readonly login: string;
  title: string;
  body: string | null;
  readonly branch: string;
  base: string;
  baseSha: string;
  head: string;
  state: 'open' | 'closed';
  mergedAt: number | null;
  mergedBy: string | null;
  mergeCommit: string | null;
  closedAt: number | null;
  readonly openedAt: number;
  updatedAt: number;
  readonly reviews: StoredReview[];
  readonly events: StoredEvent[];
  /** How often its mergeability is asked for before it is known, as GitHub works it out in the background. */
  mergeabilityAsked: number;
}

export interface StoredComment {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  body: string;
  readonly at: number;
  updatedAt: number;
}

/** Of the base branch, as classic protection and rulesets both say it. */
export interface Protection {
  readonly approvals: number;
  readonly dismissStale: boolean;
  readonly lastPushApproval: boolean;
  readonly codeOwners: boolean;
  /** Classic protection only: whether admins are bound too. */
  readonly enforceAdmins: boolean;
  /** Names of required checks. */
  readonly checks: readonly string[];
}

export interface World {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly git: BareRepository;
  readonly accounts: Map<string, Account>;
  readonly pulls: Pull[];
  readonly comments: StoredComment[];
  /** Classic protection and the ruleset of the default branch; null: there is none. */
  classic: Protection | null;
  ruleset: (Protection & { readonly bypass: readonly { readonly type: string; readonly id: number | null }[] }) | null;
  codeownersErrors: readonly string[] | null;
  actionsMayApprove: boolean;
  readonly app: { readonly id: number; readonly slug: string; readonly publicKey: string; readonly token: string };
  nextId(): number;
  now(): number;
}

/** Ends a request as GitHub does. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

const RANK: readonly Level[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export const isAtLeast = (account: Account, level: Level): boolean =>
  RANK.indexOf(account.level) >= RANK.indexOf(level);

export function accountOf(world: World, login: string): Account {
  const account = world.accounts.get(login.toLowerCase());
  if (account === undefined) throw new Error(`the stand-in knows no ${login}`);
  return account;
}

/** Whose commits these are, by their address alone, as GitHub tells it. */
export function accountByEmail(world: World, email: string): Account | null {
  for (const account of world.accounts.values()) {
    if (!account.isGone && account.email.toLowerCase() === email.toLowerCase()) return account;
    if (!account.isGone && email.toLowerCase() === noreplyOf(account).toLowerCase()) return account;
  }
  return null;
}

export const noreplyOf = ({ id, login }: Pick<Account, 'id' | 'login'>): string =>
  `${id}+${login}@users.noreply.github.com`;

export function pullOf(world: World, number: string): Pull {
  const pull = world.pulls.find((candidate) => candidate.number === Number(number));
  if (pull === undefined) throw notFound();
  return pull;
}
