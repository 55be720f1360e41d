import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatDuration } from '../terminal/time.ts';
import { anchorRow, deliveryRow } from './report-rows.ts';
import type { ResumeReport } from './resume.ts';

/** What `publish --resume` found, and what it finished. Ends with a line end. */
export function renderResumed(
  { environments, anchor }: ResumeReport,
  { style, elapsedMs }: { readonly style: Style; readonly elapsedMs: number },
): string {
  if (environments.length === 0) return 'Nothing of this project was published yet.\n';
  const rows = environments.flatMap(({ place, version, deliveries }) => {
    const head = [style.bold(printable(place.environment)), 'Postgres', `v${version}`, ''];
    return [head, ...deliveries.map((delivery) => ['', ...deliveryRow(delivery, style)])];
  });
  const anchored = anchor === null ? [] : [['', ...anchorRow(anchor, style)]];
  const isInOrder =
    anchor?.problem == null &&
    environments.every(({ deliveries }) => deliveries.every(({ problem }) => problem === null));
  const repaired = environments
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ outcome }) => outcome === 'written').length;
  const end = !isInOrder
    ? style.red('Not everything is in order.')
    : repaired === 0 && anchor === null
      ? style.green('Everything was in order.')
      : style.green('Everything is in order now.');
  return `${[...renderColumns([...rows, ...anchored]), `${end} ${style.dim(`Took ${formatDuration(elapsedMs)}.`)}`].join('\n')}\n`;
}
