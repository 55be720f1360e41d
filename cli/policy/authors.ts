/** Everybody who had a hand in a change: none of them may approve it. */
import type { Author, ForgeUser } from '../forge/forge.ts';
import { ownersOf, personOf } from '../identity/person.ts';
import type { Evidence } from './judgement.ts';
import type { Persons } from './persons.ts';
import type { RuleBook } from './rule-book.ts';

/** One hand in a change. */
export interface Hand extends Author {
  /** null: in the request itself. */
  readonly commit: string | null;
}

/** Authors, committers and co-authors of all commits, whoever opened the request, and whoever stands behind that. */
export function handsIn({ request, commits }: Evidence): readonly Hand[] {
  const { opener, proposer } = request;
  const ofCommits = commits.flatMap(({ commit, authors }) => authors.map((author): Hand => ({ ...author, commit })));
  const own = (as: Author['as'], { identity, kind, name }: ForgeUser): Hand => {
    return { ...{ as, identity, kind, name }, email: null, commit: null };
  };
  const openers = [own('opener', opener), ...(proposer === null ? [] : [own('proposer', proposer)])];
  return [...openers, ...ofCommits].filter((hand) => !isForgeItself(hand));
}

/** GitHub commits what is merged or edited on its pages; the one who did it is the author. */
function isForgeItself({ as, identity, email }: Hand): boolean {
  if (as !== 'committer') return false;
  return identity === null ? email?.toLowerCase() === 'noreply@github.com' : identity.toLowerCase() === WEB_FLOW;
}

const WEB_FLOW = 'github:web-flow';

/** Person -> how they had a hand in the change, the first thing that is known of them. */
export function authorsByPerson(hands: readonly Hand[], persons: Persons): ReadonlyMap<string, Hand> {
  const authors = new Map<string, Hand>();
  for (const hand of hands) {
    const keys = [
      ...(hand.identity === null ? [] : [persons.keyOf(hand.identity)]),
      ...(hand.email === null ? [] : persons.keysOfAddress(hand.email)),
    ];
    for (const key of keys) if (!authors.has(key)) authors.set(key, hand);
  }
  return authors;
}

/** `wrote commit 8c1f2e0 of this change`, to stand after a name. */
export function handText({ as, commit }: Hand): string {
  const id = commit?.slice(0, 7) ?? '';
  switch (as) {
    case 'author':
      return `wrote commit ${id} of this change`;
    case 'committer':
      return `committed ${id} of this change`;
    case 'co-author':
      return `is a co-author of commit ${id} of this change`;
    case 'opener':
      return 'opened this request';
    case 'proposer':
      return 'proposed this change';
  }
}

/** A bot wrote or opened it, and nobody knows for whom: it could be for whoever approves it. */
export function isUnknownBot(hand: Hand, { request }: Evidence): boolean {
  const isWriter = hand.as === 'author' || hand.as === 'opener' || hand.as === 'proposer';
  if (hand.kind !== 'bot' || !isWriter) return false;
  return hand.as === 'proposer' || request.proposer === null || request.proposer.kind === 'bot';
}

/**
 * Whether these rules say who that is. An address that they do not name could be the approver's own second one.
 * @param byIdentity the rules name nobody at all yet: an account that the forge knows is enough.
 */
export function isKnown(hand: Hand, book: RuleBook, byIdentity: boolean): boolean {
  // Whoever is behind a bot is a hand of their own.
  if (hand.kind === 'bot') return true;
  if (byIdentity) return hand.identity !== null;
  const { identity, email } = hand;
  // Only the local forge knows the user of this machine, in whose folder everything is: a person beside its own users.
  if (identity?.startsWith('local:') === true) return true;
  // A verified account says more than an address that anybody can write.
  if (identity !== null) return personOf(identity, book.people) !== null;
  return email !== null && ownersOf(email, book.people).length > 0;
}

/** `x <y@z> (author of 8c1f2e0)`. Anybody's text. */
export function describeHand({ as, identity, email, name, commit }: Hand): string {
  const who = identity ?? (email === null ? name : `${name} <${email}>`);
  return commit === null ? `${who} (${as})` : `${who} (${as} of ${commit.slice(0, 7)})`;
}
