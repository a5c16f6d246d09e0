const moves = new Set<() => void>();
const draws = new Set<() => void>();
let asked = false;

function run(): void {
  asked = false;
  for (const queue of [moves, draws]) {
    const due = [...queue];
    queue.clear();
    for (const one of due) one();
  }
}

const inFrame = (queue: Set<() => void>) => (one: () => void) => {
  queue.add(one);
  if (!asked) requestAnimationFrame(run);
  asked = true;
};

/** What a pointer asked for is done first in the coming frame, so that what it changes is drawn in the same one. */
export const moveInFrame = inFrame(moves);
export const drawInFrame = inFrame(draws);

export function dropFromFrame(one: () => void): void {
  moves.delete(one);
  draws.delete(one);
}
