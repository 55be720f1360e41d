'use client';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { pagePath } from '../../../api/page-paths.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { KeyCap } from '../../parts/key-cap.tsx';
import { readApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { useShortcuts } from '../../runtime/shortcuts.ts';
import type { ShellPlace } from './shell-places.ts';
import { ShortcutList } from './shortcut-list.tsx';

interface Props {
  readonly project: string;
  readonly places: readonly ShellPlace[];
  readonly isSmall?: boolean;
}

interface Goal {
  readonly path: string;
  readonly icon: IconName;
  readonly text: string;
  readonly hint: string;
}

const MOST = 12;

/** Goes anywhere by a few letters: pages, flags, change requests. */
export function JumpButton({ project, places, isSmall = false }: Props): ReactNode {
  const { go } = useNavigation();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const flags = useQuery({
    queryKey: ['flags', project, 'keys'],
    queryFn: () => readApi('/v1/flags', { query: { limit: 10_000 } }),
    enabled: isOpen,
  });
  const requests = useQuery({
    queryKey: ['change-requests', project, 'open'],
    queryFn: () => readApi('/v1/change-requests'),
    enabled: isOpen,
  });
  const environments = useQuery({
    queryKey: ['environments', project],
    queryFn: () => readApi('/v1/environments'),
    enabled: isOpen,
  });
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);
  const open = (): void => {
    setText('');
    setAt(0);
    setOpen(true);
    dialog.current?.showModal();
  };
  const keys = Object.fromEntries(places.map(({ key, path }) => [`g ${key}`, () => go(path)]));
  useShortcuts(isSmall ? {} : { 'Control k': open, ...keys });

  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [verb = ''] = words;
  const isKill = verb.length > 1 && 'kill'.startsWith(verb);
  const goals: readonly Goal[] = [
    ...(isKill ? (flags.data?.flags ?? []) : []).map(
      ({ key }): Goal => ({
        ...{ path: `${pagePath('killSwitch', { project })}?flag=${encodeURIComponent(key)}`, icon: 'power' },
        ...{ text: `Kill ${key}…`, hint: 'off for everybody' },
      }),
    ),
    ...places.map(({ path, icon, text: name, key }): Goal => ({ path, icon, text: name, hint: `g ${key}` })),
    ...(environments.data?.environments ?? []).map(
      ({ name }): Goal => ({
        ...{ path: pagePath('environment', { project, environment: name }), icon: 'undo', text: `Roll ${name} back…` },
        hint: 'rules and versions',
      }),
    ),
    ...(flags.data?.flags ?? []).map(
      ({ key, description }): Goal => ({
        ...{ path: pagePath('flag', { project, flag: key }), icon: 'flag', text: key },
        hint: description ?? '',
      }),
    ),
    ...(requests.data?.changeRequests ?? []).map(
      ({ number, title }): Goal => ({
        ...{
          path: pagePath('request', { project, number: String(number) }),
          icon: 'request',
          text: `#${number} ${title}`,
        },
        hint: 'change request',
      }),
    ),
  ];
  const found = goals
    .filter((goal) => words.every((word) => `${goal.text}\n${goal.hint}`.toLowerCase().includes(word)))
    .sort((a, b) => Number(startsWith(b, words)) - Number(startsWith(a, words)))
    .slice(0, MOST);
  const close = (): void => {
    setOpen(false);
    dialog.current?.close();
  };
  const follow = (goal: Goal | undefined): void => {
    if (goal === undefined) return;
    close();
    go(goal.path);
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((before) => (before + by + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      follow(found[at]);
    }
  };
  return (
    <>
      {isSmall ? (
        <button type="button" aria-label="Search and jump" className="grid size-10 place-items-center" onClick={open}>
          <Icon name="search" />
        </button>
      ) : (
        <button
          type="button"
          onClick={open}
          className="flex h-(--ff-h-md) w-full items-center gap-2 rounded-2 border border-line-strong bg-surface px-2 text-text-3"
        >
          <Icon name="search" />
          Jump to…
          <span className="ml-auto">
            <KeyCap>Ctrl K</KeyCap>
          </span>
        </button>
      )}
      {/* Not inside the rail, which a narrow window does not show: the keys work all the same. */}
      {createPortal(
        <dialog
          ref={dialog}
          aria-label="Jump to"
          onClose={() => setOpen(false)}
          onClick={(event) => {
            if (event.target === dialog.current) close();
          }}
          onKeyDown={onKey}
          className="mx-auto mt-[12vh] w-[min(36rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-0 text-text shadow-3 outline-none backdrop:bg-scrim"
        >
          {isOpen && (
            <>
              <label className="flex items-center gap-2 border-b border-line px-4">
                <Icon name="search" className="text-text-3" />
                <span className="sr-only">Flag, change request or page</span>
                <input
                  ref={field}
                  type="text"
                  role="combobox"
                  aria-expanded="true"
                  aria-controls={`${id}-list`}
                  aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
                  value={text}
                  onChange={(event) => {
                    setText(event.target.value);
                    setAt(0);
                  }}
                  placeholder="Flag, change request or page"
                  autoComplete="off"
                  spellCheck={false}
                  className="h-12 flex-1 bg-transparent outline-none"
                />
              </label>
              <div id={`${id}-list`} role="listbox" aria-label="Found" className="max-h-96 overflow-y-auto p-1">
                {found.map((goal, index) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: keys are those of the field above
                  <div
                    key={goal.path}
                    id={`${id}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === at}
                    onClick={() => follow(goal)}
                    className="flex cursor-pointer items-center gap-2 rounded-1 px-3 py-2 hover:bg-hover aria-selected:bg-selected"
                  >
                    <Icon name={goal.icon} className="text-text-3" />
                    <span className="min-w-0 shrink-0 max-w-full font-medium">{goal.text}</span>
                    <span className="ml-auto truncate pl-4 text-xs text-text-3">{goal.hint}</span>
                  </div>
                ))}
                {found.length === 0 && <p className="px-3 py-6 text-center text-text-3">Nothing is called that</p>}
              </div>
            </>
          )}
        </dialog>,
        document.body,
      )}
      {!isSmall && createPortal(<ShortcutList places={places} />, document.body)}
    </>
  );
}

const startsWith = ({ text }: Goal, [first]: readonly string[]): boolean =>
  first !== undefined && text.toLowerCase().startsWith(first);
