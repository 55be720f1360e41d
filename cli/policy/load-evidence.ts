import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Forge } from '../forge/forge.ts';
import type { Evidence } from './judgement.ts';

/** How often it is read anew because somebody pushed meanwhile. */
const ATTEMPTS = 3;

/**
 * Everything that a forge knows of who wrote a change and who reviewed it, of one and the same head.
 * @throws CommandError what the forge rejects with; 3 (FF4053) when it does not tell the whole: what nobody can see, nobody
 * can judge.
 */
export async function loadEvidence(forge: Forge, number: number): Promise<Evidence> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const before = await forge.read(number);
    const [commits, reviews] = await Promise.all([forge.commits(number), forge.reviews(number)]);
    const request = await forge.read(number);
    const isSame = (['head', 'base', 'baseCommit'] as const).every((key) => request[key] === before[key]);
    if (!isSame) continue;
    if (commits.some(({ commit }) => commit === request.head)) return { request, commits, reviews };
    const missing = `its last commit ${request.head.slice(0, 7)} is not among its commits`;
    throw codedError(EXIT.outside, 'FF4053', { number, forge: forge.name, missing });
  }
  const missing = 'somebody pushes to it again and again';
  throw codedError(EXIT.outside, 'FF4053', { number, forge: forge.name, missing });
}
