'use client';
import { type ReactNode, useState } from 'react';
import type { UsageJson } from '../../../../api/usage-json.ts';
import { Card } from '../../../parts/card.tsx';
import { Choice } from '../../../parts/choice.tsx';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { UsageChart } from './usage-chart.tsx';
import { usageOfVariants } from './usage-of-variants.ts';
import { UsageTable } from './usage-table.tsx';
import { RANGE_WORDS, usageSentence } from './usage-words.ts';
import { useUsage } from './use-usage.ts';

interface Props {
  readonly project: string;
  readonly flag: string;
  readonly environment: string;
  readonly off: string;
  /** The flag's variants in their order: each has its colour everywhere. */
  readonly variants: readonly string[];
}

/** What was served of a flag, by variant over time, as far as it was counted. */
export function UsageCard({ project, flag, environment, off, variants }: Props): ReactNode {
  const [range, setRange] = useState<UsageJson['range']>('24h');
  const { data, error, refetch } = useUsage(project, flag, range);
  const usage = data === undefined ? null : usageOfVariants(data.series, environment, variants);
  return (
    <Card
      title="Usage"
      hint={`by variant, in ${environment}`}
      action={
        <Choice
          label="Time"
          options={{ '24h': RANGE_WORDS['24h'], '30d': RANGE_WORDS['30d'] }}
          value={range}
          onChange={setRange}
        />
      }
    >
      {error !== null && data === undefined && <ErrorNote error={error} retry={() => void refetch()} />}
      {error === null && usage === null && (
        <div role="status" className="h-24 animate-[appear_0s_150ms_both] rounded-2 bg-sunken">
          <span className="sr-only">Reading the counts</span>
        </div>
      )}
      {data !== undefined && usage !== null && (
        <figure className="grid min-w-0 gap-3">
          <figcaption className="text-sm" aria-live="polite">
            {usageSentence(usage, environment, data.range)}
            {usage.clients > 0 && (
              <span className="text-text-2">
                . Of them {usage.clients.toLocaleString('en')} were reported with client keys, which everybody has: no
                proof
              </span>
            )}
            .
          </figcaption>
          {usage.total > 0 && (
            <>
              <UsageChart
                usage={usage}
                from={Date.parse(data.from)}
                step={data.step}
                range={data.range}
                off={off}
                variants={variants}
              />
              <UsageTable usage={usage} from={Date.parse(data.from)} step={data.step} range={data.range} />
            </>
          )}
          <p className="text-xs text-text-3">{data.counted}</p>
        </figure>
      )}
    </Card>
  );
}
