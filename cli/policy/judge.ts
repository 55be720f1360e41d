import type { ForgeKind } from '../forge/forge.ts';
import type { Approval } from '../identity/approvals.ts';
import { isSameIdentity, personOf } from '../identity/person.ts';
import { approvalsFor } from '../identity/policy.ts';
import { authorsByPerson, describeHand, type Hand, handsIn, handText, isKnown, isUnknownBot } from './authors.ts';
import { couldApprove } from './could-approve.ts';
import type { Demand, Evidence, Footprint, Judgement, Refusal, RefusalRule } from './judgement.ts';
import { joinPersons, type Persons } from './persons.ts';
import { type Bar, mayStop, rightsProblem } from './reviewer-rights.ts';
import { lastVerdicts, type Verdict } from './reviewers.ts';
import { isGuarded, policyIn, type RuleBook } from './rule-book.ts';

export interface JudgeInput {
  readonly forge: ForgeKind;
  /**
   * The rules that the change was made under: of the base branch and of the merge base, or what is published and the
   * first parent. Each has to be satisfied. Empty: there was no project, so nobody is an admin by any file, and the
   * admins of the forge are asked.
   */
  readonly base: readonly RuleBook[];
  /** The rules that the change brings. They can ask for more, never for less. null: the project goes. */
  readonly own: RuleBook | null;
  readonly footprint: Footprint;
  /** null: there is no request. */
  readonly evidence: Evidence | null;
}

/** What is known of the change, whatever it is judged by. */
interface Case {
  readonly forge: ForgeKind;
  readonly evidence: Evidence;
  readonly persons: Persons;
  readonly hands: readonly Hand[];
  readonly authors: ReadonlyMap<string, Hand>;
  readonly verdicts: readonly Verdict[];
}

/**
 * Whether the people agreed whom the rules ask for, and why each approval counts or does not. Pure. More rules, more
 * authors and fewer approvals never turn a no into a yes.
 * @see contract 6, 9
 */
export function judge(input: JudgeInput): Judgement {
  const { evidence } = input;
  const bars = barsOf(input);
  const known = evidence === null ? null : caseOf(input, evidence);
  const demands = bars.map((bar) => (known === null ? neverReviewed(bar) : judgeDemand(bar, known)));
  return { isApproved: demands.every(({ isMet }) => isMet), demands };
}

function barsOf({ base, own, footprint }: JudgeInput): readonly Bar[] {
  const books = own === null ? base : [...base, own];
  const environments = footprint.environments.map((touched): Bar => {
    const { environment, risk } = touched;
    const policies = books.map((book) => policyIn(book, environment));
    const [first, ...others] = policies.map(({ approvers }) => approvers);
    return {
      touched,
      books,
      needed: Math.max(0, ...policies.map((policy) => approvalsFor(policy, risk))),
      roles: (first ?? []).filter((role) => others.every((roles) => roles.includes(role))),
    };
  });
  if (footprint.forAdmins.length === 0) return environments;
  // Where no file says who is an admin, the proposal cannot either.
  return [...environments, { touched: null, books: base.length === 0 ? [] : books, needed: 1, roles: ['admin'] }];
}

function caseOf({ forge, base, own }: JudgeInput, evidence: Evidence): Case {
  const books = own === null ? base : [...base, own];
  const persons = joinPersons(books.map(({ people }) => people));
  const hands = handsIn(evidence);
  return {
    ...{ forge, evidence, persons, hands },
    authors: authorsByPerson(hands, persons),
    verdicts: lastVerdicts(evidence.reviews, persons),
  };
}

function demandOf({ touched, needed, roles }: Bar): Omit<Demand, 'approvals' | 'refusals' | 'isMet' | 'couldApprove'> {
  return { environment: touched?.environment ?? null, risk: touched?.risk ?? null, needed, roles };
}

function neverReviewed(bar: Bar): Demand {
  const isMet = bar.needed === 0;
  const text = 'it came to the branch without a change request, so nobody reviewed it';
  const refusals: readonly Refusal[] = isMet ? [] : [{ rule: 'never-reviewed', text }];
  return { ...demandOf(bar), approvals: [], refusals, isMet, couldApprove: [] };
}

function judgeDemand(bar: Bar, known: Case): Demand {
  if (bar.needed === 0) return { ...demandOf(bar), approvals: [], refusals: [], isMet: true, couldApprove: [] };
  const { evidence, persons, verdicts } = known;
  const stops = [...unknownAuthors(bar, known), ...withoutApprovers(bar), ...askedForChanges(bar, known)];
  const refusals: Refusal[] = [];
  const counted = new Map<string, Approval>();
  for (const verdict of verdicts) {
    const { review, person, others } = verdict;
    if (review.verdict === 'changes-requested') continue;
    const refusal = refusalOf(verdict, bar, known);
    if (refusal !== null || person === null || review.by.identity === null) {
      if (refusal !== null) refusals.push(refusal);
      continue;
    }
    const name = persons.nameOf(review.by.identity);
    for (const { by } of others)
      refusals.push({ rule: 'same-person', text: `${by.identity} is ${name} too, and one person counts once` });
    counted.set(person, {
      ...{ person: name, identity: review.by.identity, commit: review.commit },
      request: `#${evidence.request.number}`,
    });
  }
  const approvals = stops.length > 0 ? [] : [...counted.values()];
  return {
    ...demandOf(bar),
    approvals,
    refusals: [...stops, ...refusals],
    isMet: approvals.length >= bar.needed,
    couldApprove: couldApprove({
      ...{ forge: known.forge, books: bar.books, environment: bar.touched?.environment ?? null, roles: bar.roles },
      isOut: (identity) => known.authors.has(persons.keyOf(identity)) || counted.has(persons.keyOf(identity)),
    }),
  };
}

/** Rules that name nobody yet cannot name whoever brings the first names: that is for the admins of the forge. */
function goesByIdentity(book: RuleBook, { touched }: Bar): boolean {
  return book.people.length === 0 && (touched === null || touched.isRulesOnly);
}

function unknownAuthors(bar: Bar, { hands, evidence }: Case): readonly Refusal[] {
  const refuse = (text: string): Refusal => ({ rule: 'unknown-author', text });
  const bots = hands.filter((hand) => isUnknownBot(hand, evidence));
  const texts = bots.map((hand) => `nobody knows for whom ${describeHand(hand)} acts: it is a bot`);
  if (bar.touched === null || isGuarded(bar.touched.environment)) {
    const strangers = hands.filter((hand) => {
      if (bar.books.length === 0) return hand.kind === 'human' && hand.identity === null;
      return bar.books.some((book) => !isKnown(hand, book, goesByIdentity(book, bar)));
    });
    texts.push(
      ...strangers.map((hand) => `people names nobody who is ${describeHand(hand)}: it could be the approver's own`),
    );
  }
  // The same address is in every commit.
  const seen = new Set<string>();
  return texts.flatMap((text) => {
    const key = text.replace(/ of [0-9a-f]{7}\)/, ')');
    if (seen.has(key)) return [];
    seen.add(key);
    return [refuse(text)];
  });
}

function withoutApprovers({ roles, touched }: Bar): readonly Refusal[] {
  if (roles.length > 0) return [];
  const text = `no role may approve changes of ${touched?.environment ?? 'the rules'}`;
  return [{ rule: 'no-approvers', text }];
}

/** Somebody who could approve says no: that stands until they say yes, or it is dismissed. */
function askedForChanges(bar: Bar, { verdicts, persons, forge }: Case): readonly Refusal[] {
  return verdicts.flatMap(({ review }) => {
    const { identity, kind } = review.by;
    if (review.verdict !== 'changes-requested' || kind === 'bot' || identity === null) return [];
    const books = bar.books.length === 0 ? [null] : bar.books;
    if (!books.some((book) => mayStop(review, identity, book, bar, forge))) return [];
    return [{ rule: 'changes-requested', text: `${persons.nameOf(identity)} asks for changes` }];
  });
}

function refusalOf({ review, person }: Verdict, bar: Bar, known: Case): Refusal | null {
  const { persons, authors, evidence, forge } = known;
  const { by, commit, verdict } = review;
  const refuse = (rule: RefusalRule, text: string): Refusal => ({ rule, text });
  if (by.kind === 'bot') return refuse('bot', `${by.identity ?? by.name} is a bot, and bots never count`);
  if (by.identity === null || person === null)
    return refuse('unknown-reviewer', `${by.name} is an account that is gone, and nobody knows whose it was`);
  const name = persons.nameOf(by.identity);
  if (verdict === 'dismissed') return refuse('dismissed', `the review of ${name} was dismissed`);
  const hand = authors.get(person);
  if (hand !== undefined) return refuse('own-change', `${asNamed(by.identity, name, hand)} ${handText(hand)}`);
  const { head } = evidence.request;
  if (commit !== head) {
    const text = `${name} approved ${commit.slice(0, 7)}, and the last commit is ${head.slice(0, 7)}`;
    return refuse('not-the-last-commit', text);
  }
  if (review.isOfOtherBase)
    return refuse('another-base', `${name} approved it on another base, where the same commits are another change`);
  const isNamed = bar.touched === null || isGuarded(bar.touched.environment);
  for (const book of bar.books.length === 0 ? [null] : bar.books) {
    const mustBeNamed = isNamed && book !== null && !goesByIdentity(book, bar);
    if (mustBeNamed && personOf(by.identity, book.people) === null)
      return refuse('unmapped', `people does not name ${by.identity}, who could be one of the authors`);
    const problem = rightsProblem(review, by.identity, book, bar, forge);
    if (problem !== null) return { ...problem, text: `${name} ${problem.text}` };
  }
  return null;
}

/** `Pat Lee`; by another name than the one they wrote it under: `github:patlee2 is Pat Lee, who`. */
function asNamed(identity: string, name: string, hand: Hand): string {
  const isOther = hand.identity !== null && !isSameIdentity(hand.identity, identity) && name !== identity;
  return isOther ? `${identity} is ${name}, who` : name;
}
