import type { ReactNode } from 'react';
import type { FlagStatus } from '../../api/flag-json.ts';
import { Glyph, type GlyphName } from './glyph.tsx';
import { Icon } from './icon.tsx';
import { percentText } from './percent.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** What an environment serves of a flag, in a glyph and a word or two. undefined: the flag is not there. */
export function EnvironmentCell({ status }: { readonly status: FlagStatus | undefined }): ReactNode {
  const { glyph, text, isQuiet } = cellOf(status);
  const next = status?.nextStep ?? null;
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap ${isQuiet ? 'text-text-3' : ''} ${status?.killed === 'emergency' || status?.killed === 'file' ? 'text-danger' : ''}`}
    >
      <Glyph name={glyph} />
      {text}
      {next !== null && (
        <>
          <span className="sr-only">, next step {DAY.format(Date.parse(next))}</span>
          <Icon name="clock" className="text-text-3" />
        </>
      )}
    </span>
  );
}

function cellOf(status: FlagStatus | undefined): {
  readonly glyph: GlyphName;
  readonly text: string;
  readonly isQuiet: boolean;
} {
  if (status === undefined) return { glyph: 'none', text: 'none', isQuiet: true };
  if (status.killed !== 'no') return { glyph: 'killed', text: 'killed', isQuiet: false };
  if (!status.isServing) return { glyph: 'inactive', text: 'off', isQuiet: true };
  const { share, restShare, rules, targets, ways } = status;
  if (share === null && rules > 0)
    return { glyph: 'rules', text: `${rules} rule${rules === 1 ? '' : 's'}`, isQuiet: false };
  if (share === null && targets > 0)
    return { glyph: 'rules', text: `${targets} target${targets === 1 ? '' : 's'}`, isQuiet: false };
  if (share === null) return { glyph: 'rules', text: percentText(restShare), isQuiet: false };
  if (ways > 2) return { glyph: { share }, text: `${ways} ways`, isQuiet: false };
  return { glyph: { share }, text: percentText(share), isQuiet: false };
}
