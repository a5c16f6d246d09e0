import { useEffect, useRef } from 'preact/hooks';
import type { Pixels } from './tiles';

/** One small picture, its pixels enlarged so many times. */
export function Tile({ picture, zoom, label }: { picture: Pixels; zoom: number; label: string }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(picture.data), picture.width, picture.height), 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={ref}
      class="pictures-tile"
      role="img"
      aria-label={label}
      style={{ width: `${picture.width * zoom}px`, height: `${picture.height * zoom}px` }}
    />
  );
}
