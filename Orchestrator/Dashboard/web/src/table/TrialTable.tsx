import { useEffect } from 'preact/hooks';
import { Grid } from './Grid';
import { Narrowed } from './Narrowed';
import { keepArranged } from './state';
import { Toolbar } from './Toolbar';

/** All trials of the sweep: sorted, narrowed, grouped, pinned; ten thousand scroll like ten. */
export function TrialTable({ sweep }: { sweep: string }) {
  useEffect(keepArranged, []);
  return (
    <section class="trials" aria-labelledby="trials-heading">
      <h2 id="trials-heading" class="visually-hidden">
        Trials
      </h2>
      <Toolbar sweep={sweep} />
      <Narrowed />
      <Grid sweep={sweep} />
    </section>
  );
}
