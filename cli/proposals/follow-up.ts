/** Opens the change request that follows an emergency: after it, within a time limit, and never to its harm. */
import { abandonWork } from '../abandoned-work.ts';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import type { FollowUp } from '../emergency/follow-up.ts';
import { followUpsIn } from '../emergency/follow-up-marker.ts';
import { EXIT } from '../exit-codes.ts';
import type { Forge, ForgeUser } from '../forge/forge.ts';
import { openForge } from '../forge/open-forge.ts';
import type { Actor } from '../identity/actor.ts';
import { loadProjectName, type NamedProject } from '../project-name.ts';
import { TimeoutError, within } from '../targets/within.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openProposal, openProposalBase, type ProposalBase, type ProposalDraft } from './proposal-base.ts';

/** GitHub wants a second between writes, and there are four of them. */
const LIMIT_MS = 15_000;
/** How many open requests are looked through for one that does the same. */
const LOOKED_THROUGH = 100;

type Draft = (base: ProposalBase) => Promise<ProposalDraft | null>;

export interface FollowUpTools {
  readonly terminal: Terminal;
  readonly project: NamedProject;
  readonly database: Database;
  /** Who did it: they cannot approve the request. */
  readonly actor: Actor;
  /** A forge that is open already, or all that a proposal is made on, as the console has it. Default: the project's own. */
  readonly opened?: Forge | ProposalBase;
  /** How long it may take, in ms. Default 15 s. */
  readonly limitMs?: number;
}

/**
 * Opens a change request with what `draft` makes of the newest files; null from it: they say so already. Never rejects.
 */
export async function followUp(tools: FollowUpTools, draft: Draft): Promise<FollowUp> {
  const limitMs = tools.limitMs ?? LIMIT_MS;
  try {
    return await within(propose(tools, draft), limitMs);
  } catch (error) {
    if (error instanceof CommandError) return { kind: 'failed', problem: error };
    if (error instanceof TimeoutError) {
      abandonWork();
      return { kind: 'failed', problem: codedError(EXIT.outside, 'FF4225', { seconds: limitMs / 1000 }) };
    }
    // A bug of ours must not look like a kill that failed.
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', problem: codedError(EXIT.bug, 'FF4227', { why }) };
  }
}

async function propose(tools: FollowUpTools, draft: Draft): Promise<FollowUp> {
  const { terminal, project, database } = tools;
  const { opened } = tools;
  if (opened !== undefined) return proposeOn('commit' in opened ? opened : await baseOf(opened, tools), tools, draft);
  if (!(await isCheckoutOf(terminal, project))) return { kind: 'none' };
  const forge = await openForge(terminal, project.directory, { database });
  if (forge === null) return { kind: 'none' };
  try {
    return await proposeOn(await baseOf(forge, tools), tools, draft);
  } finally {
    await forge.end();
  }
}

const baseOf = (forge: Forge, { terminal, project }: FollowUpTools): Promise<ProposalBase> =>
  openProposalBase(terminal, project.directory, forge);

async function proposeOn(base: ProposalBase, { actor }: FollowUpTools, draft: Draft): Promise<FollowUp> {
  const { forge } = base;
  const proposal = await draft(base);
  if (proposal === null) return { kind: 'in-git', branch: await forge.baseBranch() };
  const open = await forge.list({ state: 'open', limit: LOOKED_THROUGH });
  const same = open.find(({ title, body }) => title === proposal.title && followUpsIn(body).length > 0);
  if (same !== undefined) return { kind: 'already-open', request: same };
  return { kind: 'opened', request: await openProposal(base, proposal, proposerOf(actor)) };
}

/** With --project the folder may be that of another project, or of none. */
async function isCheckoutOf(terminal: Terminal, { directory, organization, project }: NamedProject): Promise<boolean> {
  try {
    const found = await loadProjectName(terminal, directory);
    return found !== null && found.organization === organization && found.project === project;
  } catch {
    return false;
  }
}

function proposerOf({ identity, person }: Actor): ForgeUser {
  return { identity, kind: identity.endsWith('[bot]') ? 'bot' : 'human', name: person ?? identity, claims: [] };
}
