import type { ReactNode } from 'react';

/** In the place of a list that has nothing: what would be here, and how it comes. */
export const Empty = ({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}): ReactNode => (
  <div className="grid justify-items-center gap-2 rounded-3 border border-line bg-surface px-4 py-16 text-center">
    <h2 className="text-lg font-semibold">{title}</h2>
    <p className="max-w-[44ch] text-text-2">{text}</p>
    {children}
  </div>
);
