import { line, raster } from '../../math/raster';
import type { Box } from '../axes';
import type { Canvas } from '../canvas';
import { finest, put } from '../lines';
import { packed } from '../palette';
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
  alpha: number,
): void {
  const scale = finest(canvas, rows.length);
  const target = raster(Math.ceil(box.width * scale) + 1, Math.ceil(box.height * scale) + 1);
  const steps = Math.floor(box.height) + 1;
  const down = Float32Array.from({ length: steps }, (_, step) => (1 - step / (steps - 1)) * box.height * scale);
  const across = (axis: number) => (axis / (axes.length - 1)) * box.width * scale;
  for (let gap = 0; gap + 1 < axes.length; gap++) {
    const pieces = piecesOf(heightsOf(axes[gap] as Axis, steps), heightsOf(axes[gap + 1] as Axis, steps), rows, shade, steps);
    for (let from = 0, piece = 0; from < steps; from++) {
      for (let to = 0; to < steps; to++, piece++) {
        const value = pieces[piece] as number;
        if (value) line(target, across(gap), down[from] as number, across(gap + 1), down[to] as number, value);
      }
    }
  }
  put(canvas, target, Uint32Array.from([0, ...colours.map((colour) => packed(colour, alpha))]), box, scale);
}

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

let room = new Uint8Array(0);

/** For each pair of heights the best shade that joins them, plus one; 0: none does. */
function piecesOf(left: Int16Array, right: Int16Array, rows: Int32Array, shade: Uint8Array, steps: number): Uint8Array {
  if (room.length === steps * steps) room.fill(0);
  else room = new Uint8Array(steps * steps);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const [from, to] = [left[row] as number, right[row] as number];
    if (from < 0 || to < 0) continue;
    const value = (shade[row] as number) + 1;
    if (value > (room[from * steps + to] as number)) room[from * steps + to] = value;
  }
  return room;
}
