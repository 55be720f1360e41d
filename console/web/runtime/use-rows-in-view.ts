'use client';
import { type RefObject, useEffect, useState } from 'react';

/** Rows beyond the edges of the screen, so that scrolling shows no gap. */
const MARGIN_ROWS = 12;

export interface RowsInView {
  /** The first row to be made, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Height of one row, in px. */
  readonly height: number;
}

/** Which of many rows of one height are in view, so that only those are made. @param list what holds the rows. */
export function useRowsInView(list: RefObject<HTMLElement | null>, count: number): RowsInView {
  const [view, setView] = useState<RowsInView>({ from: 0, to: Math.min(count, 40), height: 54 });
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const element = list.current;
      if (element === null) return;
      const height = element.querySelector('[data-row]')?.getBoundingClientRect().height ?? 54;
      const above = -element.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(above / height) - MARGIN_ROWS);
      const to = Math.min(count, Math.ceil((above + innerHeight) / height) + MARGIN_ROWS);
      setView((before) =>
        before.from === from && before.to === to && before.height === height ? before : { from, to, height },
      );
    };
    const later = (): void => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', later);
      removeEventListener('resize', later);
    };
  }, [list, count]);
  return { ...view, from: Math.min(view.from, count), to: Math.min(view.to, count) };
}
