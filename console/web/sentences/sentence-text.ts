import type { Sentence, Token } from './sentence.ts';
import { shownValues } from './shown-values.ts';
import type { ValueWords } from './value-words.ts';

/** A sentence without tokens, for labels and reasons: `email ends with “@acme.com” and is not in segment contractors`. */
export function sentenceText(sentence: Sentence, isInner = false): string {
  switch (sentence.kind) {
    case 'clause':
      return sentence.tokens.map(tokenText).join(' ');
    case 'not':
      return `it is not so that ${sentenceText(sentence.of, true)}`;
    case 'all':
    case 'any': {
      const text = sentence.of.map((part) => sentenceText(part, true)).join(sentence.kind === 'all' ? ' and ' : ' or ');
      return isInner ? `(${text})` : text;
    }
  }
}

function tokenText(token: Token): string {
  switch (token.kind) {
    case 'attribute':
    case 'words':
      return token.text;
    case 'segment':
      return token.name;
    case 'values': {
      const { shown, more } = shownValues(token.values);
      return [shown.map(valueText).join(', '), ...(more > 0 ? [`and ${more} more`] : [])].join(' ');
    }
  }
}

const valueText = ({ text, type }: ValueWords): string => {
  const said = /^["\d.-]/.test(text) || type !== undefined || /^(?:true|false)$/.test(text) ? text : `“${text}”`;
  return type === undefined || type === 'version' || type === 'network' ? said : `${type} ${said}`;
};
