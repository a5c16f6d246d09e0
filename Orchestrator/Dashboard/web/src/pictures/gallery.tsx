import { useState } from 'preact/hooks';
import { hovered } from '../data/view';
import { address, finalPath } from './artifacts';
import { Enlarged } from './dialog';
import { byUse, title } from './kinds';
import type { SweepPictures } from './runs';
import { change, settings } from './settings';
import type { Shown } from './shown';

/** The finished models' own pictures (latent scatter, manifold, samples, …) of all trials beside each other, each in the same size. */
export function Gallery({ trials, pictures }: { trials: readonly Shown[]; pictures: SweepPictures }) {
  const [open, setOpen] = useState<{ kind: string; trial: number } | null>(null);
  const kinds = [...new Set(trials.flatMap((one) => pictures.of.get(one.trial)?.artifacts.kinds ?? []))]
    .filter((kind) => kind !== 'reconstruction')
    .sort(byUse);
  if (kinds.length === 0) return null;
  const wanted = settings.kinds.filter((kind) => kinds.includes(kind));
  const drawn = wanted.length > 0 ? wanted : kinds.slice(0, 1);
  const toggle = (kind: string) => change('kinds', (drawn.includes(kind) ? drawn.filter((one) => one !== kind) : [...drawn, kind]).join());
  return (
    <section class="pictures-gallery" aria-label="Pictures of the finished models">
      <fieldset class="pictures-choice">
        <legend>Beside each other</legend>
        {kinds.map((kind) => (
          <label key={kind}>
            <input type="checkbox" checked={drawn.includes(kind)} onChange={() => toggle(kind)} />
            {title(kind)}
          </label>
        ))}
      </fieldset>
      {kinds
        .filter((kind) => drawn.includes(kind))
        .map((kind) => (
          <Kind key={kind} kind={kind} trials={trials} pictures={pictures} onOpen={(trial) => setOpen({ kind, trial })} />
        ))}
      {open && <Open {...open} trials={trials} pictures={pictures} onOpen={setOpen} />}
    </section>
  );
}

interface KindProps {
  kind: string;
  trials: readonly Shown[];
  pictures: SweepPictures;
  onOpen: (trial: number) => void;
}

/** One kind of picture. A sheet is as wide as its title wants; all are brought to one scale, so that their parts can be compared. */
function Kind({ kind, trials, pictures, onOpen }: KindProps) {
  const [widest, setWidest] = useState(0);
  return (
    <div class="pictures-kind">
      <h2>{title(kind)}</h2>
      <ul>
        {trials.map((of) => (
          <Card
            key={of.trial}
            of={of}
            kind={kind}
            pictures={pictures}
            widest={widest}
            onWidth={(width) => setWidest((known) => Math.max(known, width))}
            onOpen={() => onOpen(of.trial)}
          />
        ))}
      </ul>
    </div>
  );
}

interface CardProps {
  of: Shown;
  kind: string;
  pictures: SweepPictures;
  widest: number;
  onWidth: (width: number) => void;
  onOpen: () => void;
}

function Card({ of, kind, pictures, widest, onWidth, onOpen }: CardProps) {
  const [width, setWidth] = useState(0);
  const [broken, setBroken] = useState(false);
  const loaded = (image: HTMLImageElement) => {
    setWidth(image.naturalWidth);
    onWidth(image.naturalWidth);
  };

  const url = urlOf(pictures, of.trial, kind);
  return (
    <li
      class={hovered.value === of.trial ? 'hovered' : undefined}
      onPointerEnter={() => (hovered.value = of.trial)}
      onPointerLeave={() => (hovered.value = null)}
    >
      {url && !broken ? (
        <button type="button" class="pictures-open" onClick={onOpen}>
          <img
            src={url}
            loading="lazy"
            alt={words(of, kind)}
            title={`Enlarge: ${words(of, kind)}`}
            style={{ width: `${width ? (100 * width) / widest : 100}%` }}
            onLoad={(event) => loaded(event.currentTarget)}
            onError={() => setBroken(true)}
          />
        </button>
      ) : (
        <p class="pictures-note">
          {broken
            ? 'the picture is not there (any more)'
            : pictures.of.has(of.trial)
              ? `no ${title(kind).toLowerCase()}: it is drawn when the trial is finished`
              : of.missing}
        </p>
      )}
      <p>
        <strong>{of.name}</strong> {of.differs} <span class="quiet">{of.value}</span>
      </p>
    </li>
  );
}

interface OpenProps {
  kind: string;
  trial: number;
  trials: readonly Shown[];
  pictures: SweepPictures;
  onOpen: (open: { kind: string; trial: number } | null) => void;
}

function Open({ kind, trial, trials, pictures, onOpen }: OpenProps) {
  const there = trials.filter((one) => urlOf(pictures, one.trial, kind) !== null);
  const at = there.findIndex((one) => one.trial === trial);
  const of = there[at];
  const url = of && urlOf(pictures, of.trial, kind);
  if (!of || !url) return null;
  const step = (by: number) => onOpen({ kind, trial: there[(at + by + there.length) % there.length]?.trial ?? trial });
  return (
    <Enlarged title={`${title(kind)}, ${of.name}`} onClose={() => onOpen(null)} onStep={there.length > 1 ? step : undefined}>
      <p>
        {of.differs} <span class="quiet">{of.value}</span>
      </p>
      <img class="pictures-large" src={url} alt={words(of, kind)} />
    </Enlarged>
  );
}

function urlOf(pictures: SweepPictures, trial: number, kind: string): string | null {
  const found = pictures.of.get(trial);
  return found?.artifacts.kinds.includes(kind) ? address(found.run, finalPath(kind)) : null;
}

const words = (of: Shown, kind: string): string => [`${title(kind)} of ${of.name}`, of.differs, of.value].filter(Boolean).join(', ');
