/**
 * At most four points a column of pixels: first, smallest, largest, last. A line through them is, pixel for pixel, the line through all
 * (M4; Jugel, Jerzak, Hackenbroich, Markl 2014). `columnOf` must not decrease.
 */
export function thin(values: ArrayLike<number>, columnOf: (place: number) => number): number[] {
  const kept: number[] = [];
  let start = 0;
  for (let place = 1; place <= values.length; place++) {
    if (place < values.length && columnOf(place) === columnOf(start)) continue;
    keep(values, start, place - 1, kept);
    start = place;
  }
  return kept;
}

function keep(values: ArrayLike<number>, first: number, last: number, kept: number[]): void {
  let [low, high] = [first, first];
  for (let place = first; place <= last; place++) {
    const value = values[place] as number;
    if (value < (values[low] as number) || Number.isNaN(values[low])) low = place;
    if (value > (values[high] as number) || Number.isNaN(values[high])) high = place;
  }
  for (const place of [first, Math.min(low, high), Math.max(low, high), last]) if (place !== kept.at(-1)) kept.push(place);
}
