import type { ReactNode } from 'react';

/** Strokes on a grid of 16. */
const PATHS = {
  flag: 'M4 14V2.5M4 3h8l-2 3 2 3H4',
  request:
    'M4.5 5v6M11.5 11V6.6c0-1.5-.8-2.4-2.3-2.4H7.5m1.6-1.7L7.4 4.2l1.7 1.7M3 3.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M3 12.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M10 12.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0',
  segment: 'M2 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M6 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0',
  clock: 'M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M8 4.7V8l2.2 1.5',
  list: 'M3 4h2M3 8h2M3 12h2M7.5 4H13M7.5 8H13M7.5 12H13',
  key: 'M2.5 10.8a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 1 0-5.4 0M7.2 8.8l5.3-5.3M10.5 5.5l2 2',
  people:
    'M3.5 5.5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M1.8 13.2c.4-2.4 2-3.7 4.2-3.7s3.8 1.3 4.2 3.7M10.5 3.3a2.4 2.4 0 0 1 0 4.4M12 9.9c1.3.5 2 1.6 2.3 3.3',
  system: 'M3 3h10v4H3zM3 9h10v4H3zM5 5h.01M5 11h.01',
  search: 'M2.8 7a4.2 4.2 0 1 0 8.4 0 4.2 4.2 0 1 0-8.4 0M10.2 10.2l3.3 3.3',
  plus: 'M8 3v10M3 8h10',
  check: 'M3.5 8.5l3 3 6-7',
  minus: 'M3.5 8h9',
  cross: 'M4 4l8 8M12 4l-8 8',
  down: 'M4.5 6.2 8 9.8l3.5-3.6',
  right: 'M6.2 4.5 9.8 8l-3.6 3.5',
  arrow: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5',
  warning: 'M8 2.5 14.2 13H1.8zM8 6.5v3M8 11.3v.01',
  theme: 'M2.5 8a5.5 5.5 0 1 0 11 0 5.5 5.5 0 1 0-11 0M8 2.5v11',
  power: 'M8 2.5v5M4.6 4.3a5.2 5.2 0 1 0 6.8 0',
  merge:
    'M3 3.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M3 12.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M10 8.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M4.5 5v6M4.7 5c.6 2.3 2.3 3.5 5.3 3.5',
  undo: 'M6 3.5l-3 3 3 3M3.5 6.5h6a3.3 3.3 0 0 1 0 6.6H7',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  flask: 'M6 2.5h4M6.8 2.5v4l-3.5 5.8c-.4.7.1 1.4.8 1.4h7.8c.7 0 1.2-.7.8-1.4L9.2 6.5v-4M5 10h6',
  external: 'M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  edit: 'M3 13l.6-2.8L11 2.8l2.2 2.2-7.4 7.4z',
} as const;

export type IconName = keyof typeof PATHS;

/** A glyph beside a word, never instead of one; its size is that of the text. */
export const Icon = ({ name, className = '' }: { readonly name: IconName; readonly className?: string }): ReactNode => (
  <svg
    viewBox="0 0 16 16"
    aria-hidden="true"
    className={`size-4 shrink-0 ${className}`}
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={PATHS[name]} />
  </svg>
);
