import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** From this file's folder in the package, or in what is built of it. */
const FILES = ['../deploy/template.yaml', '../../deploy/template.yaml'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * The CloudFormation template of a distribution, its function and its store, with the function's text in its place. It stays
 * under the 51,200 bytes that a template may have without a bucket.
 * @param code a function's text, as `functionCode` gives it
 */
export function stackTemplate(code: string): string {
  const file = FILES.find(existsSync);
  if (file === undefined) throw new Error('deploy/template.yaml is missing from @flagforge/edge');
  // JSON's strings are YAML's double-quoted ones.
  return readFileSync(file, 'utf8').replace(/__FUNCTION_CODE__/, () => JSON.stringify(code));
}
