import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergingAlone } from './merge-lock.ts';

test("a lock that cannot be written is the world's fault, said with what it means for the merge", async () => {
  const place = { folder: join(tmpdir(), 'flagforge-is-not-there'), env: {} };
  await expect(mergingAlone(place, async () => 'merged')).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('a part of its path does not exist'),
    hints: ['nothing was merged'],
  });
});
