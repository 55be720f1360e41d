/** Why a condition holds for a context, or does not, with what was found: the engine's trace in the words of the sentences. */
import type { Condition, ConditionTrace, OrderOperator } from '@flagforge/sdk/engine';
import { parseCondition, phraseCondition, printPath } from 'flagforge/compile/expression';
import { type Sentence, sentenceOf } from '../../../sentences/sentence.ts';
import { sentenceText } from '../../../sentences/sentence-text.ts';
import { foundText } from './found-text.ts';
import { mismatchOf } from './type-mismatch.ts';

/** How many parts of an `and` or `or` are named before the rest is only counted. */
const MOST_PARTS = 3;

const joined = (parts: readonly string[]): string => {
  const different = [...new Set(parts)];
  const shown = different.slice(0, MOST_PARTS).join(' and ');
  return different.length > MOST_PARTS ? `${shown} and ${different.length - MOST_PARTS} more` : shown;
};

/** `region starts with “us-”` */
export function whyTrue({ condition, of }: ConditionTrace): string {
  switch (condition.op) {
    case 'and':
      return joined(of.map(whyTrue));
    case 'or':
      return joined(
        of
          .filter(({ isTrue }) => isTrue)
          .slice(0, 1)
          .map(whyTrue),
      );
    case 'not':
      return joined(of.map(whyFalse));
    case 'segment': {
      const listed = of[0] !== undefined && !of[0].isTrue ? ', by its list' : '';
      return `is in segment ${condition.name}${listed}`;
    }
    default:
      return textOf(condition);
  }
}

/** `email is missing`; `age is 17, less than 18` */
export function whyFalse({ condition, of, value }: ConditionTrace): string {
  switch (condition.op) {
    case 'and':
      return joined(
        of
          .filter(({ isTrue }) => !isTrue)
          .slice(0, 1)
          .map(whyFalse),
      );
    case 'or':
      return joined(of.map(whyFalse));
    case 'not':
      return joined(of.map(whyTrue));
    case 'segment': {
      const [inner] = of;
      if (inner === undefined) return `is not in segment ${condition.name}`;
      // Its condition holds, so that only the list of those it leaves out can have decided.
      return `is not in segment ${condition.name}: ${inner.isTrue ? 'its list leaves them out' : whyFalse(inner)}`;
    }
    case 'now':
      return textOf({ ...condition, order: OPPOSITE[condition.order] });
    default:
      return whyTestFails(condition, value);
  }
}

const OPPOSITE: Readonly<Record<OrderOperator, OrderOperator>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

type AttributeCondition = Exclude<Condition, { op: 'and' | 'or' | 'not' | 'segment' | 'now' }>;

function whyTestFails(condition: AttributeCondition, value: unknown): string {
  const path = printPath(condition.path);
  if (value === undefined || value === null) return `${path} is missing`;
  const found = `${path} is ${foundText(value)}`;
  const mismatch = mismatchOf(condition, value);
  if (mismatch !== null) return `${found}, ${mismatch}`;
  if (condition.op === '==' && typeof value === 'boolean') return found;
  const predicate = predicateOf(opposite(condition));
  return predicate.startsWith('is ') ? `${found}, ${predicate.slice('is '.length)}` : `${found}, which ${predicate}`;
}

function opposite(condition: AttributeCondition): Condition {
  if (condition.op === '<' || condition.op === '<=' || condition.op === '>' || condition.op === '>=')
    return { ...condition, op: OPPOSITE[condition.op] };
  return { op: 'not', of: [condition] };
}

/** What a clause says of its attribute: `does not start with “us-”`. */
function predicateOf(condition: Condition): string {
  const sentence = said(condition);
  if (sentence?.kind !== 'clause') return textOf(condition);
  return sentenceText({ ...sentence, tokens: sentence.tokens.slice(1) });
}

/** A condition in words; one that is damaged, as it is. */
function textOf(condition: Condition): string {
  const sentence = said(condition);
  return sentence === null ? JSON.stringify(condition) : sentenceText(sentence);
}

const known = new WeakMap<Condition, Sentence | null>();

function said(condition: Condition): Sentence | null {
  const before = known.get(condition);
  if (before !== undefined) return before;
  let sentence: Sentence | null = null;
  try {
    const { expression } = parseCondition(phraseCondition(condition));
    sentence = expression === null ? null : sentenceOf(expression);
  } catch {
    // Snapshots come from elsewhere, and a trace shows what is in them.
  }
  known.set(condition, sentence);
  return sentence;
}
