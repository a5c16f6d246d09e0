import { line, lowestFirst, raster } from '../../math/raster';
import type { Box } from '../axes';
import type { Canvas } from '../canvas';
import { finest, put } from '../lines';
import { packed } from '../palette';
import { inSlices } from '../slices';
import type { Rgb } from '../theme';
import type { Axis } from './model';

/**
 * Thousands of lines, gap after gap: in a grid most trials share their piece between two axes, so each piece is drawn once, in its best colour.
 * Pieces are told apart by the pixels they begin and end at.
 */
export function paintGaps(
  canvas: Canvas,
  axes: readonly Axis[],
  rows: Int32Array,
  shade: Uint8Array,
  colours: readonly Rgb[],
  box: Box,
): void {
  const { context } = canvas;
  const scale = finest(canvas, rows.length);
  const target = raster(Math.ceil(box.width * scale) + 1, Math.ceil(box.height * scale) + 1);
  const steps = Math.floor(box.height) + 1;
  const down = Float32Array.from({ length: steps }, (_, step) => (1 - step / (steps - 1)) * box.height * scale);
  const across = (axis: number) => (axis / (axes.length - 1)) * box.width * scale;
  const ink = Uint32Array.from([0, ...colours.map((colour) => packed(colour))]);
  let [gap, pieces, next]: [number, Pieces | null, number] = [0, null, 0];
  const draw = () => {
    pieces ??= piecesOf(heightsOf(axes[gap] as Axis, steps), heightsOf(axes[gap + 1] as Axis, steps), rows, shade, steps);
    for (const end = Math.min(pieces.count, next + bundle); next < end; next++) {
      const piece = pieces.of[next] as number;
      const [from, to] = [down[Math.floor(piece / steps)] as number, down[piece % steps] as number];
      line(target, across(gap), from, across(gap + 1), to, pieces.best[piece] as number);
    }
    if (next === pieces.count) [gap, pieces, next] = [gap + 1, null, 0];
    return gap + 1 < axes.length;
  };
  inSlices(context, draw, () => put(canvas, target, ink, box, scale));
}

/** Pieces drawn between two looks at the clock. */
const bundle = 128;

const heights = new WeakMap<Axis, { steps: number; of: Int16Array }>();

/** Each row's height on an axis in steps, −1 where it has none; worked out once for an axis, not for each move of a brush. */
function heightsOf(axis: Axis, steps: number): Int16Array {
  const known = heights.get(axis);
  if (known?.steps === steps) return known.of;
  const of = new Int16Array(axis.places.length);
  for (let row = 0; row < of.length; row++) {
    const place = axis.places[row] as number;
    of[row] = place >= 0 && place <= 1 ? Math.round(place * (steps - 1)) : -1;
  }
  heights.set(axis, { steps, of });
  return of;
}

interface Pieces {
  /** Which pairs of heights are joined: `from × steps + to`; the best last. */
  readonly of: Int32Array;
  readonly count: number;
  /** For each pair the best shade that joins it, plus one. */
  readonly best: Uint8Array;
}

function piecesOf(left: Int16Array, right: Int16Array, rows: Int32Array, shade: Uint8Array, steps: number): Pieces {
  const best = new Uint8Array(steps * steps);
  const of = new Int32Array(rows.length);
  let count = 0;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const [from, to] = [left[row] as number, right[row] as number];
    if (from < 0 || to < 0) continue;
    const piece = from * steps + to;
    const [known, value] = [best[piece] as number, (shade[row] as number) + 1];
    if (known === 0) of[count++] = piece;
    if (value > known) best[piece] = value;
  }
  return { of: lowestFirst(of, count, (piece) => best[piece] as number), count, best };
}
