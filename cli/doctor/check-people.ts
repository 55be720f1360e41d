/** Whether there are enough people for four eyes. Pure. */
import type { ProjectConfig } from '../compile/index.ts';
import { policyOf } from '../identity/policy.ts';
import { holdersOf } from '../identity/roles.ts';
import { amiss, type Check, good } from './check.ts';

/**
 * For each environment that asks for approvals: whether so many people can give them that any one of them may be the
 * author. And whether a change of flagforge.yaml finds an admin who did not write it.
 */
export function checkPeople(config: ProjectConfig): Check[] {
  const asking = config.environments.filter(({ approvals }) => approvals > 0);
  if (asking.length === 0)
    return [
      amiss(
        'people',
        'no-approvals',
        'bad',
        'no environment asks for an approval',
        'write in flagforge.yaml  environments: { production: { approvals: 1 } }',
      ),
    ];
  if (config.access === null)
    return [
      amiss(
        'people',
        'no-roles',
        'weak',
        'flagforge.yaml has no `access`, so everybody who may push to the repository may approve',
        'write `people` and `access` in flagforge.yaml',
      ),
    ];
  const checks = asking.map(({ name, approvals, approvers }) => {
    const holders = holdersOf(approvers, policyOf(config, name), name);
    const found = `${name} asks for ${approvals} of ${approvers.join(' or ')}: ${listed(holders)}`;
    if (holders.length > approvals || holders.some(isShared)) return good('people', 'approvers', found);
    const more = approvals + 1 - holders.length;
    return amiss(
      'people',
      'approvers',
      'bad',
      `${found}; nobody approves their own change, so a change by one of them can have too few`,
      `give ${more} more ${more === 1 ? 'person' : 'people'} one of these roles under \`access\``,
    );
  });
  return [...checks, checkAdmins(config), ...checkNamed(config)];
}

function checkAdmins(config: ProjectConfig): Check {
  const admins = (config.access ?? []).filter(
    ({ role, environments }) => role === 'admin' && environments === undefined,
  );
  const names = admins.map(({ who }) => config.people.find(({ github }) => who === `github:${github}`)?.name ?? who);
  const found = `admins of the whole project: ${listed(names)}`;
  if (names.length >= 2 || names.some(isShared)) return good('people', 'admins', found);
  return amiss(
    'people',
    'admins',
    'bad',
    `${found}; a change of flagforge.yaml or of a workflow needs one who did not write it`,
    'give at least two people the role admin, without `environments`',
  );
}

/** Identities that nobody's name stands behind: in guarded environments their approvals do not count. */
function checkNamed({ people, access }: ProjectConfig): Check[] {
  const own = (kind: string, name: string): boolean =>
    people.some((person) =>
      kind === 'github'
        ? person.github?.toLowerCase() === name.toLowerCase()
        : person[kind as 'clerk' | 'database'] === name,
    );
  const nameless = (access ?? []).flatMap(({ who }) => {
    const [, kind = '', name = ''] = /^(github|clerk|database):(.+)$/.exec(who) ?? [];
    return kind === '' || name.startsWith('org:') || own(kind, name) ? [] : [who];
  });
  if (nameless.length === 0) return [];
  return [
    amiss(
      'people',
      'nameless',
      'weak',
      `\`access\` has ${listed(nameless)}, whom \`people\` does not name: their approvals do not count for production`,
      'name each under `people`, with all of their identities',
    ),
  ];
}

/** A role that an organisation gives: how many have it is not known here. */
const isShared = (who: string): boolean => who.startsWith('clerk:org:');

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nobody' : names.join(', '));
