import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type GitPlace, gitFailed, runGit } from './run-git.ts';

/** A blob's bytes; null: it is larger than was asked for, and was not kept. */
export type BlobBytes = Buffer | null;

const LINE_FEED = 0x0a;

/**
 * Reads blobs in one `git cat-file --batch`: 10,000 small ones in some 100 ms.
 * @param ids full ids; each is read once, however often it is named.
 * @param limit bytes. What is larger is read past, not kept.
 * @throws CommandError (3) when one is missing: the repository is damaged, or only a part of it is here.
 */
export async function readBlobs(
  place: GitPlace,
  ids: Iterable<string>,
  limit: number,
): Promise<Map<string, BlobBytes>> {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, BlobBytes>();
  if (wanted.length === 0) return blobs;
  const parser = createBatchParser(limit, (id, bytes) => blobs.set(id, bytes));
  const run = await runGit(place, ['cat-file', '--batch', '--buffer'], {
    input: wanted.map((id) => `${id}\n`),
    onOutput: parser.take,
  });
  if (run.exitCode !== 0) throw gitFailed('cat-file', run.stderr);
  const missing = wanted.find((id) => !blobs.has(id));
  if (missing !== undefined) throw codedError(EXIT.outside, 'FF4010', { object: missing });
  return blobs;
}

interface BatchParser {
  take(chunk: Buffer): void;
}

/** Reads `<id> <type> <size>\n<bytes>\n`, whatever the chunks; `<id> missing\n` is passed over. */
function createBatchParser(limit: number, onBlob: (id: string, bytes: BlobBytes) => void): BatchParser {
  let header: Buffer[] = [];
  let body: { readonly id: string; readonly size: number; readonly parts: Buffer[]; left: number } | null = null;

  const takeHeader = (chunk: Buffer, from: number): number => {
    const end = chunk.indexOf(LINE_FEED, from);
    header.push(chunk.subarray(from, end === -1 ? chunk.length : end));
    if (end === -1) return chunk.length;
    const [id = '', type, size] = Buffer.concat(header).toString('latin1').split(' ');
    header = [];
    // One more for the line feed behind it.
    if (type === 'blob') body = { id, size: Number(size), parts: [], left: Number(size) + 1 };
    return end + 1;
  };

  const takeBody = (blob: NonNullable<typeof body>, chunk: Buffer, from: number): number => {
    const end = Math.min(chunk.length, from + blob.left);
    if (blob.size <= limit) blob.parts.push(chunk.subarray(from, end));
    blob.left -= end - from;
    if (blob.left === 0) {
      onBlob(blob.id, blob.size <= limit ? Buffer.concat(blob.parts).subarray(0, blob.size) : null);
      body = null;
    }
    return end;
  };

  return {
    take(chunk) {
      for (let at = 0; at < chunk.length; ) at = body === null ? takeHeader(chunk, at) : takeBody(body, chunk, at);
    },
  };
}
