import { useEffect, useState } from 'preact/hooks';
import { address } from './artifacts';
import { type Pixels, tiles } from './tiles';

/** A sheet of pictures cut into its rows. */
export type Rows = readonly (readonly Pixels[])[];

// A sheet is some hundred kilobytes when it is decoded and cut.
const most = 96;
const kept = new Map<string, Promise<Rows>>();

/** The rows of a run's sheet, from memory where it was seen before. */
export function rows(run: string, path: string, size: number): Promise<Rows> {
  const key = `${run}/${path}/${size}`;
  const known = kept.get(key);
  if (known) return known;
  const loading = pixels(address(run, path)).then(tiles);
  kept.set(key, loading);
  loading.catch(() => kept.delete(key));
  const oldest = kept.keys().next().value;
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  return loading;
}

/** An image's pixels. */
export async function pixels(url: string): Promise<Pixels> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.status === 404 ? 'the picture is not there (any more)' : `${answer.status} ${answer.statusText}`);
  const image = await createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none' });
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws no pictures');
  context.drawImage(image, 0, 0);
  image.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

export interface Sheet {
  /** Of the newest sheet that was loaded: it stays until the next one is there, so that nothing flickers while the epochs go by. */
  readonly rows: Rows | null;
  readonly fault: string | null;
}

/** A sheet by way of its rows: what was put in, what the model saw of it, what it made of that. */
export const original = (rows: Rows): readonly Pixels[] => rows[0] ?? [];
export const corrupted = (rows: Rows): readonly Pixels[] | null => (rows.length > 2 ? (rows[1] ?? null) : null);
export const reconstructed = (rows: Rows): readonly Pixels[] => rows.at(-1) ?? [];

/** Loads a run's sheet; null loads nothing. */
export function useSheet(run: string | undefined, path: string | null, size: number): Sheet {
  const [sheet, setSheet] = useState<Sheet & { run?: string | undefined }>({ rows: null, fault: null });
  useEffect(() => {
    if (!run || !path) return;
    let away = false;
    rows(run, path, size).then(
      (loaded) =>
        !away && setSheet({ run, rows: loaded, fault: loaded.length > 0 ? null : 'its pictures could not be told apart on their sheet' }),
      (fault: unknown) => !away && setSheet({ run, rows: null, fault: fault instanceof Error ? fault.message : String(fault) }),
    );
    return () => {
      away = true;
    };
  }, [run, path, size]);
  return sheet.run === run ? sheet : { rows: null, fault: null };
}

/** The sheet of the first of these that can be had. */
export function useFirst(
  of: readonly { readonly run: string | undefined; readonly path: string | null; readonly size: number }[],
): Rows | null {
  const [found, setFound] = useState<Rows | null>(null);
  useEffect(() => {
    let away = false;
    const look = async () => {
      for (const { run, path, size } of of) {
        const loaded = run && path ? await rows(run, path, size).catch(() => []) : [];
        if (away) return;
        if (loaded.length > 0) return setFound(loaded);
      }
      setFound(null);
    };
    void look();
    return () => {
      away = true;
    };
  }, [of.map(({ run, path, size }) => `${run}/${path}/${size}`).join()]);
  return found;
}
