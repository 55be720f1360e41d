/** Whether somebody's word has weight: by their role, or by what the forge lets them do. */
import type { ForgeKind, Review } from '../forge/forge.ts';
import { isProjectAdmin, rolesOf } from '../identity/roles.ts';
import type { Refusal, TouchedEnvironment } from './judgement.ts';
import { policyIn, type RuleBook } from './rule-book.ts';

/** What one demand is judged by. */
export interface Bar {
  /** null: what only admins may let through. */
  readonly touched: TouchedEnvironment | null;
  /** Each has to be satisfied. */
  readonly books: readonly RuleBook[];
  readonly needed: number;
  readonly roles: readonly string[];
}

/** Why somebody's word has no weight by these rules; null: it has. @param book null: there are no rules but the forge's. */
export function rightsProblem(
  { permission, by }: Review,
  identity: string,
  book: RuleBook | null,
  { touched, roles }: Bar,
  forge: ForgeKind,
): Refusal | null {
  const mayWrite = permission === 'write' || permission === 'admin';
  if (forge === 'github' && !mayWrite) return { rule: 'no-permission', text: 'may not write to the repository' };
  const environment = touched?.environment ?? null;
  if (book === null || book.access === null) {
    if (environment === null && permission !== 'admin')
      return { rule: 'no-permission', text: 'is no admin of the repository, and no file says who is one' };
    return mayWrite ? null : { rule: 'no-permission', text: 'may not write to the repository' };
  }
  if (environment === null) {
    if (isProjectAdmin(identity, book, book.names, by.claims) === true) return null;
    const somewhere = book.names.filter((name) => rolesOf(identity, book, name, by.claims)?.includes('admin'));
    if (somewhere.length > 0)
      return { rule: 'not-project-wide', text: `is admin only in ${somewhere.join(', ')}, and this reaches further` };
    return { rule: 'no-role', text: 'is no admin of the project' };
  }
  const own = rolesOf(identity, book, environment, by.claims) ?? [];
  if (own.some((role) => roles.includes(role))) return null;
  const has = own.length === 0 ? 'has no role' : `is ${own.join(' and ')}`;
  return { rule: 'no-role', text: `${has} in ${environment}, which asks for ${roles.join(' or ') || 'nobody'}` };
}

/** Whoever changes an environment may stop a change of it, even where fewer may let it through. */
export function mayStop(review: Review, identity: string, book: RuleBook | null, bar: Bar, forge: ForgeKind): boolean {
  const environment = bar.touched?.environment;
  const roles = book === null || environment === undefined ? [] : policyIn(book, environment).approvers;
  const wider = { ...bar, roles: ['editor', 'admin', ...roles] };
  return rightsProblem(review, identity, book, wider, forge) === null;
}
