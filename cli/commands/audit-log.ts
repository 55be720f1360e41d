import { auditedProject } from '../audit/audited-project.ts';
import { chooseReader } from '../audit/choose-reader.ts';
import { type AuditLogOptions, parseLogFilter } from '../audit/log-filter.ts';
import { readLog } from '../audit/read-log.ts';
import { createLogText, entryJson } from '../audit/render-log.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openDatabase } from '../stores/open-database.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `flagforge audit log`: who changed what, newest first. Written page by page, whatever its length. */
export async function auditLog(terminal: Terminal, options: AuditLogOptions): Promise<ExitCode> {
  const filter = parseLogFilter(options, terminal.now());
  const { directory, organization, project } = await auditedProject(terminal, options.dir);
  const database = await openDatabase(terminal, directory);
  const { out, err } = terminal;
  const render = createLogText({ style: out.style, now: terminal.now(), columns: out.columns });
  const isJson = options.json === true;
  let count = 0;
  let isCut = false;
  try {
    const reader = await chooseReader(database);
    if (isJson) await out.write(`${JSON.stringify({ organization, project }).slice(0, -1)},"entries":[`);
    for await (const page of readLog(database, reader, { organization, project }, filter)) {
      const texts = page.entries.map((entry) => JSON.stringify(entryJson(entry)));
      await out.write(isJson ? `${count === 0 ? '\n' : ',\n'}${texts.join(',\n')}` : render(page.entries));
      count += page.entries.length;
      isCut = page.isCut;
    }
    if (isJson) await out.write(`\n],"isCut":${isCut}}\n`);
    else if (count === 0) await err.write(`no entry of ${organization}/${project} is like this\n`);
    else if (isCut)
      await err.write(
        `${err.style.dim(`the newest ${countOf(count, 'entry', 'entries')}; --limit all shows the others`)}\n`,
      );
    return EXIT.clean;
  } finally {
    await database.close();
  }
}
