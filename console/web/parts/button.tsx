'use client';
import type { MouseEvent, ReactNode } from 'react';

export type ButtonLook = 'plain' | 'primary' | 'ghost' | 'danger' | 'danger-fill';

interface Props {
  readonly children: ReactNode;
  readonly look?: ButtonLook;
  readonly size?: 'small' | 'medium';
  /** Why it cannot be pressed; said beside it or in `aria-description`, so that it is no dead end. undefined: it can. */
  readonly blocked?: string | undefined;
  /** Its work is under way: the label stays, and it is not pressed twice. */
  readonly isBusy?: boolean;
  readonly label?: string;
  readonly id?: string;
  readonly className?: string;
  readonly onPress?: (event: MouseEvent<HTMLButtonElement>) => void;
  readonly type?: 'button' | 'submit';
}

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  plain: 'border-line-strong bg-surface shadow-1 hover:bg-hover active:bg-sunken',
  primary: 'border-accent-fill bg-accent-fill text-on-accent shadow-1 hover:bg-accent-fill-hover',
  ghost: 'border-transparent text-text-2 hover:bg-hover hover:text-text',
  danger: 'border-danger-line bg-surface text-danger shadow-1 hover:bg-danger-soft',
  'danger-fill': 'border-danger-fill bg-danger-fill text-on-danger shadow-1',
};
const BLOCKED = 'border-dashed border-control bg-sunken text-text-3';

/** What a button or a link that looks like one is made of. */
export const buttonClass = (look: ButtonLook = 'plain', size: 'small' | 'medium' = 'medium'): string =>
  `inline-flex items-center justify-center gap-1.5 rounded-2 border text-sm font-medium whitespace-nowrap ${
    size === 'small' ? 'h-(--ff-h-sm) px-2' : 'h-(--ff-h-md) px-3'
  } ${LOOKS[look]}`;

/** A button that can be reached even where it cannot be pressed, and then says why. */
export function Button(props: Props): ReactNode {
  const { children, look = 'plain', size = 'medium', blocked, isBusy = false, label, className = '', onPress } = props;
  const isBlocked = blocked !== undefined;
  const own = isBlocked ? buttonClass('plain', size).replace(LOOKS.plain, BLOCKED) : buttonClass(look, size);
  return (
    <button
      type={props.type ?? 'button'}
      className={`${own} ${className}`}
      aria-disabled={isBlocked || undefined}
      aria-busy={isBusy || undefined}
      aria-label={label}
      id={props.id}
      aria-description={blocked}
      title={blocked}
      onClick={(event) => {
        if (isBlocked || isBusy) event.preventDefault();
        else onPress?.(event);
      }}
    >
      {children}
    </button>
  );
}
