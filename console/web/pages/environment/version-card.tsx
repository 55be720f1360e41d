'use client';
import { type ReactNode, useState } from 'react';
import type { VersionJson } from '../../../api/version-json.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Time } from '../../parts/time.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';

interface Props {
  readonly project: string;
  readonly environment: string;
  /** null: nothing is published yet. */
  readonly live: number | null;
  /** Keys of flags that are killed here. */
  readonly kills: readonly string[];
  /** Newest first. */
  readonly versions: readonly VersionJson[];
  /** The version that the address asks to go back to. */
  readonly asked: number | null;
  /** Why the reader may not roll back; null: they may. */
  readonly blocked: string | null;
  readonly now: number;
}

/** Rows at first; the rest is one press away. */
const FEW = 8;

const ACTIONS: Readonly<Record<VersionJson['action'], string>> = {
  publish: 'published',
  rollback: 'rolled back',
  kill: 'killed a flag',
  revive: 'revived a flag',
  hold: 'held it',
  release: 'released the hold',
};

/** What was served here, and the way back to it. */
export function VersionCard(props: Props): ReactNode {
  const { project, environment, live, kills, versions, asked, blocked, now } = props;
  const [wanted, setWanted] = useState(blocked === null ? asked : null);
  const [isWhole, setWhole] = useState(false);
  const current = versions.find(({ version }) => version === live);
  return (
    <Card title="Versions" icon="clock" hint="what was served here; any of them can be served again" isPadded={false}>
      {versions.length === 0 && <p className="px-4 py-3 text-text-3">Nothing is published here yet.</p>}
      <ol className="divide-y divide-line">
        {(isWhole ? versions : versions.slice(0, FEW)).map((each) => {
          const { version, action, commit, who, reason, at, isUnapproved, contentHash } = each;
          const isLive = version === live;
          return (
            <li
              key={version}
              className={`flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm ${version === asked ? 'bg-selected' : ''}`}
            >
              <b className="w-12 font-semibold tabular-nums">v{version}</b>
              <Avatar name={who} />
              <p className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
                <span className="font-medium">{who}</span> <span className="text-text-2">{ACTIONS[action]}</span>{' '}
                <code className="font-mono text-xs text-text-3">{commit.slice(0, 7)}</code>
                {reason !== null && <span className="text-text-2"> “{reason}”</span>}
                {isUnapproved && <span className="ml-2 font-semibold text-danger">without approval</span>}
                <span className="block text-xs text-text-3">
                  <Time at={Date.parse(at)} now={now} />
                </span>
              </p>
              {isLive ? (
                <Pill tone="ok">
                  <Icon name="check" />
                  live
                </Pill>
              ) : (
                <Button
                  size="small"
                  className="not-desk:h-10"
                  label={`Roll back to v${version}`}
                  blocked={
                    blocked ?? (contentHash === current?.contentHash ? 'It says the same as what is live' : undefined)
                  }
                  onPress={() => setWanted(version)}
                >
                  <Icon name="undo" />
                  Roll back…
                </Button>
              )}
            </li>
          );
        })}
      </ol>
      {!isWhole && versions.length > FEW && (
        <div className="border-t border-line px-4 py-2">
          <Button look="ghost" size="small" onPress={() => setWhole(true)}>
            {versions.length - FEW} older
          </Button>
        </div>
      )}
      {blocked !== null && versions.length > 1 && (
        <p className="border-t border-line px-4 py-2 text-xs text-text-3">{blocked}.</p>
      )}
      {wanted !== null && (
        <RollbackDialog
          key={wanted}
          project={project}
          environment={environment}
          version={wanted}
          kills={kills}
          onClose={() => setWanted(null)}
        />
      )}
    </Card>
  );
}
