import { batch, computed, signal } from '@preact/signals';
import { type Route, routeOf } from './routes';

export { trialPath } from './routes';

const path = signal(location.pathname);
/** How often the reader went to another page, or to another address of this one. */
export const arrivals = signal(0);

export const route = computed<Route>(() => routeOf(path.value));

/** True once the reader has gone from one page to another: only then does the heading take the focus. */
export let hasNavigated = false;

// A sweep's page is left and come back to: its address then has the view that it had.
const queries = new Map<string, string>();

export const sweepPath = (sweep: string): string => `/sweeps/${encodeURIComponent(sweep)}${queries.get(sweep) ?? ''}`;

/** Keeps the query for the way back to the sweep and, where its page is shown, puts it into the address; no new step in the history. */
export function replaceQuery(sweep: string, query: string, shown: boolean): void {
  queries.set(sweep, query);
  if (!shown) return;
  const target = `${location.pathname}${query}${location.hash}`;
  if (target !== `${location.pathname}${location.search}${location.hash}`) history.replaceState(history.state, '', target);
}

export function navigate(href: string): void {
  if (href === `${location.pathname}${location.search}`) return;
  history.pushState(null, '', href);
  arrive();
  scrollTo(0, 0);
}

function arrive(): void {
  hasNavigated = true;
  batch(() => {
    path.value = location.pathname;
    arrivals.value++;
  });
}

/** Links of this page are followed without a reload; those to files and other hosts, and with a modifier key, are the browser's. */
export function startRouter(): void {
  addEventListener('popstate', arrive);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin || link.getAttribute('href')?.startsWith('#'))
      return;
    if (routeOf(link.pathname).page === 'unknown') return;
    event.preventDefault();
    navigate(`${link.pathname}${link.search}`);
  });
}
