import type { ReactNode } from 'react';
import type { PreviewJson } from '../../../api/change-request-json.ts';
import { Card } from '../../parts/card.tsx';

/** Who will be asked, environment by environment: by the rules in force, and by those that the change brings, where they ask for more. */
export function WhoApproves({ preview: { demands } }: { readonly preview: PreviewJson }): ReactNode {
  if (demands.length === 0) return null;
  return (
    <Card title="Who has to agree" icon="people" isPadded={false}>
      <ul className="divide-y divide-line">
        {demands.map(({ environment, needed, roles }) => (
          <li key={environment ?? ''} className="px-4 py-2 text-sm">
            <b className="font-semibold">{environment ?? 'Settings'}</b>{' '}
            <span className="text-text-2">
              {needed === 0
                ? 'needs no approval'
                : `${environment === null ? 'need' : 'needs'} ${needed === 1 ? 'one other person' : `${needed} other people`}: ${roles.length === 0 ? 'nobody may approve' : roles.map(aPerson).join(' or ')}`}
            </span>
            {environment === null && (
              <span className="block text-xs text-text-3">Who may do what is for admins of the whole project.</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const aPerson = (role: string): string => `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`;
