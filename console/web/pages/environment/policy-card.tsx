'use client';
import { type ReactNode, useState } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { PolicyParts } from '../../draft/operation.ts';
import { countsText, rolesText } from '../../draft/shared-words.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Note } from '../../parts/note.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { policyWarnings } from './policy-warnings.ts';

type Policy = Required<PolicyParts>;

interface Props {
  readonly project: string;
  readonly commit: string;
  readonly environment: EnvironmentJson;
  /** All environments of the project. */
  readonly environments: readonly EnvironmentJson[];
  /** Whether flagforge.yaml names them. */
  readonly areNamed: boolean;
  /** Why the reader may not edit; null: they may. */
  readonly blocked: string | null;
}

/** Who has to agree to a change here, and who may act without; edited in the draft. */
export function PolicyCard({ project, commit, environment, environments, areNamed, blocked }: Props): ReactNode {
  const { draft, add } = useDraft(project);
  const [isEditing, setEditing] = useState(false);
  const { name, approvals, approvers, breakGlass, overrides } = environment;
  const live: Policy = { approvals, approvers, breakGlass, overrides };
  const edit = draft?.operations.find((each) => each.kind === 'set-policy' && each.environment === name);
  const policy: Policy = { ...live, ...(edit?.kind === 'set-policy' ? edit.policy : {}) };
  const change = (part: PolicyParts): void => {
    const unnamed = areNamed ? [] : environments.map((each) => each.name);
    const on = { environments, people: [], access: null };
    add({ kind: 'set-policy', file: 'flagforge.yaml', environment: name, policy: part, unnamed }, commit, on);
  };
  const isEdited = edit !== undefined;
  const rows = [
    ['Approvals of a change', approvalsText(live), approvalsText(policy)],
    ['May kill and roll back, without approval', rolesText(live.breakGlass), rolesText(policy.breakGlass)],
    ['Overrides by testers', live.overrides, policy.overrides],
  ] as const;
  return (
    <Card
      title="Who has to agree"
      icon="people"
      hint={isEdited ? <Pill tone="accent">edited in your draft</Pill> : undefined}
      action={
        isEditing ? undefined : (
          <Button
            size="small"
            blocked={blocked ?? undefined}
            label={`Edit who has to agree in ${name}`}
            onPress={() => setEditing(true)}
          >
            Edit
          </Button>
        )
      }
      isPadded={false}
    >
      <dl className="divide-y divide-line">
        {rows.map(([title, was, is]) => (
          <div
            key={title}
            className={`grid gap-x-4 px-4 py-2.5 desk:grid-cols-[14rem_minmax(0,1fr)] ${was === is ? '' : 'bg-accent-soft shadow-[inset_3px_0_0_var(--ff-accent-fill)]'}`}
          >
            <dt className="text-sm text-text-2">{title}</dt>
            <dd>
              <span className="font-medium">{is}</span>
              {was !== is && <span className="ml-2 text-sm text-text-2">live: {was}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {policyWarnings(policy).map((text) => (
        <div key={text} className="px-4 pb-3">
          <Note tone="warn">{text}</Note>
        </div>
      ))}
      {isEditing && (
        <PolicyEditor environment={name} policy={policy} onChange={change} onClose={() => setEditing(false)} />
      )}
      {blocked !== null && <p className="border-t border-line px-4 py-2 text-xs text-text-3">{blocked}.</p>}
      {(isEditing || isEdited) && (
        <p className="border-t border-line px-4 py-2.5 text-sm text-text-2">
          In your draft, not live. The rules that are live now judge this change, and an admin has to agree to it: rules
          cannot loosen themselves.
        </p>
      )}
    </Card>
  );
}

const approvalsText = ({ approvals, approvers }: Policy): string =>
  Math.max(approvals.low, approvals.medium, approvals.high) === 0
    ? 'none needed'
    : `${countsText(approvals)}, by ${rolesText(approvers)} who did not write it`;
