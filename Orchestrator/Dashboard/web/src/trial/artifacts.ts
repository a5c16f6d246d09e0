import { get } from '../data/api';

/** A file or folder of a run, as MLflow lists it. */
export interface Entry {
  path: string;
  is_dir: boolean;
  file_size?: number | null;
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const artifactUrl = (run: string, path: string): string =>
  `/get-artifact?run_id=${encodeURIComponent(run)}&path=${encodeURIComponent(path)}`;

/** Folders first, then by name as people sort. */
export async function list(run: string, folder: string): Promise<Entry[]> {
  const page = await get<{ files?: Entry[] }>(
    `/ajax-api/2.0/mlflow/artifacts/list?run_id=${encodeURIComponent(run)}&path=${encodeURIComponent(folder)}`,
  );
  return (page.files ?? []).sort((a, b) => Number(b.is_dir) - Number(a.is_dir) || a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** All files below a folder. */
export async function filesBelow(run: string, folder: string): Promise<Entry[]> {
  const entries = await list(run, folder);
  const below = await Promise.all(entries.map((entry) => (entry.is_dir ? filesBelow(run, entry.path) : [entry])));
  return below.flat();
}

export const isPicture = (path: string): boolean => /\.(png|jpe?g|gif|webp)$/i.test(path);

// More than a screenful of screenfuls is for an editor, not for a preview.
const largestText = 256 * 1024;

export const isText = ({ path, file_size: size }: Entry): boolean =>
  /\.(txt|log|chain|json|jsonl|ya?ml|csv|tsv|md|toml|ini|py|cs|xml)$/i.test(path) && (size ?? 0) <= largestText;
