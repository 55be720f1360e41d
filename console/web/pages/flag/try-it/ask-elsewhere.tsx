import type { ReactNode } from 'react';
import { CopyButton } from '../../../parts/copy-button.tsx';

/** The same question for a terminal, to copy. */
export const AskElsewhere = ({ explain, curl }: { readonly explain: string; readonly curl: string }): ReactNode => (
  <details className="text-xs">
    <summary className="text-text-2">Ask the same elsewhere</summary>
    <div className="mt-1.5 grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <Line label="FlagForge’s command, with each step" text={explain} />
      <Line label="An evaluator, with a key of yours" text={curl} />
    </div>
  </details>
);

const Line = ({ label, text }: { readonly label: string; readonly text: string }): ReactNode => (
  <div className="rounded-2 bg-sunken">
    <div className="flex items-center justify-between pl-3 text-text-2">
      {label}
      <CopyButton text={text} label={`Copy: ${label}`} />
    </div>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
    <pre tabIndex={0} className="overflow-x-auto px-3 pb-2 font-mono">
      {text}
    </pre>
  </div>
);
