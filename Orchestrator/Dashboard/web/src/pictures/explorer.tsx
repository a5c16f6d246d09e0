import { useEffect, useState } from 'preact/hooks';
import { trials } from '../data/view';
import type { Sweep } from '../data/wire';
import { address, finalPath } from './artifacts';
import { differing } from './chosen';
import { useMedia } from './hooks';
import { classColours, latentPath, useLatentPoints } from './latent';
import { useLive } from './live';
import { blended, type Manifold, manifoldOf, type Point } from './manifold';
import { type Backdrop, Plane, rounded } from './plane';
import { usePictures } from './runs';
import { pixels } from './sheets';
import { Tile } from './tile';

const shownSide = 280;
const phoneSide = 112;
const origin: Point = { x: 0, y: 0 };

/** A two-dimensional latent space to move through: the digit at the point under the pointer. */
export function LatentExplorer({ sweep, trial }: { sweep: Sweep; trial: number }) {
  const pictures = usePictures(sweep, [trial]);
  const found = pictures.of.get(trial);
  const there = found?.artifacts.kinds.includes('manifold') ?? false;
  const [manifold, setManifold] = useState<Manifold | string | null>(null);
  useEffect(() => {
    setManifold(null);
    if (!found || !there) return;
    let away = false;
    pixels(address(found.run, finalPath('manifold'))).then(
      (picture) => !away && setManifold(manifoldOf(picture) ?? 'the manifold picture was drawn by another build'),
      (fault: unknown) => !away && setManifold(fault instanceof Error ? fault.message : String(fault)),
    );
    return () => {
      away = true;
    };
  }, [found?.run, there]);
  const points = useLatentPoints(found?.run, found?.artifacts.sizes.has(latentPath) ?? false);
  if (pictures.trouble) return <p class="pictures-empty">{pictures.trouble}</p>;
  if (!there)
    return (
      <p class="pictures-empty">
        {pictures.asked
          ? 'This trial drew no latent plane: a trained model with a latent space of two dimensions does.'
          : 'Looking for the latent plane …'}
      </p>
    );
  if (manifold === null || typeof manifold === 'string') return <p class="pictures-empty">{manifold ?? 'Loading the latent plane …'}</p>;
  return <Explorer sweep={sweep} trial={trial} manifold={manifold} points={points} />;
}

type Points = ReturnType<typeof useLatentPoints>;

function Explorer({ sweep, trial, manifold, points }: { sweep: Sweep; trial: number; manifold: Manifold; points: Points }) {
  // A process is started for who moves, not for who only scrolls by.
  const [moved, setMoved] = useState<Point | null>(null);
  const at = moved ?? origin;
  const [backdrop, setBackdrop] = useState<Backdrop>('both');
  const side = useMedia('(width <= 700px)') ? phoneSide : shownSide;
  const live = useLive(sweep.id, trial, moved);
  const picture = live.decoded?.picture ?? blended(manifold, at);
  const where = `z1 ${at.x.toFixed(2)}, z2 ${at.y.toFixed(2)}`;
  const go = (to: Point) => setMoved({ x: rounded(to.x), y: rounded(to.y) });
  return (
    <section class="latent pictures" aria-label={`Latent explorer of trial ${trial}`}>
      <div>
        {points && <Backdrops chosen={backdrop} onChoose={setBackdrop} />}
        <Plane manifold={manifold} points={points} backdrop={points ? backdrop : 'manifold'} at={at} onMove={go} />
        {points?.label && backdrop !== 'manifold' && <Classes labels={points.label} />}
      </div>
      <div class="latent-seen">
        <Tile
          picture={picture}
          zoom={side / picture.width}
          label={`trial ${trial}, ${differing(trials.value, trial)}, decoded at ${where}`}
        />
        <p class="latent-point">
          <Coordinate name="z1" value={at.x} onChange={(x) => go({ ...at, x })} />
          <Coordinate name="z2" value={at.y} onChange={(y) => go({ ...at, y })} />
        </p>
        <p class="latent-source" role="status">
          {live.decoded ? (
            <>
              <strong>Decoded live</strong> by the trained model
            </>
          ) : (
            <>
              <strong>From the manifold picture</strong>, blended of the nearest of its 30 × 30 images
              <span class="quiet">
                {!moved
                  ? 'Move over the plane: the model is loaded then.'
                  : live.refusal
                    ? `Not decoded live: ${live.refusal}`
                    : 'The model is being loaded …'}
              </span>
            </>
          )}
        </p>
      </div>
    </section>
  );
}

function Backdrops({ chosen, onChoose }: { chosen: Backdrop; onChoose: (backdrop: Backdrop) => void }) {
  const choices: readonly [Backdrop, string][] = [
    ['both', 'Both'],
    ['manifold', 'Decoded images'],
    ['points', 'Encoded images'],
  ];
  return (
    <fieldset class="pictures-choice">
      <legend>Plane</legend>
      {choices.map(([value, text]) => (
        <label key={value}>
          <input type="radio" name="latent-backdrop" checked={chosen === value} onChange={() => onChoose(value)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

function Classes({ labels }: { labels: readonly number[] }) {
  const classes = [...new Set(labels)].sort((one, other) => one - other);
  return (
    <p class="latent-classes">
      <span class="quiet">Validation images by class</span>
      {classes.map((label) => (
        <span key={label}>
          <i style={{ background: classColours[label % classColours.length] }} />
          {label}
        </span>
      ))}
    </p>
  );
}

function Coordinate({ name, value, onChange }: { name: string; value: number; onChange: (value: number) => void }) {
  return (
    <label>
      {name}
      <input
        type="number"
        min={-4}
        max={4}
        step={0.05}
        value={value.toFixed(2)}
        onChange={(event) => Number.isFinite(event.currentTarget.valueAsNumber) && onChange(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}
