import './pictures.css';
import { useMemo } from 'preact/hooks';
import { followed } from '../data/dragging';
import { pinned, trials } from '../data/view';
import type { Sweep } from '../data/wire';
import { positions } from './artifacts';
import { chosen, differing, parameter } from './chosen';
import { standing } from './epochs';
import { LatentExplorer } from './explorer';
import { Gallery } from './gallery';
import { usePictures } from './runs';
import { change, settings } from './settings';
import { shown } from './shown';
import { SideBySide } from './sidebyside';

export { LatentExplorer };

/** What the pinned and the best of the selected trials made of the same inputs. */
export function Pictures({ sweep }: { sweep: Sweep }) {
  const all = trials.value;
  const kept = pinned.value;
  const count = settings.count;
  const mask = followed.value;
  const training = sweep.running.map(({ index }) => index).join();
  const compared = useMemo(() => chosen(all, mask, sweep, kept, count), [all, mask, kept, sweep.id, training, count]);
  const pictures = usePictures(sweep, compared);
  if (compared.length === 0)
    return (
      <p class="pictures-empty">
        No pictures yet: none of the selected trials has begun. A trial that is pinned in the table is shown first.
      </p>
    );
  if (pictures.trouble) return <Elsewhere sweep={sweep} trouble={pictures.trouble} />;
  const known = compared.flatMap((trial) => {
    const found = pictures.of.get(trial);
    return found ? [{ artifacts: found.artifacts, epochs: parameter(all, trial, 'epochs') }] : [];
  });
  const epochs = positions(known);
  const position = settings.epoch === Number.POSITIVE_INFINITY ? settings.epoch : (epochs[standing(epochs)] ?? settings.epoch);
  const rows = compared.map((trial) => shown(sweep, all, pictures, trial, position));
  return (
    <div class="pictures">
      <SideBySide trials={rows} epochs={epochs} />
      <Gallery trials={rows} pictures={pictures} />
      <Explore sweep={sweep} trials={compared.filter((trial) => pictures.of.get(trial)?.artifacts.kinds.includes('manifold'))} />
    </div>
  );
}

function Explore({ sweep, trials: planes }: { sweep: Sweep; trials: readonly number[] }) {
  const trial = planes.find((one) => one === settings.explore) ?? planes[0];
  if (trial === undefined) return null;
  return (
    <section class="pictures-kind">
      <h2>Latent explorer</h2>
      <label class="pictures-explore">
        of{' '}
        <select value={String(trial)} onChange={(event) => change('explore', event.currentTarget.value)}>
          {planes.map((one) => (
            <option key={one} value={String(one)}>
              {[`trial ${one}`, differing(trials.value, one)].filter(Boolean).join(', ')}
            </option>
          ))}
        </select>
      </label>
      <LatentExplorer key={trial} sweep={sweep} trial={trial} />
    </section>
  );
}

function Elsewhere({ sweep, trouble }: { sweep: Sweep; trouble: string }) {
  return (
    <p class="pictures-empty">
      {trouble}{' '}
      {/^https?:/.test(sweep.tracking.uri) && (
        <a href={sweep.tracking.uri} rel="noreferrer">
          Open {sweep.tracking.uri}
        </a>
      )}
    </p>
  );
}
