import type { Curve } from '../../math/group';
import type { Frame } from '../axes';
import type { Points } from '../lines';
import type { Shown } from './model';

export type Projection = (frame: Frame, shown: Shown) => ReadonlyMap<number, Points>;

/** Points in pixels, kept until the axes change: a brush then costs no logarithms, and of a running sweep only what is new is worked out. */
export function projection(): Projection {
  let known: { frame: Frame; of: WeakMap<Curve, Points> } | null = null;
  let last: { shown: Shown; of: WeakMap<Curve, Points>; points: Map<number, Points> } | null = null;
  return (frame, shown) => {
    if (!known || known.frame.x !== frame.x || known.frame.y !== frame.y || !sameBox(known.frame, frame))
      known = { frame, of: new WeakMap() };
    if (last?.shown === shown && last.of === known.of) return last.points;
    const points = new Map<number, Points>();
    for (const [row, curve] of shown) {
      const found = known.of.get(curve) ?? projected(frame, curve);
      known.of.set(curve, found);
      points.set(row, found);
    }
    last = { shown, of: known.of, points };
    return points;
  };
}

function projected(frame: Frame, { steps, values }: Curve): Points {
  const [x, y] = [new Float32Array(steps.length), new Float32Array(steps.length)];
  for (let place = 0; place < steps.length; place++) {
    x[place] = frame.px(steps[place] as number);
    y[place] = frame.py(values[place] as number);
  }
  return { x, y, length: steps.length };
}

const sameBox = ({ box: a }: Frame, { box: b }: Frame): boolean =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
