/** Demands in words, for every form of output. Names of environments are printed by the caller. */
import type { Demand, Judgement, RefusalRule } from './judgement.ts';

export const nameOfDemand = ({ environment }: Demand): string => environment ?? 'admins';

/** `1 of 2 (editor or admin)`. */
export function countText({ needed, approvals, roles, environment }: Demand): string {
  if (needed === 0) return 'asks for no approval';
  const who = environment === null ? 'admin of the project' : roles.join(' or ') || 'nobody may';
  return `${approvals.length} of ${needed} (${who})`;
}

/** What is still missing, one text a demand: `production asks for 1 more approval`. */
export function missingTexts({ demands }: Judgement): readonly string[] {
  return demands.flatMap((demand) => {
    if (demand.isMet) return [];
    if (demand.environment === null) return ['an admin has to agree'];
    const more = demand.needed - demand.approvals.length;
    return [`${demand.environment} asks for ${more} more approval${more === 1 ? '' : 's'}`];
  });
}

/** Every refusal once, with its rule, in the order of the demands. */
export function refusalTexts({ demands }: Judgement): readonly string[] {
  const unmet = demands.filter(({ isMet }) => !isMet);
  return [...new Set(unmet.flatMap(({ refusals }) => refusals.map(({ rule, text }) => `${rule}: ${text}`)))];
}

const REMEDIES: Readonly<Partial<Record<RefusalRule, string>>> = {
  'unknown-author': 'name every author under `people` in flagforge.yaml, with their addresses; an admin approves that',
  unmapped: 'approvals count from people whom `people` in flagforge.yaml names',
  'not-the-last-commit': 'ask for a review of the last commit: what came after an approval was not looked at',
  'another-base': 'ask for a review of it as it is now, on the branch that is published',
  'not-what-was-reviewed': 'merge the base branch into the branch of the request, and have it reviewed then',
  'changes-requested': 'whoever asked for changes approves them, or their review is dismissed',
  'no-approvers': 'name the roles that may approve under `approvers` in flagforge.yaml',
  'not-project-wide': 'ask an admin whose entry under `access` names no environments',
};

/** What to do about what stands in the way, each once. */
export function remediesFor({ demands }: Judgement): readonly string[] {
  const rules = demands.flatMap(({ isMet, refusals }) => (isMet ? [] : refusals.map(({ rule }) => rule)));
  return [...new Set(rules)].flatMap((rule) => REMEDIES[rule] ?? []);
}
