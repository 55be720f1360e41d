import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

const TONES = {
  plain: 'border-line-strong bg-surface',
  accent: 'border-accent-line bg-accent-soft [&>svg]:text-accent',
  ok: 'border-ok-line bg-ok-soft [&>svg]:text-ok',
  warn: 'border-warn-line bg-warn-soft [&>svg]:text-warn',
  danger: 'border-danger-line bg-danger-soft [&>svg]:text-danger',
} as const;

interface Props {
  readonly children: ReactNode;
  readonly tone?: keyof typeof TONES;
  readonly icon?: IconName;
  /** At its end: what can be done about it. */
  readonly action?: ReactNode;
}

/** Something to know about the page, in a sentence. */
export const Note = ({ children, tone = 'plain', icon = 'warning', action }: Props): ReactNode => (
  <div className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-2 border px-3 py-2 text-sm ${TONES[tone]}`}>
    <Icon name={icon} />
    <div className="min-w-0 flex-1">{children}</div>
    {action}
  </div>
);
