import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';

export interface Choice {
  readonly id: string;
  readonly text: string;
  /** At its end, quieter: its type. */
  readonly hint?: string | undefined;
}

interface Props {
  readonly label: string;
  /** What is chosen, as text; empty: nothing is. */
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly placeholder?: string;
  /** It was just asked for: keys go on here. */
  readonly isFirst?: boolean;
  /** The choices are still to come. */
  readonly isLoading?: boolean;
  readonly className?: string;
  readonly onChoose: (id: string) => void;
  /** Takes a text that is none of the choices; left out: there is none. Answers whether it can be one. */
  readonly onName?: (text: string) => boolean;
}

/** One of many, found by typing. Nothing is chosen before Enter, a click, or Tab. */
export function Combobox(props: Props): ReactNode {
  const {
    label,
    value,
    choices,
    placeholder,
    isFirst = false,
    isLoading = false,
    className = '',
    onChoose,
    onName,
  } = props;
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [isWrong, setWrong] = useState(false);
  // Enter came before the choices did.
  const [isWaiting, setWaiting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = typed !== null;
  const asked = (typed ?? '').trim().toLowerCase();
  const found = choices.filter(({ text }) => text.toLowerCase().includes(asked));
  // Those that begin so stand first.
  const sorted = [
    ...found.filter(({ text }) => text.toLowerCase().startsWith(asked)),
    ...found.filter(({ text }) => !text.toLowerCase().startsWith(asked)),
  ];
  const current = sorted[Math.min(at, sorted.length - 1)];
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, [isFirst]);
  useEffect(() => {
    if (isOpen) list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at, isOpen]);

  const close = (): void => {
    setTyped(null);
    setAt(0);
    setWrong(false);
    setWaiting(false);
  };
  const choose = (choice: Choice | undefined): boolean => {
    const text = typed?.trim() ?? '';
    if (choice === undefined) {
      const isTaken = text !== '' && onName?.(text) === true;
      setWrong(!isTaken && text !== '');
      if (isTaken) close();
      return isTaken;
    }
    close();
    onChoose(choice.id);
    return true;
  };
  const chooseAtLast = useEffectEvent(() => {
    setWaiting(false);
    choose(current);
  });
  useEffect(() => {
    if (isWaiting && !isLoading) chooseAtLast();
  }, [isWaiting, isLoading]);
  const onKey = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'Escape' && isOpen) {
      event.stopPropagation();
      close();
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (event.altKey) return;
      event.preventDefault();
      if (!isOpen) setTyped('');
      else setAt((Math.max(0, at) + (key === 'ArrowDown' ? 1 : sorted.length - 1)) % Math.max(1, sorted.length));
    } else if (key === 'Enter' && isOpen) {
      event.preventDefault();
      if (isLoading) setWaiting(true);
      else choose(current);
    } else if (key === 'Tab' && isOpen) {
      if (asked === '') close();
      else choose(current);
    }
  };
  return (
    <span className="relative inline-flex max-w-full">
      <input
        ref={field}
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && current !== undefined ? `${id}-${current.id}` : undefined}
        aria-invalid={isWrong || undefined}
        value={typed ?? value}
        placeholder={value === '' ? placeholder : value}
        autoComplete="off"
        spellCheck={false}
        onClick={() => {
          if (!isOpen) setTyped('');
        }}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
          setWrong(false);
        }}
        onKeyDown={onKey}
        onBlur={close}
        className={className}
      />
      {isOpen && (
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          className="absolute top-full left-0 z-20 mt-1 max-h-72 min-w-56 overflow-y-auto rounded-2 border border-line-strong bg-surface p-1 text-sm shadow-2"
        >
          {sorted.length === 0 && (
            <div role="option" tabIndex={-1} aria-selected={false} aria-disabled className="px-2 py-1 text-text-3">
              {isLoading ? 'loading' : onName === undefined ? 'nothing of that name' : 'Enter takes it as it is typed'}
            </div>
          )}
          {sorted.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
            <div
              key={choice.id}
              id={`${id}-${choice.id}`}
              data-at={index}
              role="option"
              tabIndex={-1}
              aria-selected={choice === current}
              // The field keeps the focus, which would close the list before the click.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
              className="flex cursor-default items-center gap-3 rounded-1 px-2 py-1 hover:bg-hover aria-selected:bg-selected not-desk:min-h-10"
            >
              <span className="font-mono">{choice.text}</span>
              {choice.hint !== undefined && <span className="ml-auto text-xs text-text-3">{choice.hint}</span>}
            </div>
          ))}
        </div>
      )}
    </span>
  );
}
