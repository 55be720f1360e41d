/** How the local forge writes in git who made a commit. Only this code writes to that repository. */
import type { Author, ForgeUser } from '../forge.ts';

/** A user whose identity was verified. */
export type VerifiedUser = ForgeUser & { readonly identity: string };

const TRAILER = 'FlagForge-Verified';
const IDENTITY = /^(?:clerk|github|database|local):[^\s<>"'\\]{1,200}$/;

/** Whether a user can be held to what they do: by a person's identity, and not by a role or a machine's. */
export function isVerified(user: ForgeUser): user is VerifiedUser {
  return user.identity !== null && IDENTITY.test(user.identity) && !user.identity.startsWith('clerk:org:');
}

/**
 * The name and address of a user as git takes them: `Ada <user_ada@clerk.local>`. They are for people to read; who it
 * was, the trailer says.
 */
export function signatureOf({ identity, name }: VerifiedUser): { readonly name: string; readonly email: string } {
  const [kind = '', id = ''] = splitIdentity(identity);
  const plain = name
    .replace(/[\p{Cc}\p{Cf}<>]/gu, '')
    .trim()
    .slice(0, 100);
  return { name: plain === '' ? id : plain, email: `${encodeURIComponent(id)}@${kind}.local` };
}

/** A message whose last line is the identity: its subject is one line, so nobody else's text can be taken for that. */
export const messageOf = (subject: string, { identity, kind }: VerifiedUser): string =>
  `${subject}\n\n${TRAILER}: ${identity} ${kind}\n`;

/**
 * Who made a commit, from its raw message and its author; of one that this code did not write, only what anybody could
 * have written there.
 */
export function authorsOf(message: string, author: { readonly name: string; readonly email: string }): Author[] {
  const [, blank, line = '', end, ...rest] = message.split('\n');
  const [, identity = null, kind] = new RegExp(`^${TRAILER}: (\\S+) (human|bot)$`).exec(line) ?? [];
  const isOurs = blank === '' && end === '' && rest.length === 0 && identity !== null && IDENTITY.test(identity);
  if (!isOurs) return [{ as: 'author', identity: null, email: author.email, name: author.name, kind: 'human' }];
  // The address is made from the identity: it is nobody's e-mail.
  return [{ as: 'author', identity, email: null, name: author.name, kind: kind === 'bot' ? 'bot' : 'human' }];
}

function splitIdentity(identity: string): [string, string] {
  const colon = identity.indexOf(':');
  return [identity.slice(0, colon), identity.slice(colon + 1)];
}
