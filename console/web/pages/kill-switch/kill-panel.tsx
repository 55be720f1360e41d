import type { ReactNode } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { rolesText } from '../../draft/shared-words.ts';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { KillButton } from '../flag/kill-button.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environments: readonly EnvironmentJson[];
}

/** One flag in every environment, with its switch there; what matters most stands first. */
export function KillPanel({ project, flag, environments }: Props): ReactNode {
  const { key, description, killable, uses, model } = flag;
  const places = environments.filter(({ name }) => flag.environments[name] !== undefined).toReversed();
  return (
    <Card
      title={key}
      hint={description ?? undefined}
      action={
        <a href={pagePath('flag', { project, flag: key })} className="text-sm text-accent hover:underline">
          Its page
        </a>
      }
      isPadded={false}
    >
      {!killable && (
        <p className="border-b border-line px-4 py-3 text-sm">
          Its file says that it is not to be killed: off is not its safe side. Roll the environment back instead.
        </p>
      )}
      <ul className="divide-y divide-line">
        {places.map(({ name, roles, breakGlass }) => {
          const status = flag.environments[name];
          const isKilled = (status?.killed ?? 'no') !== 'no';
          const mayKill = roles.some((role) => breakGlass.includes(role));
          const holders = breakGlass.length === 0 ? 'Nobody' : `Only ${rolesText(breakGlass)}`;
          return (
            <li key={name} className="flex flex-wrap items-center gap-3 px-4 py-3">
              <span className="min-w-0 flex-1 basis-40">
                <b className="font-semibold">{name}</b>
                <span className="block text-sm text-text-2">
                  {status?.killed === 'file' ? 'killed by its file: a change request brings it back' : status?.summary}
                </span>
                {killable && !mayKill && (
                  <span className="block text-xs text-text-3">
                    {holders} may kill in {name}
                  </span>
                )}
              </span>
              {isKilled && (
                <Pill tone="danger">
                  <Glyph name="killed" />
                  killed
                </Pill>
              )}
              {killable && (
                <KillButton
                  flag={key}
                  environment={name}
                  off={model.off}
                  killed={status?.killed ?? 'no'}
                  requiredBy={uses.requiredBy}
                  blocked={mayKill ? null : `${holders} may kill in ${name}`}
                />
              )}
            </li>
          );
        })}
        {places.length === 0 && <li className="px-4 py-3 text-sm text-text-3">No environment has it.</li>}
      </ul>
    </Card>
  );
}
