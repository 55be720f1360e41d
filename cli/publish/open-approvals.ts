import type { Database } from '../database/database.ts';
import { type OpenedForge, openForge } from '../forge/open-forge.ts';
import type { ApprovalSource } from '../identity/approvals.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { forgeApprovals } from './forge-approvals.ts';
import type { OpenedCommit } from './open-commit.ts';

export interface OpenedApprovals {
  readonly source: ApprovalSource;
  /** Lets go of the forge, where one was asked. */
  close(): Promise<void>;
}

/** The approvals of a commit, from the forge of its repository. The forge is only asked where somebody has to agree. */
export function openApprovals(terminal: Terminal, opened: OpenedCommit, database: Database): OpenedApprovals {
  const { repository, project } = opened;
  let forge: OpenedForge | null = null;
  return {
    source: forgeApprovals({
      repository,
      directory: repository.prefix,
      environments: [...project.result.snapshots.keys()],
      cache: project.cache,
      async openForge() {
        forge = await openForge(terminal, project.directory, { database });
        return forge;
      },
    }),
    close: async () => forge?.end(),
  };
}
