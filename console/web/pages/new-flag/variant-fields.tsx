import type { FlagType } from '@flagforge/sdk/engine';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { rowsProblem, type VariantRow } from './variant-rows.ts';

interface Props {
  readonly type: FlagType;
  readonly rows: readonly VariantRow[];
  readonly onChange: (rows: readonly VariantRow[]) => void;
}

const field =
  'h-(--ff-h-md) w-full min-w-0 rounded-2 border border-control bg-surface px-2 font-mono text-sm not-desk:h-11';

/** The variants that a flag answers with, each with its value. The first is served where the flag is off. */
export function VariantFields({ type, rows, onChange }: Props): ReactNode {
  const problem = rowsProblem(type, rows);
  const edit = (row: VariantRow, change: Partial<VariantRow>): void =>
    onChange(rows.map((each) => (each === row ? { ...each, ...change } : each)));
  return (
    <fieldset className="grid gap-2 text-sm">
      <legend className="mb-1 font-medium">Its variants</legend>
      {rows.map((row, index) => {
        const said = row.name === '' ? `variant ${index + 1}` : row.name;
        return (
          <div key={row.id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)_auto] items-start gap-2">
            <div className="grid gap-0.5">
              <input
                aria-label={`Name of variant ${index + 1}`}
                value={row.name}
                maxLength={100}
                spellCheck={false}
                autoComplete="off"
                placeholder="name"
                onChange={(event) => edit(row, { name: event.target.value })}
                className={field}
              />
              {index === 0 && <span className="text-xs text-text-3">served where it is off</span>}
            </div>
            <input
              aria-label={`Value of ${said}`}
              value={row.value}
              spellCheck={type === 'string'}
              autoComplete="off"
              inputMode={type === 'number' ? 'decimal' : 'text'}
              placeholder={type === 'string' ? 'empty text' : 'value'}
              onChange={(event) => edit(row, { value: event.target.value })}
              className={field}
            />
            <Button
              look="ghost"
              className="not-desk:h-11"
              label={`Remove ${said}`}
              blocked={rows.length < 3 ? 'It needs two at least' : undefined}
              onPress={() => onChange(rows.filter((each) => each !== row))}
            >
              <Icon name="cross" />
            </Button>
          </div>
        );
      })}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="small"
          look="ghost"
          onPress={() => onChange([...rows, { id: Math.max(...rows.map(({ id }) => id)) + 1, name: '', value: '' }])}
        >
          <Icon name="plus" />
          Add a variant
        </Button>
        <p aria-live="polite" className="min-w-0 text-danger [overflow-wrap:anywhere]">
          {problem}
        </p>
      </div>
    </fieldset>
  );
}
