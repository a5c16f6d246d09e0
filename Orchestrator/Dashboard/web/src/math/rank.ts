/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  // Numbers sort ten times as fast as places with a comparison.
  const sorted = Float64Array.from(values).sort();
  const of = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end + 1 < sorted.length && sorted[end + 1] === sorted[start]) end++;
    of.set(sorted[start] as number, (start + end) / 2 + 1);
    start = end + 1;
  }
  return Float64Array.from({ length: values.length }, (_, place) => of.get(values[place] as number) as number);
}

/** Spearman's rank correlation, −1 to 1, over the rows where both are numbers; NaN where one of them does not vary or fewer than three are left. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const rows: number[] = [];
  for (let row = 0; row < x.length; row++) if (Number.isFinite(x[row]) && Number.isFinite(y[row])) rows.push(row);
  if (rows.length < 3) return Number.NaN;
  const [a, b] = [ranks(rows.map((row) => x[row] as number)), ranks(rows.map((row) => y[row] as number))];
  const middle = (rows.length + 1) / 2;
  let [both, ofA, ofB] = [0, 0, 0];
  for (let place = 0; place < rows.length; place++) {
    const [da, db] = [(a[place] as number) - middle, (b[place] as number) - middle];
    both += da * db;
    ofA += da * da;
    ofB += db * db;
  }
  return ofA > 0 && ofB > 0 ? both / Math.sqrt(ofA * ofB) : Number.NaN;
}
