import './pictures.css';
import { useMemo } from 'preact/hooks';
import { selected, trials, view } from '../data/view';
import type { Sweep } from '../data/wire';
import { positions } from './artifacts';
import { chosen, parameter } from './chosen';
import { standing } from './epochs';
import { Gallery } from './gallery';
import { usePictures } from './runs';
import { settings } from './settings';
import { shown } from './shown';
import { SideBySide } from './sidebyside';

/** What the pinned and the best of the selected trials made of the same inputs. */
export function Pictures({ sweep }: { sweep: Sweep }) {
  const all = trials.value;
  const { pinned } = view.value;
  const count = settings.count;
  const mask = selected.value;
  const compared = useMemo(() => chosen(all, mask, pinned, sweep.objective.goal, count), [all, mask, pinned, sweep.objective.goal, count]);
  const pictures = usePictures(sweep, compared);
  if (compared.length === 0)
    return <p class="pictures-empty">No trial to show: none of the selected ones has a value yet. Pin one in the table to see it here.</p>;
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
    </div>
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
