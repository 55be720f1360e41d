import { auditedProject } from '../audit/audited-project.ts';
import { chooseReader } from '../audit/choose-reader.ts';
import { createLineage } from '../audit/lineage.ts';
import { createCommitLoader } from '../audit/load-commit-content.ts';
import { loadRememberedHeads } from '../audit/load-remembered-heads.ts';
import { renderVerification, verificationJson } from '../audit/render-verification.ts';
import { verifyLog } from '../audit/verify-log.ts';
import { codedError } from '../coded-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openPublishedRepository } from '../publish/published-repository.ts';
import { openStores } from '../stores/open-stores.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface AuditVerifyOptions {
  readonly dir: string;
  readonly json?: true;
}

/** `flagforge audit verify`: proves the log of the project's organisation. Exit 1 when it is not as it was written. */
export async function auditVerify(terminal: Terminal, options: AuditVerifyOptions): Promise<ExitCode> {
  const startedAt = terminal.now();
  const name = await auditedProject(terminal, options.dir);
  const { directory, organization } = name;
  const { database, targets, close } = await openStores(terminal, directory);
  const progress = createProgress(terminal, 'proving');
  try {
    const repository = await openPublishedRepository(terminal, database, name);
    const reader = await chooseReader(database);
    const remembered = await loadRememberedHeads(database, reader, repository, targets, organization);
    const verification = await verifyLog({
      ...{ database, organization, reader, remembered },
      loadCommit: createCommitLoader(repository),
      descends: createLineage(repository),
      onProgress: progress.update,
    });
    progress.end();
    const isProved = verification.found.errorCount === 0;
    if (isProved && verification.entries === 0)
      throw codedError(EXIT.usage, 'FF3069', {
        what: `nothing was published for ${organization} in ${database.address} yet`,
        next: 'flagforge publish writes the first entries',
      });
    const elapsedMs = terminal.now() - startedAt;
    await terminal.out.write(
      options.json === true
        ? `${JSON.stringify(verificationJson(verification, elapsedMs), null, 2)}\n`
        : renderVerification(verification, terminal.out.style, elapsedMs),
    );
    return isProved ? EXIT.clean : EXIT.findings;
  } finally {
    progress.end();
    await close();
  }
}
