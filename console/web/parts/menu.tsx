'use client';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { buttonClass } from './button.tsx';
import { Icon } from './icon.tsx';

export interface MenuItem {
  readonly id: string;
  readonly text: ReactNode;
  readonly isChosen?: boolean;
  /** At its end, quieter. */
  readonly hint?: ReactNode;
}

interface Props {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onChoose: (id: string) => void;
  readonly align?: 'start' | 'end';
  readonly className?: string;
}

/** A button that opens a short list to choose from. */
export function Menu({ label, items, onChoose, align = 'start', className = '' }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    box.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
    const onDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', onDown);
    return () => document.removeEventListener('pointerdown', onDown);
  }, [isOpen]);
  const onKey = (event: KeyboardEvent): void => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all.at(to % all.length)?.focus();
    } else if (event.key === 'Escape') {
      setOpen(false);
      button.current?.focus();
    } else if (event.key === 'Tab') setOpen(false);
  };
  return (
    <div ref={box} className={`relative ${className}`}>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        className={`${buttonClass()} max-w-full`}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="truncate">{label}</span>
        <Icon name="down" />
      </button>
      {isOpen && (
        <div
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={onKey}
          className={`absolute top-full z-20 mt-1.5 max-h-80 min-w-44 overflow-y-auto rounded-2 border border-line-strong bg-surface p-1 text-sm shadow-2 ${align === 'end' ? 'right-0' : 'left-0'}`}
        >
          {items.length === 0 && <p className="px-2 py-1 text-text-3">none</p>}
          {items.map(({ id, text, isChosen = false, hint }) => (
            <button
              key={id}
              type="button"
              role="menuitemcheckbox"
              aria-checked={isChosen}
              className="flex w-full items-center gap-2 rounded-1 px-2 py-1 text-left hover:bg-hover focus:bg-selected focus:outline-none"
              onClick={() => {
                onChoose(id);
                setOpen(false);
                button.current?.focus();
              }}
            >
              <Icon name="check" className={isChosen ? 'text-accent' : 'invisible'} />
              {text}
              {hint !== undefined && <span className="ml-auto pl-3 text-xs text-text-3">{hint}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
