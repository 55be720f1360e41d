import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Actor, Publisher } from '../identity/actor.ts';
import type { Policy } from '../identity/policy.ts';
import { holdersOf } from '../identity/roles.ts';
import type { Published } from '../publish/read-published.ts';

/** What an environment goes by that was published before its rules were kept with it: nobody needs to agree. */
const NO_POLICY: Policy = { approvals: 0, approvers: [], breakGlass: [], people: [], access: null };

/** The rules of the newest commit that was published there. */
export function policyOfPublished({ policy }: Published): Policy {
  return policy ?? NO_POLICY;
}

/**
 * null where they may; else exit 1, with the roles that may.
 * @param what what they were about to do: `kill search-v2`.
 * @see contract 6
 */
export function refuseWithoutBreakGlass(publisher: Publisher, before: Published, what: string): CommandError | null {
  const policy = policyOfPublished(before);
  const { environment } = before.place;
  if (publisher.mayBreakGlass(policy, environment)) return null;
  const { breakGlass } = policy;
  const holders = holdersOf(breakGlass, policy, environment);
  return codedError(EXIT.findings, 'FF3025', {
    ...{ who: nameOf(publisher.actor(policy)), environment, what, breakGlass, holders },
  });
}

/** A person by name, with the identity that is behind it: `Sam Ortiz (database:sam)`. */
export function nameOf({ identity, person }: Actor): string {
  return person === null ? identity : `${person} (${identity})`;
}
