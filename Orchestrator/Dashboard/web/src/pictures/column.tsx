import { Enlarged } from './dialog';
import { type Against, describe, drawn, errorsOf } from './drawn';
import { settings } from './settings';
import { corrupted, original, type Rows, useSheet } from './sheets';
import type { Shown } from './shown';
import { Tile } from './tile';
import type { Pixels } from './tiles';

interface Props {
  column: number;
  columns: number;
  trials: readonly Shown[];
  common: Rows;
  against: Against | null;
  onColumn: (column: number | null) => void;
}

// About so wide; on a phone two stand beside each other.
const side = (): number => (matchMedia('(width <= 700px)').matches ? 140 : 196);
const zoomOf = (picture: Pixels): number => Math.max(1, Math.round(side() / picture.width));

/** One input enlarged: the original, what the model saw of it, and what each trial made of that. */
export function Column({ column, columns, trials, common, against, onColumn }: Props) {
  const title = `Input ${column + 1} of ${columns}`;
  const inputs = [
    ['original', original(common)[column]],
    ['corrupted', corrupted(common)?.[column]],
  ] as const;
  return (
    <Enlarged title={title} onClose={() => onColumn(null)} onStep={(by) => onColumn((column + by + columns) % columns)}>
      <div class="pictures-column">
        {inputs.map(
          ([name, picture]) =>
            picture && (
              <figure key={name}>
                <Tile picture={picture} zoom={zoomOf(picture)} label={`${title}, ${name}`} />
                <figcaption>{name}</figcaption>
              </figure>
            ),
        )}
        {trials.map((of) => (
          <TrialTile key={of.trial} of={of} column={column} against={against} />
        ))}
      </div>
    </Enlarged>
  );
}

function TrialTile({ of, column, against }: { of: Shown; column: number; against: Against | null }) {
  const { rows } = useSheet(of.run, of.path, of.size);
  const picture = rows && drawn(rows, against, of.trial, settings.shows, settings.full)[column];
  if (!picture) return null;
  return (
    <figure>
      <Tile picture={picture} zoom={zoomOf(picture)} label={describe(of, column, against, rows ? errorsOf(rows) : [])} />
      <figcaption>
        <strong>{of.name}</strong> {of.differs} <span class="quiet">{of.epoch}</span>
      </figcaption>
    </figure>
  );
}
