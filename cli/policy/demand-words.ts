/** Demands in words, for every form of output. Names of environments are printed by the caller. */
import type { Demand, Judgement } from './judgement.ts';

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
