import {
  type ReactNode,
  type RefObject,
  Suspense,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useTransition,
} from 'react';
import { Loading } from '../parts/loading.tsx';
import { type LoadedPage, loadPage } from './load-page.tsx';
import { NavigationContext } from './navigation.ts';
import { PageBoundary } from './page-boundary.tsx';

const here = (): string => location.pathname + location.search;

/** Shows the page of the address, and goes to others without loading the whole document again. */
export function PageView(): ReactNode {
  // Not in the component that waits for it: what suspends at first loses its state, and would ask for ever.
  const [page, setPage] = useState(() => loadPage(here()));
  const [isPending, startTransition] = useTransition();

  const hasGone = useRef(false);
  const show = useCallback(() => startTransition(() => setPage(loadPage(here()))), []);
  // What is on the screen is older than nothing: it stays where the new one cannot be had.
  const refresh = useCallback(() => {
    const asked = here();
    void loadPage(asked).then((loaded) => {
      if (loaded.problem === null && asked === here()) startTransition(() => setPage(Promise.resolve(loaded)));
    });
  }, []);
  const go = useCallback(
    (address: string) => {
      history.pushState(null, '', address);
      hasGone.current = true;
      show();
      scrollTo(0, 0);
    },
    [show],
  );

  useEffect(() => {
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (link === null || !isPlain || event.defaultPrevented) return;
      const { origin, pathname, hash, target } = link;
      const isOwn =
        origin === location.origin && (target === '' || target === '_self') && !link.hasAttribute('download');
      if (!isOwn || (hash !== '' && pathname === location.pathname)) return;
      event.preventDefault();
      go(link.href);
    };
    document.addEventListener('click', onClick);
    addEventListener('popstate', show);
    return () => {
      document.removeEventListener('click', onClick);
      removeEventListener('popstate', show);
    };
  }, [go, show]);

  const navigation = useMemo(() => ({ go, replace: show, refresh, isPending }), [go, show, refresh, isPending]);
  return (
    <NavigationContext value={navigation}>
      <PageBoundary retry={show}>
        <Suspense fallback={<Loading />}>
          <Shown page={page} hasGone={hasGone} />
        </Suspense>
      </PageBoundary>
    </NavigationContext>
  );
}

interface ShownProps {
  readonly page: Promise<LoadedPage>;
  /** Somebody went to it, rather than that it was loaded again. */
  readonly hasGone: RefObject<boolean>;
}

function Shown({ page, hasGone }: ShownProps): ReactNode {
  const { content } = use(page);
  // Keys go on from the new page, and a screen reader begins there.
  useEffect(() => {
    const main = document.getElementById('main');
    // A page may have said itself where one begins.
    const isThere = main?.contains(document.activeElement) === true && document.activeElement !== main;
    if (hasGone.current && content !== null && !isThere) main?.focus({ preventScroll: true });
    hasGone.current = false;
  }, [content, hasGone]);
  return content;
}
