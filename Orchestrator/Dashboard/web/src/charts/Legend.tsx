import { series } from './palette';
import type { Theme } from './theme';

/** Names beside their colours; from the seventh on the lines are dashed. */
export function Legend({ entries, theme }: { entries: readonly string[]; theme: Theme }) {
  return (
    <ul class="legend">
      {entries.map((name, place) => (
        <li key={name}>
          <span class="chart-swatch" style={{ borderTop: `3px ${place % 12 >= 6 ? 'dashed' : 'solid'} ${series(theme, place)}` }} />
          <span title={name}>{name}</span>
        </li>
      ))}
    </ul>
  );
}
