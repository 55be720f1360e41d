/** The words of a sentence about a rule: what is asked, what it is asked for, and what is shown. */
import type { ReactNode } from 'react';
import { Glyph } from './glyph.tsx';

const token =
  'inline-flex max-w-full items-center gap-1 rounded-1 px-1.5 align-baseline font-mono text-[0.875em]/6 [overflow-wrap:anywhere]';

/** An attribute of the context: `email`. */
export const AttributeToken = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <span className={`${token} bg-sunken`}>{children}</span>
);

/** A literal: `@company.com`. `type` where its text alone would be taken for another one. */
export const ValueToken = ({
  children,
  type,
}: {
  readonly children: ReactNode;
  readonly type?: string | undefined;
}): ReactNode => (
  <span className={`${token} bg-accent-soft text-accent`}>
    {type !== undefined && <span className="font-sans text-xs">{type}</span>}
    {children}
  </span>
);

/** A variant of a flag, with whether it is the off variant. */
export const VariantToken = ({ name, isOff }: { readonly name: string; readonly isOff: boolean }): ReactNode => (
  <span className={`${token} border border-line-strong bg-surface leading-5.5! font-semibold`}>
    <Glyph name={isOff ? 'inactive' : 'active'} />
    {name}
  </span>
);
