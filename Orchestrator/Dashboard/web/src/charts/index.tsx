import './charts.css';
import type { Sweep } from '../data/wire';
import { Parallel } from './parallel/Parallel';
import { watchTheme } from './theme';

watchTheme();

/** All charts of a sweep, one below the other; they share the one selection of view.ts. */
export function Charts({ sweep }: { sweep: Sweep }) {
  return (
    <div class="charts">
      <Parallel sweep={sweep} />
    </div>
  );
}
