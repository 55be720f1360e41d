import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import { CONFIG_FILE } from './config-file.ts';
import type { ConfigRule } from './rule.ts';

/** FF1501, FF1503: four eyes everywhere but in development, and somebody to give the approval. */
export const approvals: ConfigRule = (config) =>
  config.environments.flatMap(({ name, approvals: wanted, approvers }): Finding[] => {
    const path = ['environments', name];
    if (wanted === 0 && name !== 'development') {
      return [
        {
          code: 'FF1501',
          file: CONFIG_FILE,
          place: { path: [...path, 'approvals'] },
          args: { environment: name },
        },
      ];
    }
    if (wanted > 0 && approvers.length === 0) {
      const args = { environment: name, approvals: wanted };
      return [
        {
          code: 'FF1503',
          file: CONFIG_FILE,
          place: { path: [...path, 'approvers'] },
          args,
        },
      ];
    }
    return [];
  });

const EMAIL = 'e-mail address';

/** FF1502, FF1504: an identity belongs to one person. GitHub logins and e-mail addresses ignore case. */
export const sharedIdentities: ConfigRule = (config) => {
  const owners = new Map<string, number>();
  const findings: Finding[] = [];
  config.people.forEach((person, index) => {
    const claim = (kind: string, identity: string, path: YamlPath): void => {
      const isCaseless = kind === 'GitHub login' || kind === EMAIL;
      const key = `${kind} ${isCaseless ? identity.toLowerCase() : identity}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, index);
      else if (owner !== index) {
        const first = config.people[owner]?.name ?? '';
        findings.push({
          code: kind === EMAIL ? 'FF1504' : 'FF1502',
          file: CONFIG_FILE,
          place: { path },
          args: { kind, identity, first },
        });
      }
    };
    if (person.github !== undefined) claim('GitHub login', person.github, ['people', index, 'github']);
    if (person.clerk !== undefined) claim('Clerk user', person.clerk, ['people', index, 'clerk']);
    if (person.database !== undefined) claim('database login', person.database, ['people', index, 'database']);
    person.email.forEach((email, at) => {
      claim(EMAIL, email, ['people', index, 'email', at]);
    });
  });
  return findings;
};
