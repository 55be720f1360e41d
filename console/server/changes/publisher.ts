import { hasBreakGlass, type Publisher, personOf, rolesOf } from 'flagforge/identity';
import type { OpenedProject } from '../projects/find-project.ts';
import type { User } from '../user.ts';

/** The user as the code of the command line knows whoever runs it. What they may do, the published rules say. */
export function publisherOf({ identity, claims }: User, { project }: OpenedProject): Publisher {
  return {
    actor: ({ people }) => ({ identity, person: personOf(identity, [...people, ...project.people])?.name ?? null }),
    rolesIn: (policy, environment) => rolesOf(identity, policy, environment, claims),
    mayBreakGlass: (policy, environment) => hasBreakGlass(identity, policy, environment, claims),
  };
}
