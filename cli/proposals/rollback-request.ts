/** The change request that reverts in git what a rollback withdrew. @see contract 6 */
import { codedError } from '../coded-error.ts';
import type { CompileResult } from '../compile/index.ts';
import type { Change } from '../diff/change.ts';
import { describeChange, nameOfChange } from '../diff/describe-change.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { policyOfPublished } from '../emergency/break-glass.ts';
import type { EmergencyTools } from '../emergency/emergency-tools.ts';
import type { FollowUp } from '../emergency/follow-up.ts';
import { followUpMarker } from '../emergency/follow-up-marker.ts';
import type { RollbackPlan } from '../emergency/plan-rollback.ts';
import { EXIT } from '../exit-codes.ts';
import type { Forge } from '../forge/forge.ts';
import type { NamedProject } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { compileFiles, hasErrors, withFiles } from './compile-files.ts';
import { followUp } from './follow-up.ts';
import { asCode, asMarkdown } from './markdown.ts';
import { type DraftFile, loadTextAt, type ProposalBase, type ProposalDraft } from './proposal-base.ts';
import { filesOfChanges, listOfSegment, revertFiles, type Texts } from './revert-files.ts';

/**
 * Opens the request that brings the flags, segments and groups of the environment back to what is served again, by edits
 * of the newest files on the base branch. Nothing where nothing is held. Never rejects.
 * @param opened a forge that is open already, or what it is proposed on; default: the project's own.
 */
export async function requestRevert(
  terminal: Terminal,
  { database, publisher }: EmergencyTools,
  project: NamedProject,
  plan: RollbackPlan,
  opened?: Forge | ProposalBase,
): Promise<FollowUp> {
  if (plan.hold === null) return { kind: 'none' };
  const actor = publisher.actor(policyOfPublished(plan.before));
  return followUp({ terminal, project, database, actor, ...(opened && { opened }) }, async (base) =>
    draftRevert(terminal, project.directory, base, plan, actor.person ?? actor.identity),
  );
}

/**
 * null: the base branch serves that already.
 * @throws CommandError (2) when the restored commit is not in this clone; (1, FF4226) where it does not compile.
 */
export async function draftRevert(
  terminal: Terminal,
  directory: string,
  base: ProposalBase,
  plan: RollbackPlan,
  who: string,
): Promise<ProposalDraft | null> {
  const { environment, version } = plan.request;
  const present = await compileFiles(terminal, directory, base.files);
  const changes = remaining(present, plan);
  if (changes.length === 0) return null;
  const texts = await loadTexts(base, plan, changes);
  let why = '';
  for (const isWhole of [false, true]) {
    const reverted = revertFiles(changes, environment, texts, isWhole);
    if (reverted.kind === 'refused')
      throw codedError(EXIT.findings, reverted.problem.code, { ...reverted.problem.args, file: reverted.file });
    const compiled = await compileFiles(terminal, directory, withFiles(base.files, reverted.files));
    if (!hasErrors(compiled)) {
      const left = remaining(compiled, plan);
      // Edits that say less than the older files would: those are taken as they are.
      if (left.length > 0 && !isWhole) continue;
      const title = `Roll ${environment} back to v${version}`;
      return { title, body: revertBody(plan, { who, changes, left, files: reverted.files }), files: reverted.files };
    }
    const error = compiled.diagnostics.find(({ severity }) => severity === 'error');
    why = error === undefined ? '' : `${error.file}:${error.range.start.line} ${error.message}`;
  }
  throw codedError(EXIT.findings, 'FF4226', { why });
}

/** What the files say in another way than what is served again. */
function remaining({ snapshots }: CompileResult, { content, request, changes }: RollbackPlan): Change[] {
  const snapshot = snapshots.get(request.environment);
  // Files with errors say nothing: everything that was withdrawn is to be reverted.
  if (snapshot === undefined) return [...changes];
  const withdrawn = new Set(changes.map(idOf));
  // What others changed since is their own affair: publish lets it pass.
  return diffSnapshots(snapshot, content).filter((change) => withdrawn.has(idOf(change)));
}

const idOf = ({ subject, name }: Change): string => `${subject} ${name}`;

async function loadTexts(
  { repository, commit, directory }: ProposalBase,
  { restored }: RollbackPlan,
  changes: readonly Change[],
): Promise<{ readonly newest: Texts; readonly restored: Texts }> {
  if (!(await repository.has(restored.commit)))
    throw codedError(EXIT.usage, 'FF4004', { ref: restored.commit, isId: true });
  const load = async (at: string, folder: string): Promise<Texts> => {
    const texts = new Map<string, string>();
    const add = async (path: string): Promise<void> => {
      const text = await loadTextAt(repository, at, folder, path);
      if (text === null) return;
      texts.set(path, text);
      const list = path.startsWith('segments/') && path.endsWith('.yaml') ? listOfSegment(path, text) : null;
      if (list !== null && !texts.has(list)) await add(list);
    };
    for (const path of filesOfChanges(changes)) await add(path);
    return texts;
  };
  return {
    newest: await load(commit, directory),
    restored: await load(restored.commit, restored.directory),
  };
}

interface Reverted {
  readonly who: string;
  readonly changes: readonly Change[];
  /** What it cannot bring back. */
  readonly left: readonly Change[];
  readonly files: readonly DraftFile[];
}

function revertBody({ request, before, restored }: RollbackPlan, { who, changes, left, files }: Reverted): string {
  const { environment, version, reason } = request;
  const rows = (of: readonly Change[]): string =>
    of
      .flatMap((change) =>
        describeChange(change).map((line) => `- ${asCode(nameOfChange(change))}: ${asMarkdown(line)}`),
      )
      .join('\n');
  const gone = files.filter(({ text }) => text === null).map(({ path }) => asCode(path));
  return [
    `**${asMarkdown(environment)}** was rolled back from v${before.version} to the content of v${version} (commit ${asCode(restored.commit.slice(0, 7))}) by ${asMarkdown(who)}, by break-glass.`,
    `**Why:** ${asMarkdown(reason)}`,
    `It serves that already, and is held: nothing is published there that would bring the change back. This reverts it in git:`,
    rows(changes),
    ...(gone.length === 0
      ? []
      : [`Files that were not there then are taken out, for every environment: ${gone.join(', ')}.`]),
    ...(left.length === 0 ? [] : [`**Not reverted by this**, because others have built on it:\n\n${rows(left)}`]),
    `Once this is merged and published, the hold ends by itself.`,
    followUpMarker(['rollback', environment]),
  ].join('\n\n');
}
