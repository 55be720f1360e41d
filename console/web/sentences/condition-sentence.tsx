import { parseCondition } from 'flagforge/compile/expression';
import { Fragment, type ReactNode } from 'react';
import { AttributeToken, ValueToken } from '../parts/tokens.tsx';
import { type Sentence, sentenceOf, type Token } from './sentence.ts';

/** A condition of a file as a sentence; text that is none, as it is written. */
export function ConditionSentence({ text }: { readonly text: string }): ReactNode {
  const { expression, problems } = parseCondition(text);
  if (expression === null || problems.length > 0) return <code className="font-mono text-[0.875em]">{text}</code>;
  return <Said sentence={sentenceOf(expression)} isInner={false} />;
}

function Said({ sentence, isInner }: { readonly sentence: Sentence; readonly isInner: boolean }): ReactNode {
  if (sentence.kind === 'clause') return <Words tokens={sentence.tokens} />;
  if (sentence.kind === 'not') {
    return (
      <>
        <b className="font-semibold">it is not so that</b> <Said sentence={sentence.of} isInner />
      </>
    );
  }
  const joint = sentence.kind === 'all' ? 'and' : 'or';
  if (!isInner) {
    return sentence.of.map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no other name, and do not move
      <Fragment key={index}>
        {index > 0 && <b className="font-semibold"> {joint} </b>}
        <Said sentence={part} isInner />
      </Fragment>
    ));
  }
  return (
    <span className="my-1 ml-2 block border-l-2 border-line-strong pl-3">
      <span className="block text-xs text-text-3">{sentence.kind === 'all' ? 'all of' : 'any of'}</span>
      {sentence.of.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no other name, and do not move
        <span key={index} className="block">
          <Said sentence={part} isInner />
        </span>
      ))}
    </span>
  );
}

const Words = ({ tokens }: { readonly tokens: readonly Token[] }): ReactNode =>
  tokens.map((token, index) => (
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
    case 'value':
      return (
        <ValueToken>
          {token.type !== undefined && <span className="font-sans text-xs opacity-80">{token.type}</span>}
          {token.text}
        </ValueToken>
      );
  }
}
