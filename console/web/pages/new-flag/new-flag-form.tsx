'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { NewFlagBody } from '../../../api/new-flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { keyProblem } from './key-problem.ts';
import { VariantFields } from './variant-fields.tsx';
import { firstRows, rowsProblem, type VariantRow } from './variant-rows.ts';

interface Props {
  readonly project: string;
  /** Keys that are taken. */
  readonly keys: readonly string[];
  readonly owners: readonly string[];
  /** Environments that ask for no approval: a new flag is on there. */
  readonly startsOn: readonly string[];
  readonly blocked: string | null;
}

const TYPES = [
  ['boolean', 'on or off'],
  ['string', 'one of several texts'],
  ['number', 'one of several numbers'],
  ['json', 'one of several structures'],
] as const;

const field = 'h-(--ff-h-md) w-full rounded-2 border border-control bg-surface px-3 font-normal';

/** Asks for what every flag needs; the rest is edited on its page once it is proposed. */
export function NewFlagForm({ project, keys, owners, startsOn, blocked }: Props): ReactNode {
  const id = useId();
  const { add } = useDraft(project);
  const { go } = useNavigation();
  const [key, setKey] = useState('');
  const [description, setDescription] = useState('');
  const [type, setType] = useState<(typeof TYPES)[number][0]>('boolean');
  const [owner, setOwner] = useState('');
  const [isPermanent, setPermanent] = useState(false);
  const [expires, setExpires] = useState('');
  const [isClient, setClient] = useState(false);
  const [rows, setRows] = useState<readonly VariantRow[]>(firstRows('string'));
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const wrongKey = keyProblem(key, keys);
  const make = useMutation({
    mutationFn: () => {
      const body: NewFlagBody = {
        ...{ key, type, kind: isPermanent ? 'permanent' : 'temporary' },
        ...(description.trim() === '' ? {} : { description: description.trim() }),
        ...(owner.trim() === '' ? {} : { owner: owner.trim() }),
        ...(isPermanent || expires === '' ? {} : { expires }),
        ...(isClient ? { client: true } : {}),
        ...(type === 'boolean' ? {} : { variants: rows.map(({ name, value }) => `${name}=${value}`) }),
      };
      return writeApi('/v1/new-flag', body);
    },
    onSuccess({ file, text, commit }) {
      add({ kind: 'set-text', file, text }, commit, null);
      go(pagePath('draft', { project }));
    },
  });
  const whyNot =
    blocked ??
    (key === ''
      ? 'It needs a key'
      : (wrongKey ?? (type === 'boolean' ? undefined : (rowsProblem(type, rows) ?? undefined))));
  return (
    <div className="mx-auto grid max-w-[44rem] min-w-0 gap-4">
      <div>
        <p className="text-sm text-text-2">
          <a href={pagePath('dashboard', { project })} className="hover:underline">
            Flags
          </a>{' '}
          <span className="text-text-3">/</span>
        </p>
        <h1 className="text-xl font-semibold tracking-[-0.011em]">New flag</h1>
      </div>
      <Card title="What it is">
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            if (whyNot === undefined) make.mutate();
          }}
        >
          <label className="grid gap-1 text-sm font-medium">
            Key, as code asks for it
            <input
              ref={first}
              value={key}
              // As people say it, `New checkout`, becomes what keys are made of.
              onChange={(event) => setKey(event.target.value.toLowerCase().replaceAll(/\s+/g, '-'))}
              placeholder="new-checkout"
              autoComplete="off"
              spellCheck={false}
              aria-invalid={wrongKey !== null}
              aria-describedby={`${id}-key`}
              className={`${field} font-mono aria-invalid:border-danger`}
            />
            <span
              id={`${id}-key`}
              aria-live="polite"
              className={`font-normal ${wrongKey === null ? 'text-text-3' : 'text-danger'}`}
            >
              {wrongKey ?? 'Small letters, digits, dashes, dots and underscores. It never changes.'}
            </span>
          </label>
          <label className="grid gap-1 text-sm font-medium">
            What users see when it is on
            <input
              value={description}
              maxLength={1_000}
              onChange={(event) => setDescription(event.target.value)}
              className={field}
            />
          </label>
          <fieldset className="grid gap-1.5 text-sm">
            <legend className="mb-1 font-medium">What it answers with</legend>
            {TYPES.map(([name, words]) => (
              <label key={name} className="flex items-center gap-2">
                <input
                  type="radio"
                  name={`${id}-type`}
                  checked={type === name}
                  onChange={() => {
                    setType(name);
                    setRows(firstRows(name));
                  }}
                />
                {words} <span className="text-text-3">({name})</span>
              </label>
            ))}
          </fieldset>
          {type !== 'boolean' && <VariantFields type={type} rows={rows} onChange={setRows} />}
          <label className="grid gap-1 text-sm font-medium">
            Who decides about it
            <input
              value={owner}
              list={`${id}-owners`}
              maxLength={200}
              placeholder="you, if it is left open"
              onChange={(event) => setOwner(event.target.value)}
              className={field}
            />
            <datalist id={`${id}-owners`}>
              {owners.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </label>
          <fieldset className="grid gap-2 text-sm">
            <legend className="mb-1 font-medium">How long it stays</legend>
            <label className="flex flex-wrap items-center gap-2">
              <input type="radio" name={`${id}-kind`} checked={!isPermanent} onChange={() => setPermanent(false)} />
              it goes again, by
              <input
                type="date"
                aria-label="The day by which it should be gone"
                value={expires}
                disabled={isPermanent}
                onChange={(event) => setExpires(event.target.value)}
                className="h-(--ff-h-sm) rounded-2 border border-control bg-surface px-2"
              />
              <span className="text-text-3">{expires === '' && '(in 90 days, if it is left open)'}</span>
            </label>
            <label className="flex items-center gap-2">
              <input type="radio" name={`${id}-kind`} checked={isPermanent} onChange={() => setPermanent(true)} />
              it stays
            </label>
          </fieldset>
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" checked={isClient} onChange={(event) => setClient(event.target.checked)} />
            Browsers and apps may see its result
          </label>
          {make.isError && <ErrorNote error={make.error} />}
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 text-xs text-text-3">
              {whyNot ??
                (startsOn.length === 0
                  ? 'It goes to your draft first; it is off everywhere.'
                  : `It goes to your draft first; it is on in ${startsOn.join(' and ')}, off elsewhere.`)}
            </p>
            <Button look="primary" type="submit" blocked={whyNot} isBusy={make.isPending}>
              Review the flag
            </Button>
          </div>
        </form>
      </Card>
    </div>
  );
}
