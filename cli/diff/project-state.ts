import type { Snapshot } from '@flagforge/sdk/engine';
import type { Project, SourceFile } from '../compile/index.ts';

/** A project as one commit, or the folder, has it: without errors, compiled. What a diff compares. */
export interface ProjectState {
  readonly files: readonly SourceFile[];
  readonly project: Project;
  /** Environment -> its snapshot, in the project's order. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
}
