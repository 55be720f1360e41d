import type { FlagResult } from '../web/client.ts';
import { element } from './element.ts';
import { reasonWords } from './words.ts';

/** Longer values are shown in one line, which opens. */
const LINE_CHARACTERS = 48;

/** One flag in the list. */
export interface FlagRow {
  readonly element: HTMLLIElement;
  /** What the filter looks at: key, variant, value, reason. */
  text(): string;
  /**
   * Shows how the flag stands.
   * @param asked the variant that this tab asks for, given or not
   * @param isAllowed whether variants can be chosen
   */
  show(result: FlagResult, asked: string | undefined, isAllowed: boolean): void;
}

/** @param choose called with the variant to force, null to let go of it */
export function createFlagRow(key: string, choose: (variant: string | null) => void): FlagRow {
  const value = element('div', { class: 'value' });
  const reason = element('span', { class: 'reason' });
  const variants = element('div', { class: 'variants', role: 'group', 'aria-label': `Variants of ${key}` });
  const row = element(
    'li',
    {},
    element('span', { class: 'key' }, key),
    value,
    element('div', { class: 'answer' }, reason, variants),
  );
  let shownNames = '';
  let text = key;

  const showValue = (json: string, pretty: string): void => {
    if (json.length <= LINE_CHARACTERS) value.replaceChildren(element('code', {}, json));
    else {
      const whole = element(
        'details',
        {},
        element('summary', { tabindex: '-1' }, element('code', {}, json)),
        element('pre', {}, pretty),
      );
      whole.open = value.querySelector('details')?.open === true;
      value.replaceChildren(whole);
    }
  };
  const showVariants = (names: readonly string[], served: string | undefined, asked: string | undefined): void => {
    // Buttons stay while their names do, so that the one that was pressed keeps the focus.
    if (shownNames !== names.join('\n')) {
      shownNames = names.join('\n');
      variants.replaceChildren(
        ...names.map((name) => element('button', { type: 'button', tabindex: '-1', value: name }, name)),
      );
    }
    for (const button of variants.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.value === asked));
      if (button.value === served) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
      button.title = button.value === asked ? 'Let go' : `Force ${button.value}`;
    }
    variants.hidden = names.length === 0;
  };

  variants.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button !== null) choose(button.getAttribute('aria-pressed') === 'true' ? null : button.value);
  });

  let shown: FlagResult | undefined;
  return {
    element: row,
    text: () => text,
    show(result, asked, isAllowed) {
      if (shown?.value !== result.value || shown === undefined) {
        const isValue = result.value !== undefined;
        showValue(isValue ? JSON.stringify(result.value) : 'no value', JSON.stringify(result.value, null, 2));
      }
      shown = result;
      const isForced = result.reason === 'override';
      const wish = asked !== undefined && !isForced ? `; asked for: ${asked}` : '';
      const words = `${reasonWords(result)}${wish}`;
      const variant = result.variant ?? '';
      reason.textContent = isAllowed || variant === '' ? words : `${variant}: ${words}`;
      row.classList.toggle('forced', isForced);
      showVariants(isAllowed ? (result.variants ?? []) : [], result.variant, asked);
      text = `${key} ${variant} ${JSON.stringify(result.value) ?? ''} ${words}`;
    },
  };
}
