/** Numbers from 0 to 1 from a seed (mulberry32): the same forest, the same jitter after each reload. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` of 0 … length−1 without repeats, in random order; all of them where there are no more. */
export function sample(length: number, count: number, draw: () => number): Int32Array {
  const all = Int32Array.from({ length }, (_, place) => place);
  const wanted = Math.min(count, length);
  for (let place = 0; place < wanted; place++) {
    const other = place + Math.floor(draw() * (length - place));
    [all[place], all[other]] = [all[other] as number, all[place] as number];
  }
  return all.slice(0, wanted);
}
