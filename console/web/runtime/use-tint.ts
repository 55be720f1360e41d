import { type RefObject, useEffect, useRef } from 'react';

const TINT_MS = 200;

/** Tints an element for a moment when what it says is another one than before. @param text what it says. */
export function useTint(element: RefObject<HTMLElement | null>, text: string): void {
  const before = useRef(text);
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    element.current?.animate([{ backgroundColor: 'var(--ff-accent-soft)' }, {}], {
      duration: TINT_MS,
      easing: 'ease-out',
    });
  }, [element, text]);
}
