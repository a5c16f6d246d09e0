/**
 * Exponential moving average, freed of its pull towards the start as TensorBoard and Weights & Biases do it.
 * A NaN stays a gap and leaves the average as it was.
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let average = 0;
  let left = 1;
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (!Number.isFinite(value)) {
      out[place] = Number.NaN;
      continue;
    }
    average = average * weight + value * (1 - weight);
    left *= weight;
    out[place] = average / (1 - left);
  }
  return out;
}

/** The best value so far; NaN until there is one. */
export function bestSoFar(values: ArrayLike<number>, lowIsGood: boolean): Float64Array {
  const out = new Float64Array(values.length);
  let best = Number.NaN;
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (!Number.isNaN(value) && (Number.isNaN(best) || (lowIsGood ? value < best : value > best))) best = value;
    out[place] = best;
  }
  return out;
}
