import type { Point } from './manifold';
import type { Pixels } from './tiles';

export interface Decoded {
  readonly point: Point;
  readonly picture: Pixels;
}

/** Images of points, decoded by the trained model itself. The answer is width, height and channels as int32, then the bytes of each image. */
export async function decode(sweep: string, trial: number, points: readonly Point[], signal: AbortSignal): Promise<Pixels[]> {
  const answer = await fetch(`/api/sweeps/${encodeURIComponent(sweep)}/trials/${trial}/decode`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ z: points.map(({ x, y }) => [x, y]) }),
    signal,
  });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { detail?: string } | null;
    throw new Error(problem?.detail ?? `${answer.status} ${answer.statusText}`);
  }

  return read(await answer.arrayBuffer());
}

export function read(bytes: ArrayBuffer): Pixels[] {
  const [width = 0, height = 0, channels = 0] = new Int32Array(bytes.slice(0, 12));
  const all = new Uint8Array(bytes, 12);
  const size = width * height * channels;
  return Array.from({ length: size > 0 ? all.length / size : 0 }, (_, image) => {
    const data = new Uint8ClampedArray(4 * width * height).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        data[4 * pixel + colour] = all[image * size + pixel * channels + (channels === 1 ? 0 : colour)] ?? 0;
      }
    }
    return { width, height, data };
  });
}
