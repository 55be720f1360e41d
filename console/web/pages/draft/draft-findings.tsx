import type { ReactNode } from 'react';
import type { PreviewJson } from '../../../api/change-request-json.ts';
import { Note } from '../../parts/note.tsx';

/** What the compiler and the flag tests say of a draft. Notes on what was there before are left out. */
export function DraftFindings({ preview }: { readonly preview: PreviewJson }): ReactNode {
  const { diagnostics, failedTests, files } = preview;
  const touched = new Set(files.map(({ path }) => path));
  const shown = diagnostics.filter(
    ({ severity, file }) => severity === 'error' || (severity === 'warning' && touched.has(file)),
  );
  return (
    <>
      {shown.map(({ file, line, column, code, message, hint, severity }) => (
        <Note key={`${file} ${line} ${column} ${code}`} tone={severity === 'error' ? 'danger' : 'warn'}>
          <b className="font-semibold">{message}</b>
          {hint !== undefined && <span> {hint}</span>}
          <code className="ml-2 font-mono text-xs text-text-3">
            {file}:{line}:{column} {code}
          </code>
        </Note>
      ))}
      {failedTests.map(({ file, line, name, why }) => (
        <Note key={`${file} ${line} ${name}`} tone="warn">
          <b className="font-semibold">A flag test fails: {name}</b>
          <span> {why}. It can be proposed, and not be merged before the test agrees.</span>
          <code className="ml-2 font-mono text-xs text-text-3">
            {file}:{line}
          </code>
        </Note>
      ))}
    </>
  );
}
