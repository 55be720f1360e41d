/** Follow-up requests on GitHub are merged and closed there: what FlagForge's table says of them is brought up to date. */
import type { Database } from '../database/database.ts';
import { readFollowUpRequests } from '../emergency/follow-up-requests.ts';
import { openForge } from '../forge/open-forge.ts';
import type { NamedProject } from '../project-name.ts';
import { within } from '../targets/within.ts';
import type { Terminal } from '../terminal/terminal.ts';

const LIMIT_MS = 3_000;
/** The newest ones; older ones are asked for when these are settled. */
const ASKED_AT_ONCE = 10;

/**
 * Asks GitHub for the follow-ups that are open as far as is known. Never rejects, and takes 3 s at most: where nobody
 * answers, or this login may not write, it stays as it was.
 */
export async function settleFollowUps(terminal: Terminal, database: Database, project: NamedProject): Promise<void> {
  await within(settle(terminal, database, project), LIMIT_MS).catch(() => {});
}

async function settle(terminal: Terminal, database: Database, project: NamedProject): Promise<void> {
  const { organization } = project;
  const known = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    readFollowUpRequests(tx, project),
  );
  const open = known.filter(({ forge }) => forge === 'github').slice(0, ASKED_AT_ONCE);
  if (open.length === 0) return;
  const forge = await openForge(terminal, project.directory, { database });
  if (forge === null) return;
  try {
    if (forge.kind !== 'github') return;
    const read = await Promise.all(open.map(({ number }) => forge.read(number)));
    const settled = read.filter(({ state }) => state !== 'open');
    if (settled.length === 0) return;
    await database.transaction({ as: 'publisher', organization }, async (tx) => {
      for (const { number, state } of settled) {
        await tx.query(
          `update flagforge.change_requests set state = $4, closed_at = now()
           where organization = $1 and project = $2 and number = $3 and forge = 'github' and state = 'open'`,
          [organization, project.project, number, state],
        );
      }
    });
  } finally {
    await forge.end();
  }
}
