import { resolve } from 'node:path';
import { escapeMarkdown } from '../diff/reporters/escape-markdown.ts';
import { renderMarkdown } from '../diff/reporters/render-markdown.ts';
import type { DiffReport } from '../diff/reporters/report.ts';
import { isChange } from '../diff/reporters/words.ts';
import { needForge } from '../forge/open-forge.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Comparison, pathInRepository } from './open-comparison.ts';

/** Finds its own comment again; one for each project of a repository. */
const markerOf = (directory: string): string =>
  directory === 'flags' || directory === ''
    ? 'flagforge-diff'
    : `flagforge-diff-${directory.replace(/[^A-Za-z0-9]+/g, '-')}`;

const MAX_FINDINGS = 20;

/**
 * Writes the comment on a change request, or rewrites the one that is there.
 * @param number of the request; null: nobody asked for a comment.
 * @param report null: the change has mistakes.
 * @throws CommandError 2 without a forge, or a request; 3 when the forge does not take it.
 */
export async function commentOn(
  terminal: Terminal,
  dir: string,
  number: number | null,
  comparison: Comparison,
  report: DiffReport | null,
): Promise<void> {
  if (number === null) return;
  const forge = await needForge(terminal, resolve(terminal.cwd, dir));
  try {
    const markdown = report === null ? renderMistakes(comparison) : renderMarkdown(report);
    // Most requests of most repositories touch no flag: they get no comment, unless an earlier one has become wrong.
    const isSilent = report !== null && !isChange(report);
    await forge.comment(number, markerOf(comparison.directory), markdown, isSilent);
    const what = isSilent ? 'nothing changes: no comment, or the one there says so, on' : 'written on';
    await terminal.err.write(`${what} request #${number} of ${forge.name}\n`);
  } finally {
    await forge.end();
  }
}

function renderMistakes({ head, directory }: Comparison): string {
  const diagnostics = head.project?.result.diagnostics ?? [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const lines = errors.slice(0, MAX_FINDINGS).map(({ file, range, code, message }) => {
    const place = `${pathInRepository(directory, file)}:${range.start.line}`;
    return `- ${escapeMarkdown(place)} ${code}: ${escapeMarkdown(message)}`;
  });
  const more = errors.length > MAX_FINDINGS ? [`- and ${errors.length - MAX_FINDINGS} more`] : [];
  return [
    '### This change has mistakes',
    '',
    'What it does cannot be said before they are mended:',
    '',
    ...lines,
    ...more,
    '',
  ].join('\n');
}
