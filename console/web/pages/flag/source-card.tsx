import type { ReactNode } from 'react';
import { CopyButton } from '../../parts/copy-button.tsx';

/** The file, as it stands in git. */
export const SourceCard = ({ file, source }: { readonly file: string; readonly source: string }): ReactNode => (
  <div className="relative min-w-0 rounded-3 border border-line bg-surface">
    <details>
      <summary className="flex min-h-11.5 items-center gap-2 py-2 pr-14 pl-4">
        <span className="font-semibold">YAML</span>
        <code className="font-mono text-xs text-text-3">{file}</code>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <pre tabIndex={0} className="overflow-x-auto border-t border-line bg-sunken p-4 font-mono text-xs/5">
        {source}
      </pre>
    </details>
    <span className="absolute top-2 right-3">
      <CopyButton text={source} label="Copy the file" />
    </span>
  </div>
);
