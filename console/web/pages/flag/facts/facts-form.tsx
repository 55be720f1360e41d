import { useQuery } from '@tanstack/react-query';
import type { FlagSource } from 'flagforge/compile';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { FlagOperation } from '../../../draft/operation.ts';
import { Button } from '../../../parts/button.tsx';
import { readApi } from '../../../runtime/call-api.ts';
import { tagsOf } from './tags-of.ts';

type Facts = Extract<FlagOperation, { kind: 'set-facts' }>['facts'];

interface Props {
  /** With the draft. */
  readonly facts: FlagSource;
  /** What is changed goes to the draft at once. */
  readonly onChange: (facts: Facts) => void;
  readonly onClose: () => void;
}

const field = 'w-full rounded-2 border border-control bg-surface px-3 font-normal text-md';
const orNone = (text: string): string | null => (text.trim() === '' ? null : text);

/** Edits what is known about a flag. */
export function FactsForm({ facts, onChange, onClose }: Props): ReactNode {
  const id = useId();
  const first = useRef<HTMLTextAreaElement>(null);
  const [tags, setTags] = useState(facts.tags.join(', '));
  const { data: owners = [] } = useQuery({
    queryKey: ['owners'],
    queryFn: async () => {
      const { flags } = await readApi('/v1/flags', { query: { limit: 1_000 } });
      return [...new Set(flags.flatMap(({ owner }) => owner ?? []))].sort();
    },
  });
  useEffect(() => first.current?.focus(), []);
  // An undo from elsewhere changes what is in the draft.
  const isTyped = JSON.stringify(tagsOf(tags)) === JSON.stringify(facts.tags);
  const staysForever = facts.kind === 'permanent' && facts.expires === null;
  const { description, owner } = facts;
  return (
    <section
      aria-label="What is known about the flag"
      className="grid max-w-[52rem] gap-4 rounded-3 border border-line bg-surface p-4 text-sm"
    >
      <label className="grid gap-1 font-medium">
        What it does
        <textarea
          ref={first}
          rows={2}
          value={description ?? ''}
          maxLength={1_000}
          onChange={(event) => onChange({ description: orNone(event.target.value) })}
          onBlur={() => description !== null && onChange({ description: orNone(description.trim()) })}
          className={`${field} py-2`}
        />
      </label>
      <div className="grid gap-4 desk:grid-cols-2">
        <label className="grid content-start gap-1 font-medium">
          Who decides about it
          <input
            value={owner ?? ''}
            list={`${id}-owners`}
            maxLength={200}
            onChange={(event) => onChange({ owner: orNone(event.target.value) })}
            onBlur={() => owner !== null && onChange({ owner: orNone(owner.trim()) })}
            className={`${field} h-(--ff-h-md) not-desk:h-11`}
          />
          <datalist id={`${id}-owners`}>
            {owners.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {owner === null && <span className="font-normal text-warn">Without an owner nobody is asked about it.</span>}
        </label>
        <label className="grid content-start gap-1 font-medium">
          Tags, with commas between them
          <input
            value={isTyped ? tags : facts.tags.join(', ')}
            onChange={(event) => {
              setTags(event.target.value);
              onChange({ tags: tagsOf(event.target.value) });
            }}
            className={`${field} h-(--ff-h-md) not-desk:h-11`}
          />
        </label>
      </div>
      <div className="grid gap-4 desk:grid-cols-2">
        <label className="grid content-start gap-1 font-medium">
          The day by which it should be gone
          <input
            type="date"
            value={facts.expires ?? ''}
            disabled={staysForever}
            onChange={(event) => onChange({ expires: event.target.value === '' ? null : event.target.value })}
            className={`${field} h-(--ff-h-md) not-desk:h-11 disabled:border-dashed disabled:bg-sunken disabled:text-text-3`}
          />
          <span className="font-normal text-text-3">
            {staysForever
              ? 'It is permanent: it stays.'
              : 'From then on it counts as stale. Nothing it serves changes by that.'}
          </span>
        </label>
        <fieldset className="grid content-start gap-1">
          <legend className="mb-1 font-medium">Who may read its result</legend>
          <label className="flex items-center gap-2 not-desk:min-h-10">
            <input
              type="checkbox"
              checked={facts.client}
              onChange={(event) => onChange({ client: event.target.checked })}
            />
            Browsers and apps too, with client keys
          </label>
          <span className="text-text-3">
            {facts.client ? 'Everybody who opens your site can see its value.' : 'To them it does not exist.'}
          </span>
        </fieldset>
      </div>
      <div className="flex items-center gap-3">
        <p className="text-xs text-text-3">In your draft, not live.</p>
        <span className="ml-auto">
          <Button size="small" onPress={onClose}>
            Done
          </Button>
        </span>
      </div>
    </section>
  );
}
