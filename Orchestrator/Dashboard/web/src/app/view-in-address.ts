import { effect, untracked } from '@preact/signals';
import { decodeView, encodeView } from '../data/address';
import { emptyView, view } from '../data/view';
import { arrivals, replaceQuery, route } from './router';

const restMs = 200;

/** The view of a sweep is in its page's address, and is read from there when the reader arrives. */
export function keepViewInAddress(): void {
  let of: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  effect(() => {
    arrivals.value;
    const now = route.value;
    clearTimeout(timer);
    const sweep = now.page === 'sweep' || now.page === 'trial' ? now.sweep : null;
    // A trial's page has the view of its sweep: pins and chart settings stay on the way there and back.
    if (now.page === 'sweep') view.value = decodeView(location.search);
    else if (sweep !== of) view.value = emptyView;
    of = sweep;
  });

  effect(() => {
    const query = encodeView(view.value);
    const sweep = of;
    clearTimeout(timer);
    if (sweep !== null) timer = setTimeout(() => replaceQuery(sweep, query, untracked(() => route.value).page === 'sweep'), restMs);
  });
}
