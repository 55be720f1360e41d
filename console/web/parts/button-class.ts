/** How buttons look, and links that look like them: on the server too. */
export type ButtonLook = 'plain' | 'primary' | 'ghost' | 'danger' | 'danger-fill';

export const LOOKS: Readonly<Record<ButtonLook, string>> = {
  plain: 'border-line-strong bg-surface shadow-1 hover:bg-hover active:bg-sunken',
  primary: 'border-accent-fill bg-accent-fill text-on-accent shadow-1 hover:bg-accent-fill-hover',
  ghost: 'border-transparent text-text-2 hover:bg-hover hover:text-text',
  danger: 'border-danger-line bg-surface text-danger shadow-1 hover:bg-danger-soft',
  'danger-fill': 'border-danger-fill bg-danger-fill text-on-danger shadow-1',
};
export const BLOCKED = 'border-dashed border-control bg-sunken text-text-3';

/** What a button or a link that looks like one is made of. */
export const buttonClass = (look: ButtonLook = 'plain', size: 'small' | 'medium' = 'medium'): string =>
  `inline-flex items-center justify-center gap-1.5 rounded-2 border text-sm font-medium whitespace-nowrap ${
    size === 'small' ? 'h-(--ff-h-sm) px-2' : 'h-(--ff-h-md) px-3'
  } ${LOOKS[look]}`;
