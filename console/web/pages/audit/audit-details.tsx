import { type ReactNode, useState } from 'react';
import type { AuditEntryJson } from '../../../api/audit-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { StateDifferences } from './state-differences.tsx';

const VIEWS = { change: 'Old → new', state: 'Whole state', entry: 'Raw entry' } as const;
type View = keyof typeof VIEWS;

const text = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';

interface Props {
  readonly project: string;
  readonly entry: AuditEntryJson;
}

/** What an entry changed: where its states differ, the states, and the entry as the log has it. */
export function AuditDetails({ project, entry }: Props): ReactNode {
  const [view, setView] = useState<View>('change');
  const { words, differences, ...raw } = entry;
  const { action, approvals, version, environment, compiler, hash, previousHash, login } = entry;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      'Approved',
      approvals.length === 0
        ? 'nobody had to'
        : approvals
            .map(({ person, identity, commit = '' }) => `${person ?? identity} on ${commit.slice(0, 7)}`)
            .join(', '),
    ],
    ...(version === null
      ? []
      : [['Version', `${environment} ${version === 1 ? '' : `v${version - 1} → `}v${version}, ${compiler}`] as const]),
    ['Written by', `login ${login}`],
    [
      'Hash',
      <code key="hash" className="font-mono text-xs">
        {hash.slice(0, 12)}…, after {previousHash.slice(0, 12)}…
      </code>,
    ],
  ];
  return (
    <div className="grid gap-3 border-t border-line px-4 py-4 desk:pl-31">
      {words.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        {/* biome-ignore lint/a11y/useSemanticElements: buttons that choose a view are no fields of a form */}
        <div
          role="group"
          aria-label="View"
          className="flex gap-0.5 rounded-2 border border-line-strong bg-sunken p-0.5"
        >
          {Object.entries(VIEWS).map(([name, label]) => (
            <button
              key={name}
              type="button"
              aria-pressed={view === name}
              onClick={() => setView(name as View)}
              className="h-6.5 rounded-1 px-2 text-xs font-medium text-text-2 aria-pressed:bg-surface aria-pressed:text-text aria-pressed:shadow-1"
            >
              {label}
            </button>
          ))}
        </div>
        <Button look="ghost" size="small" onPress={() => void navigator.clipboard.writeText(text(raw))}>
          <Icon name="copy" />
          Copy JSON
        </Button>
        {action === 'publish' && environment !== null && version !== null && version > 1 && (
          <a
            href={`${pagePath('environment', { project, environment })}?to=${version - 1}`}
            className={buttonClass('ghost', 'small')}
          >
            <Icon name="undo" />
            Roll {environment} back to v{version - 1}…
          </a>
        )}
      </div>
      {view === 'change' && <StateDifferences entry={entry} />}
      {view === 'state' && <Code>{text(entry.newState ?? entry.oldState)}</Code>}
      {view === 'entry' && <Code>{text(raw)}</Code>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text-3">{name}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const Code = ({ children }: { readonly children: string }): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
  <pre tabIndex={0} className="max-h-96 overflow-auto rounded-2 bg-sunken p-3 font-mono text-xs/5">
    {children}
  </pre>
);
