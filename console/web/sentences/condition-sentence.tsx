import { type Expression, parseCondition } from 'flagforge/compile/expression';
import { Fragment, type ReactNode } from 'react';
import { AttributeToken, ValueToken } from '../parts/tokens.tsx';
import { hintOf } from './hint-of.ts';
import { type Sentence, sentenceOf, type Token } from './sentence.ts';
import { shownValues } from './shown-values.ts';

/** A condition of a file as a sentence; text that is none, as it is written. */
export function ConditionSentence({ text }: { readonly text: string }): ReactNode {
  const { expression, problems } = parseCondition(text);
  if (expression === null || problems.length > 0) return <code className="font-mono text-[0.875em]">{text}</code>;
  return <Said expression={expression} isInner={false} />;
}

function Said({ expression, isInner }: { readonly expression: Expression; readonly isInner: boolean }): ReactNode {
  const sentence = sentenceOf(expression);
  const hint = hintOf(expression);
  if (sentence.kind === 'clause')
    return (
      <>
        <Words sentence={sentence} />
        {hint !== null && <span className="text-xs text-text-3"> ({hint})</span>}
      </>
    );
  if (expression.kind === 'not') {
    return (
      <>
        <b className="font-semibold">it is not so that</b> <Said expression={expression.of} isInner />
        {hint !== null && <span className="text-xs text-text-3"> ({hint})</span>}
      </>
    );
  }
  if (expression.kind !== 'and' && expression.kind !== 'or') return null;
  if (!isInner) {
    return expression.of.map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no other name, and do not move
      <Fragment key={index}>
        {index > 0 && <b className="font-semibold"> {expression.kind} </b>}
        <Said expression={part} isInner />
      </Fragment>
    ));
  }
  return (
    <span className="my-1 ml-2 block border-l-2 border-line-strong pl-3">
      <span className="block text-xs text-text-3">{expression.kind === 'and' ? 'all of' : 'any of'}</span>
      {expression.of.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no other name, and do not move
        <span key={index} className="block">
          <Said expression={part} isInner />
        </span>
      ))}
    </span>
  );
}

const Words = ({ sentence }: { readonly sentence: Sentence & { kind: 'clause' } }): ReactNode =>
  sentence.tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of a sentence have no other name, and do not move
    <Fragment key={index}>
      {index > 0 && ' '}
      <Word token={token} />
    </Fragment>
  ));

function Word({ token }: { readonly token: Token }): ReactNode {
  switch (token.kind) {
    case 'attribute':
      return <AttributeToken>{token.text}</AttributeToken>;
    case 'segment':
      return <ValueToken>{token.name}</ValueToken>;
    case 'words':
      return <span className="text-text-2">{token.text}</span>;
    case 'values': {
      const { shown, more } = shownValues(token.values);
      return (
        <>
          {shown.map(({ text, type }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: values of a list may be equal, and do not move
            <Fragment key={index}>
              {index > 0 && <span className="sr-only">,</span>}
              {index > 0 && ' '}
              <ValueToken type={type}>{text}</ValueToken>
            </Fragment>
          ))}
          {more > 0 && <span className="text-text-2"> and {more} more</span>}
        </>
      );
    }
  }
}
