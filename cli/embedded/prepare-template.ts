/**
 * Prepares the data folder that `flagforge dev` starts from; the last step of building this package. It takes some three
 * seconds and is skipped while the template there is of these migrations and this PGlite. It never fails a build: without a
 * template the first `dev` of a project takes those seconds.
 */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { openEmbedded } from './open-embedded.ts';
import { findTemplate, TEMPLATE_FOLDER, templateName } from './template.ts';

async function prepareTemplate(): Promise<void> {
  if (findTemplate() !== null) return;
}

await prepareTemplate().catch(() => {});
