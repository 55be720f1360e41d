import type { Person } from 'flagforge/compile';
import { type ReactNode, useState } from 'react';
import { identitiesOfPerson } from '../../draft/member-words.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import type { MemberRow } from './member-rows.ts';
import { RoleFields } from './role-fields.tsx';

interface Props {
  /** Names that others have. */
  readonly taken: readonly string[];
  readonly environments: readonly string[];
  readonly usesRoles: boolean;
  /** @param identity what their roles are given to. */
  readonly onAdd: (person: Person, identity: string, roles: MemberRow['roles']) => void;
  readonly onClose: () => void;
}

const FIELDS = [
  ['github', 'GitHub login', 'patlee'],
  ['clerk', 'User id at Clerk', 'user_2pat'],
] as const;

const field = 'h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-normal not-desk:h-10';

/** Somebody who joins: by what they are known, and what they may do. */
export function NewMember({ taken, environments, usesRoles, onAdd, onClose }: Props): ReactNode {
  const [name, setName] = useState('');
  const [known, setKnown] = useState<{ readonly github: string; readonly clerk: string }>({ github: '', clerk: '' });
  const [roles, setRoles] = useState<MemberRow['roles']>(
    Object.fromEntries(environments.map((environment) => [environment, 'viewer'])),
  );
  const [github, clerk] = [known.github.trim(), known.clerk.trim()];
  const person: Person = {
    ...{ name: name.trim(), email: [] },
    ...(github === '' ? {} : { github }),
    ...(clerk === '' ? {} : { clerk }),
  };
  const [identity] = identitiesOfPerson(person);
  const whyNot = ((): string | undefined => {
    if (person.name === '') return 'It needs a name';
    if (taken.includes(person.name)) return `There is a ${person.name} already`;
    return identity === undefined ? 'It needs a login, to know them by' : undefined;
  })();
  return (
    <Card title="New member">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (whyNot === undefined && identity !== undefined) onAdd(person, identity, roles);
        }}
      >
        <div className="grid gap-3 desk:grid-cols-3">
          <label className="grid gap-1 text-sm font-medium">
            Name
            <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} className={field} />
          </label>
          {FIELDS.map(([key, label, hint]) => (
            <label key={key} className="grid gap-1 text-sm font-medium">
              {label}
              <input
                value={known[key]}
                maxLength={200}
                placeholder={hint}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setKnown({ ...known, [key]: event.target.value })}
                className={`${field} font-mono`}
              />
            </label>
          ))}
        </div>
        {usesRoles && <RoleFields who={name} roles={roles} onChange={setRoles} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button look="ghost" className="not-desk:h-10" onPress={onClose}>
            Cancel
          </Button>
          <span className="ml-auto flex flex-wrap items-center gap-3">
            <span className="text-sm text-text-3">{whyNot}</span>
            <Button look="primary" type="submit" className="not-desk:h-10" blocked={whyNot}>
              Add to the draft
            </Button>
          </span>
        </div>
      </form>
    </Card>
  );
}
