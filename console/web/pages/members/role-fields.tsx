import type { ReactNode } from 'react';
import { type MemberRole, type MemberRow, ROLES } from './member-rows.ts';

interface Props {
  readonly who: string;
  readonly roles: MemberRow['roles'];
  readonly onChange: (roles: MemberRow['roles']) => void;
}

const MEANS: Readonly<Record<MemberRole | 'none', string>> = {
  none: 'none',
  viewer: 'viewer: sees',
  editor: 'editor: proposes and approves',
  admin: 'admin: also keys, kills and settings',
};

/** What somebody may do in each environment. */
export const RoleFields = ({ who, roles, onChange }: Props): ReactNode => (
  <fieldset className="grid gap-3 desk:grid-cols-3">
    <legend className="sr-only">Roles of {who}</legend>
    {Object.entries(roles).map(([environment, role]) => (
      <label key={environment} className="grid gap-1 text-sm font-medium">
        Role in {environment}
        <select
          value={role ?? 'none'}
          onChange={(event) => {
            const next = ROLES.find((each) => each === event.target.value) ?? null;
            onChange({ ...roles, [environment]: next });
          }}
          className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-2 font-normal not-desk:h-10"
        >
          {(['none', ...ROLES] as const).map((each) => (
            <option key={each} value={each}>
              {MEANS[each]}
            </option>
          ))}
        </select>
      </label>
    ))}
  </fieldset>
);
