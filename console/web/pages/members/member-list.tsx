'use client';
import { Fragment, type ReactNode, useState } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { MemberListJson } from '../../../api/overview-json.ts';
import type { MemberLists } from '../../draft/operation.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Button } from '../../parts/button.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { MemberEditor } from './member-editor.tsx';
import { type MemberRow, memberRows, withAgain, withoutAdmin, withRoles } from './member-rows.ts';
import { NewMember } from './new-member.tsx';

interface Props {
  readonly project: string;
  readonly list: MemberListJson;
  readonly environments: readonly EnvironmentJson[];
  /** Why the reader may not edit; null: they may. */
  readonly blocked: string | null;
}

/** What counts where a project gives no roles of its own, written down. */
const USUAL = [
  { who: 'clerk:org:admin', role: 'admin' },
  { who: 'clerk:org:member', role: 'editor' },
  { who: 'clerk:org:viewer', role: 'viewer' },
] as const;

/** Who may do what, where, as the file and the draft have it. */
export function MemberList({ project, list, environments, blocked }: Props): ReactNode {
  const { draft, add } = useDraft(project);
  const [editing, setEditing] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const { commit, people, access, members } = list;
  const names = environments.map(({ name }) => name);
  const edit = draft?.operations.find(({ kind }) => kind === 'set-members');
  const lists: MemberLists = edit?.kind === 'set-members' ? edit.members : { people, access };
  const live = new Map(memberRows({ people, access }, names).map((row) => [row.name, row]));
  const rows = memberRows(lists, names);
  const shown = new Set(rows.map(({ name }) => name));
  // On one's own machine there are users whom no file names.
  const local = members
    .filter((each) => !live.has(each.name) && !live.has(each.identities[0] ?? ''))
    .filter(
      ({ name, identities }) => !shown.has(name) && !rows.some((row) => row.identities.includes(identities[0] ?? '')),
    );
  const gone = [...live.values()].filter(({ name }) => !shown.has(name));
  const change = (next: MemberLists): void => {
    add({ kind: 'set-members', file: 'flagforge.yaml', members: next }, commit, { environments, people, access });
  };
  const missing = withoutAdmin(lists, names);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Members</h1>
        <span className="text-sm text-text-3">people and roles, as flagforge.yaml has them</span>
        <span className="ml-auto">
          <Button look="primary" blocked={blocked ?? undefined} onPress={() => setAdding(true)}>
            <Icon name="plus" />
            New member
          </Button>
        </span>
      </div>
      {lists.access === null && (
        <Note
          icon="people"
          action={
            <Button blocked={blocked ?? undefined} onPress={() => change({ ...lists, access: USUAL })}>
              Give roles here
            </Button>
          }
        >
          This project gives no roles of its own: admins of the organisation are admins here, and its members edit. Once
          it does, whoever has none sees nothing here.
        </Note>
      )}
      {missing.length > 0 && (
        <Note tone="warn">Nobody would be an admin in {missing.join(' and ')}: nobody could manage keys there.</Note>
      )}
      {isAdding && (
        <NewMember
          taken={lists.people.map((person) => person.name)}
          environments={names}
          onAdd={(person, identity, roles) => {
            const given = lists.access === null ? null : withRoles(lists.access, [identity], roles);
            change({ people: [...lists.people, person], access: given });
            setAdding(false);
          }}
          usesRoles={lists.access !== null}
          onClose={() => setAdding(false)}
        />
      )}
      <section
        aria-label="Members"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        tabIndex={0}
        className="relative overflow-x-auto rounded-3 border border-line bg-surface"
      >
        <table className="w-full border-collapse desk:min-w-140 text-left text-sm">
          <thead className="text-xs text-text-3">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                Who
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className="px-2.5 py-2 font-medium not-desk:hidden">
                  {name}
                </th>
              ))}
              <th scope="col" className="px-4 py-2">
                <span className="sr-only">Edit</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Fragment key={row.identities[0] ?? row.name}>
                <Row row={row} live={live.get(row.name) ?? null} names={names}>
                  {editing !== row.name && (
                    <Button
                      look="ghost"
                      size="small"
                      label={`Edit ${row.name}`}
                      blocked={blocked ?? (row.identities.length === 0 ? 'No login is known of them' : undefined)}
                      onPress={() => setEditing(row.name)}
                    >
                      Edit
                    </Button>
                  )}
                </Row>
                {editing === row.name && (
                  <tr>
                    <td colSpan={names.length + 2} className="border-t border-line bg-bg px-4 py-4">
                      <MemberEditor row={row} lists={lists} onChange={change} onClose={() => setEditing(null)} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
            {gone.map((row) => (
              <Row key={row.name} row={row} live={row} names={names} isGone>
                <Button
                  size="small"
                  label={`Keep ${row.name}`}
                  onPress={() => change(withAgain(lists, { people, access }, row))}
                >
                  Keep
                </Button>
              </Row>
            ))}
            {local.map(({ name, identities, roles }) => (
              <tr key={name} className="h-(--ff-row) border-t border-line">
                <Who name={name} identities={[...identities, 'known on this machine only']} />
                {names.map((environment) => (
                  <td key={environment} className="px-2.5 not-desk:hidden">
                    {roles[environment]?.join(', ') ?? <span className="text-text-3">none</span>}
                  </td>
                ))}
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {blocked !== null && <p className="text-sm text-text-2">{blocked}.</p>}
      <p className="text-sm text-text-3">
        A group of the organisation adds to what its people have themselves. A change of roles is judged by the roles
        that are live now, and an admin has to agree to it.
      </p>
    </>
  );
}

interface RowProps {
  readonly row: MemberRow;
  /** As the file has it; null: it does not. */
  readonly live: MemberRow | null;
  readonly names: readonly string[];
  readonly isGone?: boolean;
  readonly children: ReactNode;
}

const Row = ({ row, live, names, isGone = false, children }: RowProps): ReactNode => (
  <tr className={`h-(--ff-row) border-t border-line ${isGone || live === null ? 'bg-selected' : ''}`}>
    <Who name={row.name} identities={row.identities}>
      {(isGone || live === null) && <Pill tone="accent">{isGone ? 'goes with your draft' : 'new in your draft'}</Pill>}
      <span className="block text-sm font-normal text-text-2 desk:hidden">
        {names.map((name) => (
          <span key={name} className="mr-3 inline-block">
            {name} <b className="font-medium text-text">{row.roles[name] ?? 'none'}</b>
            {live !== null && live.roles[name] !== row.roles[name] && (
              <span className="text-accent"> (live {live.roles[name] ?? 'none'})</span>
            )}
          </span>
        ))}
      </span>
    </Who>
    {names.map((name) => {
      const [is, was] = [row.roles[name] ?? 'none', live === null ? null : (live.roles[name] ?? 'none')];
      const isEdited = was !== null && is !== was;
      return (
        <td key={name} className={`px-2.5 not-desk:hidden ${isEdited ? 'bg-selected' : ''}`}>
          <span className={is === 'none' ? 'text-text-3' : isGone ? 'line-through' : ''}>{is}</span>
          {isEdited && <span className="block text-xs text-accent">live: {was}</span>}
        </td>
      );
    })}
    <td className="px-4 text-right">{children}</td>
  </tr>
);

interface WhoProps {
  readonly name: string;
  readonly identities: readonly string[];
  readonly children?: ReactNode;
}

const Who = ({ name, identities, children }: WhoProps): ReactNode => (
  <th scope="row" className="px-4 py-2 font-normal">
    <span className="flex items-center gap-2.5">
      <Avatar name={name} />
      <span className="min-w-0">
        <span className="block font-medium">
          {name} {children}
        </span>
        <span className="block text-xs text-text-3 [overflow-wrap:anywhere]">
          {identities.length === 0 ? 'no login is known' : identities.join(', ')}
        </span>
      </span>
    </span>
  </th>
);
