'use client';
import type { MouseEvent, ReactNode } from 'react';
import { BLOCKED, type ButtonLook, buttonClass, LOOKS } from './button-class.ts';

export { buttonClass } from './button-class.ts';

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
