import type { Demand } from '../policy/judgement.ts';
import { printable } from '../terminal/printable.ts';
import type { BranchStep } from './branch-steps.ts';
import { shortCommit } from './plan-environment.ts';

const MAX_REFUSALS = 5;

/**
 * Why a step of the branch is not approved, one sentence a reason: `request #118 (8c1f2e0): Pat Lee wrote commit ...`.
 * Empty: it is. Names in it are anybody's text.
 */
export function describeMissing(step: BranchStep, demands: readonly Demand[], isBroken: boolean): string[] {
  const which =
    step.request === null ? shortCommit(step.after) : `request #${step.request.number} (${shortCommit(step.after)})`;
  if (isBroken) return [`${which}: it does not compile, so nobody can tell what it changes`];
  const open = demands.filter(({ isMet }) => !isMet);
  // What stops several demands is said once.
  const texts = new Set(open.flatMap((demand) => [...countText(demand), ...demand.refusals.map(({ text }) => text)]));
  const shown = [...texts].slice(0, MAX_REFUSALS);
  const more = texts.size > shown.length ? [`and ${texts.size - shown.length} more`] : [];
  return [...shown, ...more].map((text) => printable(`${which}: ${text}`));
}

function countText({ environment, needed, approvals, roles, refusals, couldApprove }: Demand): string[] {
  if (refusals.some(({ rule }) => rule === 'never-reviewed' || rule === 'not-what-was-reviewed')) return [];
  const what = environment === null ? 'settings and workflows' : environment;
  const could = couldApprove.length === 0 ? '' : `; ${couldApprove.join(', ')} could approve`;
  return [
    `${approvals.length} of ${needed} approval${needed === 1 ? '' : 's'} (${roles.join(' or ')}) for ${what}${could}`,
  ];
}
