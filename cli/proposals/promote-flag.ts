/** Promotes a flag's settings from one environment to another: as a change request, or in the files on the disk. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError, usageError } from '../command-error.ts';
import { suggestName } from '../compile/index.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { forgeMissing, openForge } from '../forge/open-forge.ts';
import { loadProjectFolder } from '../open-project.ts';
import { replaceFile } from '../replace-file.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { PROMOTABLE, type Promotable } from './plan-promotion.ts';
import { type PreparedPromotion, type PromotionRequest, preparePromotion } from './prepare-promotion.ts';
import { type PromotionOutcome, promotionBody, promotionTitle } from './promotion-report.ts';
import { loadTextAt, openProposal, openProposalBase } from './proposal-base.ts';
import { whoProposes } from './who-proposes.ts';

export interface PromoteChoice {
  /** The project's folder as it was typed. */
  readonly dir: string;
  readonly request: PromotionRequest;
  readonly title: string | null;
  readonly reason: string | null;
  /** `look`: nothing is changed. `write`: the file on the disk. `propose`: a change request. */
  readonly mode: 'look' | 'write' | 'propose';
}

/**
 * @param agree called before anything is changed; rejects to stop.
 * @throws CommandError (2) for names that are not there, or without a place for change requests; (1) for a project with
 * errors, or what the forge refuses; (3) when the outside world fails.
 */
export async function promoteFlag(
  terminal: Terminal,
  choice: PromoteChoice,
  agree: (promotion: PreparedPromotion) => Promise<void>,
): Promise<{ readonly promotion: PreparedPromotion; readonly outcome: PromotionOutcome }> {
  const directory = resolve(terminal.cwd, choice.dir);
  // Its messages know where projects are.
  const onDisk = await loadProjectFolder(terminal, choice.dir);
  const forge = choice.mode === 'write' ? null : await openForge(terminal, directory);
  try {
    if (forge === null) {
      if (choice.mode === 'propose') throw await nowhere(terminal, directory);
      const text = (path: string): Promise<string | null> => readFile(join(directory, path), 'utf8').catch(() => null);
      const promotion = await preparePromotion(terminal, { directory, files: onDisk.files, text }, choice.request);
      if (promotion.keys.length === 0) return { promotion, outcome: { kind: 'nothing' } };
      if (choice.mode === 'look') return { promotion, outcome: { kind: 'shown' } };
      await agree(promotion);
      const { path } = promotion;
      await replaceFile(join(directory, path), promotion.text, labelOf(choice.dir, path));
      return { promotion, outcome: { kind: 'written' } };
    }
    const proposer = choice.mode === 'look' ? null : await whoProposes(terminal, directory, forge);
    const base = await openProposalBase(terminal, directory, forge);
    const text = (path: string) => loadTextAt(base.repository, base.commit, base.directory, path);
    const promotion = await preparePromotion(terminal, { directory, files: base.files, text }, choice.request);
    if (promotion.keys.length === 0) return { promotion, outcome: { kind: 'nothing' } };
    if (choice.mode === 'look') return { promotion, outcome: { kind: 'shown' } };
    await agree(promotion);
    const draft = {
      title: choice.title ?? promotionTitle(promotion),
      body: promotionBody(promotion, choice.reason),
      files: [{ path: promotion.path, text: promotion.text }],
    };
    return { promotion, outcome: { kind: 'opened', request: await openProposal(base, draft, proposer) } };
  } finally {
    await forge?.end();
  }
}

async function nowhere(terminal: Terminal, directory: string): Promise<CommandError> {
  const { exitCode, message, hints, code } = await forgeMissing(terminal, directory);
  return new CommandError(
    exitCode,
    message,
    [...hints, 'or change the file here: the same command with --write'],
    code,
  );
}

/**
 * `rules,default`, or several times.
 * @throws CommandError (2) for anything else.
 */
export function parseOnly(given: readonly string[]): Promotable[] {
  const words = given.flatMap((text) => text.split(',')).map((word) => word.trim());
  return words.map((word) => {
    const found = PROMOTABLE.find((key) => key === word);
    if (found !== undefined) return found;
    const near = suggestName(word, PROMOTABLE);
    throw usageError(
      `--only ${JSON.stringify(word)} is nothing that can be promoted`,
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      `one or more of: ${PROMOTABLE.join(', ')}`,
    );
  });
}
