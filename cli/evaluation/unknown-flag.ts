import { suggestName } from '../compile/index.ts';
import { flagKeys } from '../flag-names.ts';
import type { OpenProject } from '../open-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Says on stderr why a flag that was named is in no snapshot; the answer itself is `flag_not_found`, as a server's would be. */
export async function noteUnknownFlag(terminal: Terminal, project: OpenProject, key: string): Promise<void> {
  const flag = project.result.project?.flags.find((candidate) => candidate.key === key);
  if (flag?.archived === true) await terminal.err.write(`note: ${key} is archived, so it is in no snapshot\n`);
  if (flag !== undefined) return;
  const near = suggestName(key, flagKeys(project.files));
  await terminal.err.write(
    `note: there is no flag ${JSON.stringify(key)} in this project${near === undefined ? '' : `; did you mean ${near}?`}\n`,
  );
}
