import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  /** The one that the page is about; null: it is about none. */
  readonly environment: string | null;
}

/** Beside the ladder: what it hangs together with. */
export function FlagAside({ project, flag, environment }: Props): ReactNode {
  const { uses, key } = flag;
  const flags = (keys: readonly string[]): readonly ReactNode[] =>
    keys.map((each) => (
      <Linked
        key={each}
        href={
          environment === null
            ? pagePath('flag', { project, flag: each })
            : pagePath('flagIn', { project, flag: each, environment })
        }
        text={each}
      />
    ));
  const parts: readonly (readonly [name: string, list: readonly ReactNode[], none: string])[] = [
    ['Requires', flags(uses.requires.map((each) => each.flag)), 'no other flag'],
    ['Required by', flags(uses.requiredBy), 'no other flag'],
    [
      'Segments',
      uses.segments.map((name) => (
        <Linked key={name} href={pagePath('segment', { project, segment: name })} text={name} />
      )),
      'none of its rules names one',
    ],
    ['Groups', uses.groups, 'none'],
    [
      'Tests',
      uses.tests === null
        ? []
        : [
            <span key="tests">
              {uses.tests.count === 1 ? '1 test' : `${uses.tests.count} tests`} in{' '}
              <code className="font-mono text-xs [overflow-wrap:anywhere]">{uses.tests.file}</code>
            </span>,
          ],
      'none',
    ],
  ];
  return (
    <Card title="Where it is used" icon="segment">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        {parts.map(([name, list, none]) => (
          <div key={name} className="contents">
            <dt className="text-text-3">{name}</dt>
            <dd className="grid min-w-0 [overflow-wrap:anywhere]">
              {list.length === 0 ? <span className="text-text-3">{none}</span> : list}
            </dd>
          </div>
        ))}
        <dt className="text-text-3">In code</dt>
        <dd className="min-w-0">
          <span className="text-text-3">not looked for here. Where your code is:</span>
          <span className="flex items-center gap-1">
            <code className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">git grep -nF '{key}'</code>
            <CopyButton text={`git grep -nF '${key}'`} label="Copy the command" />
          </span>
        </dd>
      </dl>
    </Card>
  );
}

const Linked = ({ href, text }: { readonly href: string; readonly text: string }): ReactNode => (
  <span>
    <a className="font-mono text-accent hover:underline" href={href}>
      {text}
    </a>
  </span>
);
