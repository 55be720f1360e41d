/** The built console: what the browser loads, and what renders its pages. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { PageRenderer } from '../../api/page-context.ts';

/** A file for the browser, whole, so that serving one touches no disk and no path of a request reaches one. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Smaller than `body`; null: the type does not compress. */
  readonly gzip: Buffer | null;
  readonly etag: string;
}

export interface BuiltPages {
  /** The page that all others are loaded into. */
  readonly shell: Asset;
  /** By path: `/assets/index-b4c2.js`. Their names change with their content. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly renderer: PageRenderer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** `dist/web`, from the compiled code and from its source alike. */
function builtFolder(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const compiled = join(here, '..', '..', 'web');
  return here.includes(`${sep}dist${sep}`) ? compiled : join(here, '..', '..', 'dist', 'web');
}

/** Loads what `npm run build` made; null: it was not built. */
export async function loadBuiltPages(folder = builtFolder()): Promise<BuiltPages | null> {
  const client = join(folder, 'client');
  const server = join(folder, 'rsc', 'index.js');
  if (!existsSync(join(client, 'index.html')) || !existsSync(server)) return null;
  const renderer = (await import(pathToFileURL(server).href)) as PageRenderer;
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(client, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    assets.set(`/${path.slice(client.length + 1).replaceAll(sep, '/')}`, assetOf(readFileSync(path), type));
  }
  const shell = assets.get('/index.html');
  if (shell === undefined) throw new TypeError('it was there a moment ago');
  assets.delete('/index.html');
  return { shell, assets, renderer };
}

/** An asset of these bytes. */
export function assetOf(body: Buffer, type: string): Asset {
  const gzip = type.startsWith('font/') ? null : gzipSync(body, { level: 9 });
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { type, body, gzip: gzip !== null && gzip.length < body.length ? gzip : null, etag };
}
