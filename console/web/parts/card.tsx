import { type ReactNode, useId } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  readonly title: string;
  readonly icon?: IconName;
  /** Behind the title, quieter. */
  readonly hint?: ReactNode;
  /** At the end of the head. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly isPadded?: boolean;
}

/** A part of a page with a name. */
export function Card({ title, icon, hint, action, children, isPadded = true }: Props): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-3 border border-line bg-surface">
      <header className="flex min-h-11.5 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        {icon !== undefined && <Icon name={icon} className="text-text-2" />}
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {hint !== undefined && <span className="text-xs text-text-3">{hint}</span>}
        {action !== undefined && <div className="ml-auto flex items-center gap-2">{action}</div>}
      </header>
      <div className={isPadded ? 'p-4' : ''}>{children}</div>
    </section>
  );
}
