import type { ReactNode } from 'react';
import type { MemberLists } from '../../draft/operation.ts';
import { Button } from '../../parts/button.tsx';
import { type MemberRow, withRoles } from './member-rows.ts';
import { RoleFields } from './role-fields.tsx';

interface Props {
  readonly row: MemberRow;
  readonly lists: MemberLists;
  readonly onChange: (lists: MemberLists) => void;
  readonly onClose: () => void;
}

/** What one of them may do; each change is in the draft at once. */
export function MemberEditor({ row, lists, onChange, onClose }: Props): ReactNode {
  const { name, person, identities, roles } = row;
  const { people, access } = lists;
  return (
    <div className="grid gap-4">
      {access === null ? (
        <p className="text-sm text-text-2">Roles are not in use yet: see above.</p>
      ) : (
        <RoleFields
          who={name}
          roles={roles}
          onChange={(next) => onChange({ people, access: withRoles(access, identities, next) })}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="ghost"
          size="small"
          className="not-desk:h-10"
          onPress={() => {
            onChange({
              people: people.filter((each) => each.name !== person?.name),
              access: access === null ? null : access.filter(({ who }) => !identities.includes(who)),
            });
            onClose();
          }}
        >
          {person === null ? 'Take its roles away' : 'Remove from the project'}
        </Button>
        <span className="ml-auto">
          <Button size="small" className="not-desk:h-10" onPress={onClose}>
            Done
          </Button>
        </span>
      </div>
    </div>
  );
}
