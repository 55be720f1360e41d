import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { Environment } from '../model.ts';
import { CONFIG_FILE } from './config-file.ts';
import type { ConfigRule } from './rule.ts';

/**
 * FF1501, FF1503, FF1505: four eyes everywhere but in development, somebody to give the approvals, and no fewer of them
 * for what is riskier.
 */
export const approvals: ConfigRule = (config) => config.environments.flatMap(checkApprovals);

function checkApprovals({ name, approvals: low, approvalsByRisk, approvers }: Environment): Finding[] {
  const path = ['environments', name];
  const levels = [['low', low], ...Object.entries(approvalsByRisk ?? {})] as const;
  const finding = (code: string, place: YamlPath, args: Finding['args']): Finding => ({
    ...{ code, file: CONFIG_FILE },
    place: { path: [...path, ...place] },
    args: { environment: name, ...args },
  });
  const findings: Finding[] = [];
  levels.forEach(([level, wanted], index) => {
    const [lower, before] = levels[index - 1] ?? [level, wanted];
    if (wanted < before) findings.push(finding('FF1505', ['approvals', level], { level, wanted, lower, before }));
  });
  if (findings.length > 0) return findings;
  const most = Math.max(...levels.map(([, wanted]) => wanted));
  const open = levels.flatMap(([level, wanted]) => (wanted === 0 ? [level] : []));
  if (open.length > 0 && name !== 'development')
    findings.push(finding('FF1501', ['approvals'], open.length < levels.length ? { levels: open } : {}));
  if (most > 0 && approvers.length === 0) findings.push(finding('FF1503', ['approvers'], { approvals: most }));
  return findings;
}

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
