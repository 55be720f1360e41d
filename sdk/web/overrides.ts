import type { ClientOptions, Results } from './client.ts';

/** Variants that a tester forces in this tab. */
export interface Overrides {
  /** By flag key. */
  all(): Readonly<Record<string, string>>;
  /** @param variant null lets go of it. */
  set(key: string, variant: string | null): void;
  /** Says in the page that this tab is not like others, where the environment allows that. */
  show(results: Results): void;
}

const NAME = 'ff:overrides';
const PARAMETER = 'ff_';
const LOOK =
  'position:fixed;z-index:2147483647;left:8px;bottom:8px;padding:6px 10px;border:0;border-radius:6px;background:#7a2e0e;color:#fff;font:13px system-ui;cursor:pointer';

/** A server has one as well, in newer versions of Node, for all whom it renders for: without a page this throws. */
const tabStorage = (): Storage => document && sessionStorage;

/**
 * Keeps them in the tab's own storage. `?ff_<flag>=<variant>` in the page's URL sets one, and without a variant lets go of it.
 * @param again asks for the results anew.
 */
export function createOverrides({ urlOverrides }: ClientOptions, again: () => void): Overrides {
  let variants: Record<string, string> = {};
  let badge: HTMLElement | undefined;

  const put = (key: string, variant: string | null): void => {
    variants = { ...variants };
    if (variant) variants[key] = variant;
    else delete variants[key];
    try {
      tabStorage().setItem(NAME, JSON.stringify(variants));
    } catch {
      // Without storage they last as long as the page.
    }
  };

  try {
    variants = { ...JSON.parse(tabStorage().getItem(NAME) as string) };
  } catch {
    // No storage, or what is stored was not written here: there are none.
  }
  if (urlOverrides !== false)
    new URLSearchParams(globalThis.location?.search).forEach((variant, name) => {
      if (name.startsWith(PARAMETER)) put(name.slice(PARAMETER.length), variant);
    });

  const show = ({ overrides }: Results): void => {
    const text = Object.entries(variants).map((pair) => pair.join('='));
    badge?.remove();
    if (!overrides || !text.length || !globalThis.document) return;
    badge = document.createElement('button');
    badge.textContent = `⚑ ${text.join(', ')} ✕`;
    badge.title = 'FlagForge: forced in this tab. Click to let go.';
    badge.style.cssText = LOOK;
    badge.onclick = () => {
      for (const key in variants) put(key, null);
      again();
    };
    document.documentElement.append(badge);
  };

  return {
    all: () => variants,
    set(key, variant) {
      put(key, variant);
      again();
    },
    show,
  };
}
