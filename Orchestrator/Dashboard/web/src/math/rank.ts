/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, place) => place).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  );
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] as number] === values[order[start] as number]) end++;
    for (let place = start; place <= end; place++) out[order[place] as number] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return out;
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
