import type { JsonDiagnostic } from 'flagforge/diagnostics';
import type { ReactNode } from 'react';
import { Icon } from '../../../parts/icon.tsx';

interface Props {
  /** Of the file that is edited. */
  readonly own: readonly JsonDiagnostic[];
  /** Errors that it makes in other files. */
  readonly others: readonly JsonDiagnostic[];
}

const MOST = 20;
const COLOURS: Readonly<Record<JsonDiagnostic['severity'], string>> = {
  error: 'text-danger',
  warning: 'text-warn',
  note: 'text-text-3',
};

/** What the compiler says, each with its place: what the marks in the text say, for who cannot see them. */
export function TextFindings({ own, others }: Props): ReactNode {
  const all = [...own, ...others];
  if (all.length === 0) return null;
  return (
    <ul aria-label="What the compiler says" aria-live="polite" className="grid gap-1.5 text-sm">
      {all.slice(0, MOST).map(({ file, line, column, code, severity, message, hint }) => (
        <li key={`${file} ${line} ${column} ${code}`} className="flex items-start gap-2 [overflow-wrap:anywhere]">
          <Icon name={severity === 'note' ? 'list' : 'warning'} className={`mt-0.5 ${COLOURS[severity]}`} />
          <span className="min-w-0">
            <span className="text-text-3">
              {others.length > 0 && `${file}, `}line {line}:{' '}
            </span>
            <span className="sr-only">{severity}: </span>
            {message}
            {hint !== undefined && <span className="text-text-2">. {hint}</span>}{' '}
            <code className="font-mono text-xs text-text-3">{code}</code>
          </span>
        </li>
      ))}
      {all.length > MOST && <li className="text-text-2">and {all.length - MOST} more</li>}
    </ul>
  );
}
