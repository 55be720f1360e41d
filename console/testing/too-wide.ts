import type { Page } from 'playwright-core';

/**
 * What reaches beyond the right edge of the screen, so that the page scrolls sideways: the innermost parts, as
 * `td.class: text`. What scrolls or is cut within something narrower does not count. For tests only.
 */
export const tooWide = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const sticks = (each) => {
      const { right, width, height } = each.getBoundingClientRect();
      if (width === 0 || height === 0 || right <= innerWidth + 0.5) return false;
      for (let over = each.parentElement; over !== null && over !== document.body; over = over.parentElement)
        if (getComputedStyle(over).overflowX !== 'visible') return false;
      return true;
    };
    const found = [...document.querySelectorAll('body *')].filter(sticks);
    return found
      .filter((each) => !found.some((other) => other !== each && each.contains(other)))
      .map((each) => each.tagName.toLowerCase() + '.' + each.className + ': ' + (each.textContent ?? '').slice(0, 60));
  })()`);
