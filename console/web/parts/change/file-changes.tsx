import type { ReactNode } from 'react';
import { Card } from '../card.tsx';
import { YamlDiff } from '../diff/yaml-diff.tsx';

interface FileChange {
  readonly path: string;
  /** null: not there on that side. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The files of a change, as a reviewer of the pull request sees them. */
export const FileChanges = ({ files }: { readonly files: readonly FileChange[] }): ReactNode =>
  files.map(({ path, before, after }) => (
    <Card
      key={path}
      title="YAML"
      hint={<code className="font-mono">{path}</code>}
      isPadded={false}
      action={before === null ? 'new' : after === null ? 'removed' : undefined}
    >
      <YamlDiff before={before} after={after} label={path} />
    </Card>
  ));
