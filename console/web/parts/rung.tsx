import type { HTMLAttributes, ReactNode } from 'react';

interface Props {
  /** A number, or a glyph. */
  readonly mark: ReactNode;
  readonly label: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly isLast?: boolean;
  /** It differs from what is live. */
  readonly isEdited?: boolean;
  /** What happens to the step as a whole: keys, and where it is dragged. */
  readonly frame?: HTMLAttributes<HTMLLIElement>;
}

/** One step of the ladder: who it is about, and what they get. */
export const Rung = ({
  mark,
  label,
  children,
  action,
  isLast = false,
  isEdited = false,
  frame = {},
}: Props): ReactNode => (
  <li
    {...frame}
    className={`relative grid grid-cols-[1.5rem_minmax(0,1fr)_auto] gap-x-3 border-t border-line px-4 py-3.5 ${isEdited ? 'bg-selected shadow-[inset_3px_0_0_var(--ff-accent-fill)]' : ''} ${frame.className ?? ''}`}
  >
    <span className="z-[1] mt-0.5 grid size-6 place-items-center rounded-full border border-line-strong bg-surface text-xs font-medium text-text-2">
      {mark}
    </span>
    {!isLast && (
      <span
        aria-hidden="true"
        className="absolute top-10.5 -bottom-3.5 left-[calc(1.75rem-.5px)] w-px bg-line-strong"
      />
    )}
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-2 text-xs text-text-3">{label}</div>
      <div className="text-lg/7.5 text-pretty">{children}</div>
    </div>
    {action !== undefined && <div>{action}</div>}
  </li>
);
