import './charts.css';
import type { Sweep } from '../data/wire';
import { Curves } from './curves/Curves';
import { Parallel } from './parallel/Parallel';
import { watchTheme } from './theme';

watchTheme();

export { Curves };

/** All charts of a sweep, one below the other; they share the one selection of view.ts. */
export function Charts({ sweep }: { sweep: Sweep }) {
  return (
    <div class="charts">
      <Parallel sweep={sweep} />
      <Curves sweep={sweep} />
    </div>
  );
}
