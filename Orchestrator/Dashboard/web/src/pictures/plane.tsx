import { useEffect, useRef } from 'preact/hooks';
import { classColours, type LatentPoints } from './latent';
import { clamp, extent, type Manifold, type Point, pointAt, shareAt } from './manifold';

interface Props {
  manifold: Manifold;
  points: LatentPoints | null;
  /** The images under the points, faint where the points are to be seen. */
  backdrop: Backdrop;
  at: Point;
  onMove: (to: Point) => void;
}

export type Backdrop = 'manifold' | 'points' | 'both';

const step = 0.1;
const longStep = 0.5;
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/** The latent plane to move over, by pointer or arrow keys. */
export function Plane({ manifold, points, backdrop, at, onMove }: Props) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (ref.current) draw(ref.current, manifold, points, backdrop);
  }, [manifold, points, backdrop]);
  const follow = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    onMove(pointAt(manifold, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
  };
  const keys = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (event.key === 'Home') onMove({ x: 0, y: 0 });
    else if (move) onMove(moved(at, move, event.shiftKey ? longStep : step));
    else return;
    event.preventDefault();
  };
  const share = shareAt(manifold, at);
  return (
    <div class="latent-plane">
      <div
        class="latent-area"
        role="application"
        tabIndex={0}
        aria-label="Latent plane: arrow keys move, with Shift further, Home goes to the origin"
        onPointerMove={follow}
        onPointerDown={follow}
        onKeyDown={keys}
      >
        <canvas ref={ref} width={manifold.pixels.width} height={manifold.pixels.height} aria-hidden="true" tabIndex={-1} />
        <span class="latent-cross" style={{ left: `${100 * share.x}%`, top: `${100 * share.y}%` }} />
      </div>
      <Scale axis="z1" manifold={manifold} />
      <Scale axis="z2" manifold={manifold} />
    </div>
  );
}

const moved = (from: Point, [x, y]: readonly [number, number], by: number): Point => ({
  x: rounded(from.x + x * by),
  y: rounded(from.y + y * by),
});
export const rounded = (value: number): number => Number(clamp(value).toFixed(3));

const ticks = [-extent, -extent / 2, 0, extent / 2, extent];

function Scale({ axis, manifold }: { axis: 'z1' | 'z2'; manifold: Manifold }) {
  const edge = axis === 'z1' ? 'left' : 'bottom';
  return (
    <div class={`latent-scale ${axis}`} aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} style={{ [edge]: `${100 * shareAt(manifold, { x: tick, y: 0 }).x}%` }}>
          {String(tick).replace('-', '−')}
        </span>
      ))}
      <em>{axis}</em>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, manifold: Manifold, points: LatentPoints | null, backdrop: Backdrop): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { pixels } = manifold;
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
  if (backdrop === 'manifold' || !points) return;
  context.fillStyle = `rgb(0 0 0 / ${backdrop === 'points' ? 100 : 45}%)`;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const radius = Math.max(2, canvas.width / 260);
  points.x.forEach((x, at) => {
    const y = points.y[at] ?? 0;
    if (Math.abs(x) > extent || Math.abs(y) > extent) return;
    const share = shareAt(manifold, { x, y });
    context.fillStyle = classColours[(points.label?.[at] ?? 0) % classColours.length] ?? '#fff';
    context.beginPath();
    context.arc(share.x * canvas.width, share.y * canvas.height, radius, 0, 2 * Math.PI);
    context.fill();
  });
}
