/** The change request that makes a kill last: git says what break-glass did. @see contract 6 */
import { codedError } from '../coded-error.ts';
import { policyOfPublished } from '../emergency/break-glass.ts';
import type { EmergencyTools } from '../emergency/emergency-tools.ts';
import type { FollowUp } from '../emergency/follow-up.ts';
import { followUpMarker } from '../emergency/follow-up-marker.ts';
import type { KillReport } from '../emergency/kill-report.ts';
import { isKilledByOverlay } from '../emergency/overlays.ts';
import { findFlag } from '../emergency/plan-kill.ts';
import { loadPublishedEnvironments } from '../emergency/published-environments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Forge } from '../forge/forge.ts';
import type { NamedProject } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { followUp } from './follow-up.ts';
import { killEverywhere, killInEnvironments } from './kill-edits.ts';
import { asCode, asMarkdown } from './markdown.ts';
import { loadTextAt, type ProposalBase, type ProposalDraft } from './proposal-base.ts';

/** What was killed, and what it is to be called. */
interface Killed {
  readonly flag: string;
  readonly reason: string;
  /** Who did it, to be shown. */
  readonly who: string;
  /** Where it is killed now. */
  readonly environments: readonly string[];
  readonly isEverywhere: boolean;
  /** The command line that takes it back. */
  readonly undo: string;
}

/**
 * Opens the request: `killed: true` where the flag is killed in every environment that has it, else `enabled: false` in
 * those in which it is killed. Nothing where no kill is laid over it. A kill whose request could not be opened is followed
 * up by the same command again. Never rejects.
 * @param opened a forge that is open already, or what it is proposed on; default: the project's own.
 */
export async function requestKill(
  terminal: Terminal,
  { database, publisher }: EmergencyTools,
  project: NamedProject,
  { plan, environments: done, undo }: KillReport,
  opened?: Forge | ProposalBase,
): Promise<FollowUp> {
  const { flag } = plan.request;
  const [first] = plan.environments;
  const held = done.filter(({ outcome, already }) => outcome === 'killed' || already === 'overlay');
  if (first === undefined || held.length === 0) return { kind: 'none' };
  // Who killed it before, and why, is in the audit log.
  const note = held.some(({ outcome }) => outcome === 'killed') ? null : (held[0]?.note ?? null);
  const actor = publisher.actor(policyOfPublished(first.before));
  return followUp({ terminal, project, database, actor, ...(opened && { opened }) }, async (base) => {
    const published = await loadPublishedEnvironments(database, project, null);
    const having = published.filter((each) => findFlag(each, flag) !== null);
    const killed = having.filter((each) => isKilledByOverlay(each.overlays, flag));
    const isEverywhere = having.every((each) => killed.includes(each) || findFlag(each, flag)?.killed === true);
    const environments = isEverywhere
      ? killed.map(({ place }) => place.environment)
      : held.map((each) => each.environment);
    const who = note?.who ?? actor.person ?? actor.identity;
    const reason = note?.reason ?? plan.request.reason;
    return draftKill(base, { flag, reason, who, environments, isEverywhere, undo });
  });
}

/** null: the file says it already, or there is none. */
export async function draftKill(base: ProposalBase, killed: Killed): Promise<ProposalDraft | null> {
  const { flag, environments, isEverywhere } = killed;
  const path = `${flag}.yaml`;
  const text = await loadTextAt(base.repository, base.commit, base.directory, path);
  if (text === null) return null;
  const edits = isEverywhere ? killEverywhere(text) : killInEnvironments(text, environments);
  if (edits.kind === 'refused')
    throw codedError(EXIT.findings, edits.problem.code, { ...edits.problem.args, file: path });
  if (edits.text === text) return null;
  const hasTests = base.files.some((file) => file.path === `${flag}.test.yaml`);
  const title = isEverywhere ? `Kill ${flag}` : `Turn ${flag} off in ${environments.join(', ')}`;
  return { title, body: killBody(killed, edits.lines, hasTests), files: [{ path, text: edits.text }] };
}

function killBody(
  { flag, reason, who, environments, isEverywhere, undo }: Killed,
  lines: readonly string[],
  hasTests: boolean,
): string {
  const where = isEverywhere ? 'every environment' : environments.map((name) => `**${asMarkdown(name)}**`).join(', ');
  const after = `Once this is published, the kill has done its work and ends by itself: ${asCode(`${flag}.yaml`)} keeps the flag off.`;
  return [
    `${asCode(flag)} was killed in ${where} by ${asMarkdown(who)}, by break-glass.`,
    `**Why:** ${asMarkdown(reason)}`,
    `It is off there already. This makes git say the same, so that it stays off for a reason that everybody can read:`,
    lines.map((line) => `- ${line}`).join('\n'),
    after,
    `To turn it on again instead, close this and run ${asCode(undo)}.`,
    ...(hasTests ? [`Tests in ${asCode(`${flag}.test.yaml`)} that expect it to be on will have to change too.`] : []),
    ...environments.map((environment) => followUpMarker(['kill', flag, environment])),
  ].join('\n\n');
}
