/** What a finished model's pictures are called: the name of the file, and the name for people. */
const known: Record<string, string> = {
  latent: 'Latent scatter',
  manifold: 'Manifold',
  samples: 'Samples',
  'samples-and-real': 'Samples and real images',
  interpolation: 'Interpolation',
  loss: 'Loss curve',
};

// The most telling first; whatever else an experiment draws behind those.
export const byUse = (one: string, other: string): number => place(one) - place(other) || one.localeCompare(other);
const place = (kind: string): number => (Object.hasOwn(known, kind) ? Object.keys(known).indexOf(kind) : Number.MAX_SAFE_INTEGER);

/** Its name for people. */
export const title = (kind: string): string =>
  (Object.hasOwn(known, kind) && known[kind]) || kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll(/[-_]/g, ' ');
