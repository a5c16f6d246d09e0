import { type Column, show } from '../data/trials';
import type { Shading } from './columns';
import { css } from './palette';

/** Which colour means what; worst on the left. Numbers beyond both ends have the ends' colours. */
export function Ramp({ column, shading, goodIsLow = true }: { column: Column | undefined; shading: Shading; goodIsLow?: boolean }) {
  const stops = shading.colours.slice(1).map((colour) => css(colour));
  if (!(shading.high >= shading.low)) return null;
  const label = (value: number) => column?.categories?.[value] ?? show(value);
  const [left, right] = goodIsLow ? [shading.high, shading.low] : [shading.low, shading.high];
  return (
    <span class="ramp">
      {label(left)}
      <span class="ramp-bar" style={{ background: `linear-gradient(to right, ${stops.join(',')})` }} />
      {label(right)}
    </span>
  );
}
