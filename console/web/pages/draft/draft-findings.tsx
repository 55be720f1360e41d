import type { ReactNode } from 'react';
import type { PreviewJson } from '../../../api/change-request-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Note } from '../../parts/note.tsx';

interface Props {
  readonly project: string;
  readonly preview: PreviewJson;
}

/** What the compiler and the flag tests say of a draft. Notes on what was there before are left out. */
export function DraftFindings({ project, preview }: Props): ReactNode {
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
          <Place project={project} file={file} text={`${file}:${line}:${column} ${code}`} />
        </Note>
      ))}
      {failedTests.map(({ file, line, name, why }) => (
        <Note key={`${file} ${line} ${name}`} tone="warn">
          <b className="font-semibold">A flag test fails: {name}</b>
          <span> {why}. It can be proposed, and not be merged before the test agrees.</span>
          <Place project={project} file={file} text={`${file}:${line}`} />
        </Note>
      ))}
    </>
  );
}

/** Where it is; of a flag, the way to its page. */
function Place({ project, file, text }: { readonly project: string; readonly file: string; readonly text: string }) {
  const flag = /^([^/]+?)(?:\.test)?\.yaml$/.exec(file)?.[1];
  const look = 'ml-2 font-mono text-xs text-text-3';
  if (flag === undefined || flag === 'flagforge') return <code className={look}>{text}</code>;
  return (
    <a className={`${look} underline underline-offset-3`} href={pagePath('flag', { project, flag })}>
      {text}
    </a>
  );
}
