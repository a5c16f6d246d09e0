/** A trial's pictures as its run keeps them. */
export interface Artifacts {
  /** `reconstruction`, `latent`, …: below pictures/, drawn of the finished model. */
  readonly kinds: readonly string[];
  /** Path by epoch of the reconstructions that were drawn while it trained. */
  readonly steps: ReadonlyMap<number, string>;
  /** By path: the size tells a picture from the one that was there before. */
  readonly sizes: ReadonlyMap<string, number>;
}

interface Listing {
  files?: { path: string; is_dir: boolean; file_size?: number | null }[];
}

// MLflow's log_image: images/KEY%step%N%timestamp%T%ID.png
const stepped = /^images\/(.+)%step%(\d+)%timestamp%\d+%[^%]+\.png$/;
const drawn = /^pictures\/([^/]+)\.png$/;

export const finalPath = (kind: string): string => `pictures/${kind}.png`;

/** The last epoch that is not after the wanted one; null: the finished model's picture; undefined: there is none yet. */
export function epochAt(of: Artifacts, wanted: number, epochs: number): number | null | undefined {
  if (of.kinds.includes('reconstruction') && (wanted === Number.POSITIVE_INFINITY || wanted >= epochs)) return null;
  let best: number | undefined;
  for (const step of of.steps.keys()) if (step <= wanted && step > (best ?? -1)) best = step;
  return best;
}

/** Where an epoch slider can stand: every epoch that some trial has; infinity for "the end", where that shows anything else. */
export function positions(all: readonly { artifacts: Artifacts; epochs: number }[]): number[] {
  const found = new Set<number>();
  for (const { artifacts, epochs } of all) {
    for (const step of artifacts.steps.keys()) found.add(step);
    if (artifacts.kinds.includes('reconstruction')) found.add(Number.isNaN(epochs) ? Number.POSITIVE_INFINITY : epochs);
  }
  return [...found].sort((one, other) => one - other);
}

export function parse(files: readonly { path: string; size: number }[]): Artifacts {
  const steps = new Map<number, string>();
  const kinds: string[] = [];
  for (const { path } of files) {
    const step = stepped.exec(path);
    if (step?.[1] === 'reconstruction') steps.set(Number(step[2]), path);
    const kind = drawn.exec(path)?.[1];
    if (kind) kinds.push(kind);
  }
  return { kinds, steps, sizes: new Map(files.map(({ path, size }) => [path, size])) };
}

/** What a run holds now. */
export async function list(run: string, signal: AbortSignal): Promise<Artifacts> {
  const folders = ['pictures', 'images'].map(async (path) => {
    const answer = await fetch(`/ajax-api/2.0/mlflow/artifacts/list?run_id=${encodeURIComponent(run)}&path=${path}`, { signal });
    // A run without that folder has no such pictures yet.
    if (answer.status === 404) return [];
    if (!answer.ok) throw new Error(`its pictures are not listed: ${answer.status} ${answer.statusText}`);
    return ((await answer.json()) as Listing).files ?? [];
  });
  const files = (await Promise.all(folders)).flat().filter((file) => !file.is_dir);
  return parse(files.map(({ path, file_size }) => ({ path, size: Number(file_size ?? 0) })));
}

export const address = (run: string, path: string): string =>
  `/get-artifact?run_id=${encodeURIComponent(run)}&path=${encodeURIComponent(path)}`;
