'use client';
import type { FlagEnvironment } from 'flagforge/compile';
import type { ReactNode } from 'react';
import type { FlagJson } from '../../../../api/flag-json.ts';
import { useDraft } from '../../../draft/use-draft.ts';
import { Button } from '../../../parts/button.tsx';
import { Note } from '../../../parts/note.tsx';
import { exactTime } from '../../../parts/time.tsx';
import { operationsToSettle } from './operations-to-settle.ts';
import { type SettingName, setBySteps } from './settings-after.ts';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
  /** UTC epoch ms. */
  readonly now: number;
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
}

const NAMES: Readonly<Record<SettingName, string>> = {
  enabled: 'whether it is enabled',
  targets: 'targets',
  rules: 'rules',
  default: 'what everybody else gets',
};
const LIST = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' });

/** Steps that have happened count above what stands in the ladder: said where it is edited, with the way to make them one. */
export function PassedSteps({ project, flag, environment, now, blocked }: Props): ReactNode {
  const { add, flagWith } = useDraft(project);
  const settings: FlagEnvironment | undefined = flagWith(flag.model).environments.find(
    ({ name }) => name === environment,
  );
  const passed = setBySteps(settings, now);
  const since = Math.max(...passed.map((each) => each.since));
  if (settings === undefined || passed.length === 0) return null;
  return (
    <Note
      icon="clock"
      action={
        <Button
          size="small"
          blocked={blocked ?? undefined}
          onPress={() => {
            for (const operation of operationsToSettle(flag, settings, now)) add(operation, flag.commit, flag);
          }}
        >
          Put it into the flag
        </Button>
      }
    >
      Its schedule sets {LIST.format(passed.map(({ name }) => NAMES[name]))} since {exactTime(since)}: that is served,
      and not what stands below for {passed.length === 1 ? 'it' : 'them'}.
    </Note>
  );
}
