import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import type { ConditionFinding } from './check-condition.ts';
import { foundPlace } from './found-place.ts';

interface Props {
  readonly findings: readonly ConditionFinding[];
  /** Takes the whole text as it would be mended. */
  readonly onMend: (text: string) => void;
  /** Shows where it stands in the text; left out: the text is not in sight. */
  readonly place?: { readonly text: string; readonly onShow: (span: readonly [number, number]) => void };
}

/** What the compiler says of a condition, with what it would mend by itself. */
export const ConditionFindings = ({ findings, onMend, place }: Props): ReactNode =>
  findings.map(({ part, span, message, hint, mended }) => (
    <p
      key={`${span[0]} ${part} ${message}`}
      className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm/5 text-danger"
    >
      <Icon name="warning" />
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {message}
        {hint !== null && <span className="text-text-2">: {hint}</span>}
        {place !== undefined && <Place {...place} span={span} />}
      </span>
      {mended !== null && (
        <Button size="small" label={`Mend it: ${mended}`} onPress={() => onMend(mended)}>
          Mend it
        </Button>
      )}
    </p>
  ));

interface PlaceProps {
  readonly text: string;
  readonly span: readonly [number, number];
  readonly onShow: (span: readonly [number, number]) => void;
}

function Place({ text, span, onShow }: PlaceProps): ReactNode {
  const { line, column, before, part, after } = foundPlace(text, span);
  return (
    <button
      type="button"
      onClick={() => onShow(span)}
      className="flex max-w-full items-baseline gap-2 text-left text-xs text-text-2 hover:text-text not-desk:min-h-10"
    >
      <span className="shrink-0">
        line {line}, column {column}
      </span>
      <code className="min-w-0 font-mono whitespace-pre-wrap [overflow-wrap:anywhere]">
        {before}
        <span className="text-danger underline decoration-wavy decoration-1 underline-offset-4">
          {part.trim() === '' ? '\u00a0\u00a0' : part}
        </span>
        {after}
      </code>
    </button>
  );
}
