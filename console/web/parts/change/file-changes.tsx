import type { ReactNode } from 'react';
import { YamlDiff } from '../diff/yaml-diff.tsx';

export interface FileChange {
  readonly path: string;
  /** null: not there on that side. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The files of a change, as a reviewer of the pull request sees them. */
export const FileChanges = ({ files }: { readonly files: readonly FileChange[] }): ReactNode =>
  files.map(({ path, before, after }) => (
    <section key={path} aria-label={path}>
      <h3 className="flex flex-wrap items-center gap-2 bg-sunken px-4 py-1.5 font-mono text-xs text-text-2">
        <span className="[overflow-wrap:anywhere]">{path}</span>
        {before === null && after !== null && <span className="font-sans">new file</span>}
        {after === null && before !== null && <span className="font-sans">removed</span>}
      </h3>
      {before === null && after === null ? (
        <p className="px-4 py-3 text-sm text-text-2">
          It is outside the project or too large to show here; its diff is on the forge and in git.
        </p>
      ) : (
        <YamlDiff before={before} after={after} label={path} />
      )}
    </section>
  ));
