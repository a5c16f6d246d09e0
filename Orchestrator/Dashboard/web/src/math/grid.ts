/** Values on a regular grid, row by row from below; NaN where nothing is near enough to say. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/**
 * Scattered points to a regular grid: the mean of what is near, weighing less with distance (Nadaraya 1964, Watson 1964; biweight kernel). An average
 * rather than a surface through every point: trials that agree in two parameters differ in the others. Places go from 0 to 1 on both axes. The
 * radius holds about `neighbours` points, so the cost grows with the points, not with points × cells.
 */
export function interpolate(x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>, size: number): Field {
  const points: number[] = [];
  for (let row = 0; row < z.length; row++)
    if (Number.isFinite(x[row]) && Number.isFinite(y[row]) && Number.isFinite(z[row])) points.push(row);
  const neighbours = Math.max(5, Math.min(60, Math.sqrt(points.length)));
  const radius = Math.min(0.6, Math.max(1.5 / size, Math.sqrt(neighbours / (Math.PI * Math.max(1, points.length)))));
  const sums = new Float64Array(size * size);
  const weights = new Float64Array(size * size);
  for (const row of points) spread(x[row] as number, y[row] as number, z[row] as number, radius, size, sums, weights);
  return { width: size, height: size, values: sums.map((sum, cell) => sum / (weights[cell] || Number.NaN)) };
}

function spread(x: number, y: number, z: number, radius: number, size: number, sums: Float64Array, weights: Float64Array): void {
  const reach = (place: number) => Math.max(0, Math.min(size - 1, place));
  for (let row = reach(Math.ceil((y - radius) * size - 0.5)); row <= reach(Math.floor((y + radius) * size - 0.5)); row++) {
    for (let column = reach(Math.ceil((x - radius) * size - 0.5)); column <= reach(Math.floor((x + radius) * size - 0.5)); column++) {
      const near = 1 - (((column + 0.5) / size - x) ** 2 + ((row + 0.5) / size - y) ** 2) / radius ** 2;
      if (near <= 0) continue;
      const cell = row * size + column;
      sums[cell] = (sums[cell] as number) + near * near * z;
      weights[cell] = (weights[cell] as number) + near * near;
    }
  }
}

export interface Cells extends Field {
  readonly count: Int32Array;
}

/** One cell for each pair of places: the mean of its values, or the best of them. */
export function cells(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  z: ArrayLike<number>,
  width: number,
  height: number,
  of: 'mean' | 'min' | 'max',
): Cells {
  const values = new Float64Array(width * height).fill(Number.NaN);
  const count = new Int32Array(width * height);
  for (let row = 0; row < z.length; row++) {
    const [column, line, value] = [x[row] as number, y[row] as number, z[row] as number];
    if (!(column >= 0 && column < width && line >= 0 && line < height && Number.isFinite(value))) continue;
    const cell = line * width + column;
    const [known, before] = [count[cell] as number, values[cell] as number];
    count[cell] = known + 1;
    values[cell] = known === 0 ? value : of === 'mean' ? before + (value - before) / (known + 1) : Math[of](before, value);
  }
  return { width, height, values, count };
}

/** Distinct finite values in order, or null where there are more than `most`. */
export function levels(values: ArrayLike<number>, most: number): Float64Array | null {
  const seen = new Set<number>();
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) seen.add(values[row] as number);
    if (seen.size > most) return null;
  }
  return Float64Array.from(seen).sort();
}
