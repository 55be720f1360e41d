import type { ReactNode } from 'react';
import type { PreviewJson } from '../../../api/change-request-json.ts';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import { Card } from '../../parts/card.tsx';

interface Props {
  readonly preview: PreviewJson;
  readonly environments: readonly Pick<EnvironmentJson, 'name' | 'approvals' | 'approvers'>[];
}

/** Who will be asked, environment by environment, by the rules that are in force now. */
export function WhoApproves({ preview: { touched, diff }, environments }: Props): ReactNode {
  const rows = environments.filter(({ name }) => touched.includes(name));
  if (rows.length === 0) return null;
  return (
    <Card title="Who has to agree" icon="people" isPadded={false}>
      <ul className="divide-y divide-line">
        {rows.map(({ name, approvals, approvers }) => {
          const risk = diff?.environments.find(({ environment }) => environment === name)?.risk.level ?? 'high';
          const count = approvals[risk];
          return (
            <li key={name} className="px-4 py-2 text-sm">
              <b className="font-semibold">{name}</b>{' '}
              <span className="text-text-2">
                {count === 0
                  ? 'needs no approval'
                  : `needs ${count === 1 ? 'one other person' : `${count} other people`}: ${approvers.map(aPerson).join(' or ')}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

const aPerson = (role: string): string => `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`;
