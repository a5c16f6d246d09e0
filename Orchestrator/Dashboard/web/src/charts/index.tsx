import './charts.css';
import type { Sweep } from '../data/wire';
import { Contour } from './contour/Contour';
import { Curves } from './curves/Curves';
import { History } from './history/History';
import { Importance } from './importance/Importance';
import { Parallel } from './parallel/Parallel';
import { Scatter } from './points/Scatter';
import { watchTheme } from './theme';
import { Timeline } from './timeline/Timeline';

watchTheme();

export { Curves, Timeline };

/** All charts of a sweep, one below the other; they share the one selection of view.ts. */
export function Charts({ sweep }: { sweep: Sweep }) {
  return (
    <div class="chart-grid">
      <Parallel sweep={sweep} />
      <Curves sweep={sweep} />
      <History sweep={sweep} />
      <Importance sweep={sweep} />
      <Scatter sweep={sweep} />
      <Contour sweep={sweep} />
    </div>
  );
}
