import { codedError } from '../coded-error.ts';
import { usageError } from '../command-error.ts';
import { describe } from '../diagnostics/codes.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { type OpenProject, reportErrors } from '../open-project.ts';
import { loadProjectName } from '../project-name.ts';
import { anchorIn } from '../publish/anchor-in.ts';
import { chooseTargets } from '../publish/choose-targets.ts';
import { openApprovals } from '../publish/open-approvals.ts';
import { compiledCommit, openCommit } from '../publish/open-commit.ts';
import { publishCommit } from '../publish/publish-commit.ts';
import {
  checkOptions,
  chosenEnvironments,
  type PublishOptions,
  parseExpectVersion,
} from '../publish/publish-options.ts';
import { openPublishedRepository } from '../publish/published-repository.ts';
import { resume } from '../publish/resume.ts';
import { loadSigner } from '../publish/signing.ts';
import { writeReport, writeResumed } from '../publish/write-report.ts';
import { openStores } from '../stores/open-stores.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `flagforge publish`: a commit to the stores. Exit 1 when an environment refuses it, 3 when a store failed. */
export async function publish(terminal: Terminal, options: PublishOptions): Promise<ExitCode> {
  const startedAt = terminal.now();
  checkOptions(options);
  if (options.resume === true) return resumePublish(terminal, options, startedAt);
  const sign = loadSigner(terminal);
  const opened = await openCommit(terminal, options.dir, options.commit ?? null);
  if (await reportErrors(terminal, opened.project, options.json === true ? { environments: [] } : null))
    return EXIT.findings;
  const environments = chosenEnvironments(opened.project, options.environment);
  const expectVersion = parseExpectVersion(options.expectVersion, environments);
  const source = compiledCommit(opened);
  const { directory } = opened.project;
  const stores = await openStores(terminal, directory);
  const approvals = openApprovals(terminal, opened, stores.database);
  const progress = createProgress(terminal, 'publishing');
  try {
    const deliverTo = chooseTargets(stores.targets, options.target);
    if (deliverTo.some(({ name }) => name === 'edge')) await checkEdge(terminal, opened.project);
    const report = await publishCommit({
      ...{ database: stores.database, targets: stores.targets, deliverTo, source, origin: 'git' },
      publisher: await resolveActor(stores.database, terminal, { organization: source.config.organization, directory }),
      ...{ environments, approvals: approvals.source, sign, expectVersion },
      writeAnchor: anchorIn(opened.repository),
      isUnapproved: options.unapproved === true,
      reason: options.reason ?? null,
      isDryRun: options.dryRun === true,
      now: terminal.now,
      onProgress: (environment) => progress.update(environments.indexOf(environment), environments.length),
    });
    progress.end();
    return await writeReport(terminal, report, options, terminal.now() - startedAt);
  } finally {
    progress.end();
    await approvals.close();
    await stores.close();
  }
}

/** Before anything is written. @throws CommandError (1, FF3184) when the edge could not hold what is published. */
async function checkEdge(terminal: Terminal, project: OpenProject): Promise<void> {
  const { findEdgeProblems } = await import('../edge/edge-findings.ts');
  for (const { code, args } of findEdgeProblems(project)) {
    if (code === 'FF3184') throw codedError(EXIT.findings, code, args);
    if (code === 'FF3186') await terminal.err.write(`warning  ${describe({ code, args }).message}\n`);
  }
}

/** `flagforge publish --resume`: what an interrupted run left undone. */
async function resumePublish(terminal: Terminal, options: PublishOptions, startedAt: number): Promise<ExitCode> {
  const found = await loadProjectName(terminal, options.dir);
  if (found === null) throw usageError(`there is no flagforge.yaml in ${options.dir}`, 'name the project with --dir');
  const { directory, organization, project } = found;
  const stores = await openStores(terminal, directory);
  try {
    const repository = await openPublishedRepository(terminal, stores.database, found);
    if (repository === null) throw codedError(EXIT.usage, 'FF4002', { folder: options.dir });
    const { database } = stores;
    const targets = chooseTargets(stores.targets, options.target);
    const writeAnchor = anchorIn(repository);
    const report = await resume({ database, targets, organization, project, writeAnchor, now: terminal.now });
    return await writeResumed(terminal, report, options, terminal.now() - startedAt);
  } finally {
    await stores.close();
  }
}
