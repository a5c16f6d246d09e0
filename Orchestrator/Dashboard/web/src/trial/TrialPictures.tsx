import { useEffect, useState } from 'preact/hooks';
import { lazily } from '../app/Lazy';
import { isAborted, messageOf } from '../data/api';
import type { Sweep } from '../data/wire';
import { artifactUrl, type Entry, filesBelow, isPicture } from './artifacts';

const LatentExplorer = lazily(() => import('../pictures').then((module) => module.LatentExplorer), 0);

/** The pictures that the trial drew, as they are. */
export function TrialPictures({ run, sweep, trial }: { run: string; sweep: Sweep; trial: number }) {
  const [files, setFiles] = useState<Entry[] | string | null>(null);
  useEffect(() => {
    let gone = false;
    filesBelow(run, 'pictures').then(
      (all) => !gone && setFiles(all.filter((file) => isPicture(file.path))),
      (error: unknown) => !gone && !isAborted(error) && setFiles(messageOf(error)),
    );
    return () => {
      gone = true;
    };
  }, [run]);
  if (files === null) return <p class="quiet">Loading…</p>;
  if (typeof files === 'string') return <p class="quiet">{files}</p>;
  if (files.length === 0) return <p class="quiet">It drew none (yet).</p>;
  return (
    <>
      <ul class="gallery">
        {files.map(({ path }) => (
          <li key={path}>
            <figure>
              <a href={artifactUrl(run, path)} target="_blank" rel="noreferrer">
                <img src={artifactUrl(run, path)} alt={`Trial ${trial}: ${caption(path)}`} loading="lazy" />
              </a>
              <figcaption>{caption(path)}</figcaption>
            </figure>
          </li>
        ))}
      </ul>
      {/* Only a latent space of two dimensions is drawn as a plane. */}
      {files.some(({ path }) => path === 'pictures/manifold.png') && <LatentExplorer sweep={sweep} trial={trial} />}
    </>
  );
}

const captions: Record<string, string> = {
  reconstruction: 'originals, corrupted and reconstructed',
  loss: 'loss by epoch',
  latent: 'latent space, coloured by class',
  manifold: 'images all over the latent space',
  samples: 'random samples',
  'samples-and-real': 'random samples above real images',
  interpolation: 'from image to image through the latent space',
};

function caption(path: string): string {
  const name = path.replace(/^pictures\//, '').replace(/\.\w+$/, '');
  return (
    captions[name] ??
    name
      .replaceAll(/[-_]/g, ' ')
      .replaceAll('/', ', ')
      .replace(/ 0+(\d)/, ' $1')
  );
}
