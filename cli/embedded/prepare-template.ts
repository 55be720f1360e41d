/**
 * Prepares the data folder that `flagforge dev` starts from; the last step of building this package. It takes some three
 * seconds and is skipped while the template there is of these migrations and this PGlite. It never fails a build: without a
 * template the first `dev` of a project takes those seconds.
 */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../database/apply-migrations.ts';
import { makeFolder } from '../make-folder.ts';
import { packFolder } from './folder-archive.ts';
import { openEmbedded } from './open-embedded.ts';
import { findTemplate, TEMPLATE_FOLDER, templateName } from './template.ts';

async function prepareTemplate(): Promise<void> {
  const name = templateName();
  if (findTemplate() !== null) return;
  const work = mkdtempSync(join(tmpdir(), 'flagforge-template-'));
  try {
    const folder = join(work, 'pg');
    const database = await openEmbedded(folder);
    await applyMigrations(database);
    await database.close();
    makeFolder(TEMPLATE_FOLDER);
    // Two builds may run at once; the template is there whole or not at all.
    const draft = join(TEMPLATE_FOLDER, `${process.pid}.draft`);
    writeFileSync(draft, packFolder(folder));
    renameSync(draft, join(TEMPLATE_FOLDER, name));
    for (const other of readdirSync(TEMPLATE_FOLDER)) {
      if (other !== name) rmSync(join(TEMPLATE_FOLDER, other), { force: true });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

await prepareTemplate().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  process.stderr.write(`note: the template of the embedded Postgres was not prepared (${reason})\n`);
});
