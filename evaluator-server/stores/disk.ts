import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DocumentKind, Project, StoredDocument } from './documents.ts';
import { sha256 } from './documents.ts';

/** The last good copies on this machine, for a start while every store is away. */
export interface Disk {
  /**
   * Every document that is there, whole or damaged; of the named environments, or of all.
   * @throws the error of the system when the folder itself cannot be read; one that is not there yet is empty.
   */
  load(environments: readonly string[] | null): Promise<readonly DiskDocument[]>;
  /** Replaces a document in one step: whatever happens, the old or the new one is there, never a part. */
  save(document: Pick<StoredDocument, 'kind' | 'environment' | 'version' | 'body'>): Promise<void>;
  /** The audit head that was last seen, as `saveHead` got it; null: none, or damaged. */
  loadHead(): Promise<string | null>;
  saveHead(text: string): Promise<void>;
}

/** A file of the folder, or why it is none of this server's. */
export type DiskDocument =
  | { readonly document: StoredDocument }
  | { readonly kind: DocumentKind; readonly environment: string; readonly problem: string };

/** The first line of each file. The digest covers what the snapshot's own hashes do not: its version, its signature. */
interface Header {
  readonly version: number;
  readonly digest: string;
}

const FILE = /^([a-z0-9][a-z0-9._-]*)\.(snapshot|keys)$/;
const UNFINISHED = /\.[0-9a-f]{12}\.new$/;
const HEAD_FILE = 'audit-head';
/** No write of a document takes that long. */
const ABANDONED_MS = 60_000;

/**
 * Files in `<folder>/<organization>/<project>/`: `<environment>.snapshot` and `<environment>.keys`, readable by their
 * owner only; each a line of JSON `{version, digest}` and then the document as the store gave it.
 * One folder belongs to one process: two of them would overwrite each other's copies, though never with a part of one.
 */
export function openDisk(folder: string, { organization, project }: Project): Disk {
  const home = join(folder, organization, project);

  const loadFile = async (file: string, kind: DocumentKind, environment: string): Promise<DiskDocument> => {
    try {
      const content = parseFile(await readFile(join(home, file), 'utf8'));
      if (content === null) return { kind, environment, problem: `${join(home, file)} is damaged` };
      return { document: { store: 'disk', kind, environment, hash: null, ...content } };
    } catch (error) {
      return { kind, environment, problem: `${join(home, file)} cannot be read (${codeOf(error)})` };
    }
  };

  return {
    async load(environments) {
      const files = await readdir(home).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return [];
        throw error;
      });
      await Promise.all(files.filter((file) => UNFINISHED.test(file)).map((file) => sweep(join(home, file))));
      const found = files.sort().flatMap((file) => {
        const [, environment = '', kind] = FILE.exec(file) ?? [];
        const isWanted = environments?.includes(environment) ?? environment !== '';
        return isWanted && (kind === 'snapshot' || kind === 'keys') ? [loadFile(file, kind, environment)] : [];
      });
      return Promise.all(found);
    },
    save: ({ kind, environment, version, body }) =>
      replaceFile(join(home, `${environment}.${kind}`), renderFile({ version: version ?? 0, body })),
    async loadHead() {
      try {
        return parseFile(await readFile(join(home, HEAD_FILE), 'utf8'))?.body ?? null;
      } catch {
        return null;
      }
    },
    saveHead: (body) => replaceFile(join(home, HEAD_FILE), renderFile({ version: 0, body })),
  };
}

function digestOf(version: number, body: string): string {
  return sha256(`${version}\n${body}`);
}

function renderFile({ version, body }: { readonly version: number; readonly body: string }): string {
  const header: Header = { version, digest: digestOf(version, body) };
  return `${JSON.stringify(header)}\n${body}`;
}

function parseFile(text: string): { readonly version: number; readonly body: string } | null {
  const end = text.indexOf('\n');
  if (end < 0) return null;
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(text.slice(0, end)) as Partial<Header> | null;
  } catch {
    return null;
  }
  const version = header?.version;
  const body = text.slice(end + 1);
  return typeof version === 'number' && header?.digest === digestOf(version, body) ? { version, body } : null;
}

/** Removes what a crash left half written; what is young may be another process's that is being replaced by this one. */
async function sweep(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
  // The new name must outlive a power cut as well.
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}

/** The system's word for what went wrong, `ENOSPC`. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
