import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FunctionConfig, PackedSource } from '../function/config.ts';
import { placeKeys } from '../pack/place-keys.ts';
import type { AttributeSource, EdgeFunctionConfig } from './function-config.ts';

/** Beside this file's folder in the package, or in what is built of it. */
const FILES = ['../function.txt', '../dist/function.txt'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const FOLDERS = { header: 'headers', cookie: 'cookies' } as const;

/** A value as a JavaScript literal: names of members without quotes where they need none. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  if (typeof value !== 'object' || value === null)
    return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}:${literal(member)}`)
    .join()}}`;
}

function packAttribute({ attribute, from, name }: AttributeSource): PackedSource {
  return [attribute, FOLDERS[from], from === 'header' ? name.toLowerCase() : name];
}

/**
 * The text of a function, ready to upload: what was built, with its configuration filled in. Names of headers are written in
 * lower case, as the runtime gives them.
 * @throws Error when the package was not built.
 */
export function functionCode({ place, contextInQuery = false, vary }: EdgeFunctionConfig): string {
  const file = FILES.find(existsSync);
  if (file === undefined) throw new Error('the edge function was not built: run npm run build');
  const config: FunctionConfig = {
    root: placeKeys(place).pointer,
    ...(contextInQuery ? { query: 1 } : {}),
    flags: vary?.flags ?? [],
    ...(vary === undefined ? {} : { as: FOLDERS[vary.as], attributes: vary.attributes.map(packAttribute) }),
  };
  return readFileSync(file, 'utf8').replace('__CONFIG__', () => literal(config));
}
