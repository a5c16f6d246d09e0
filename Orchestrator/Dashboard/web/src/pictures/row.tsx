import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { hovered, pinned, togglePin } from '../data/view';
import { type Against, describe, drawn, errorsOf, mean } from './drawn';
import { useInView } from './hooks';
import { settings } from './settings';
import { corrupted, original, type Rows, useSheet } from './sheets';
import type { Shown } from './shown';
import { Tile } from './tile';
import { type Pixels, sameRow } from './tiles';

interface RowProps {
  label: ComponentChildren;
  pictures: readonly Pixels[];
  zoom: number;
  text: (column: number) => string;
  onEnlarge: (column: number) => void;
  /** Tiles that the keyboard goes to: once a column is enough. */
  keys?: boolean;
  /** Stands where there are no pictures. */
  note?: string | null;
}

/** Some pictures beside each other, one a column. */
export function PictureRow({ label, pictures, zoom, text, onEnlarge, keys, note }: RowProps) {
  return (
    <div class="pictures-row">
      <div class="pictures-label">{label}</div>
      <div class="pictures-tiles">
        {note && <p class="pictures-note">{note}</p>}
        {pictures.map((picture, column) => {
          const tile = <Tile picture={picture} zoom={zoom} label={text(column)} />;
          return (
            <button
              type="button"
              class="pictures-open"
              key={`column ${column}`}
              tabIndex={keys ? 0 : -1}
              title={`Enlarge input ${column + 1}`}
              onClick={() => onEnlarge(column)}
            >
              {tile}
            </button>
          );
        })}
      </div>
    </div>
  );
}

interface TrialProps {
  of: Shown;
  /** The trial above it: what went into both alike is not drawn again. Undefined for the first, whose inputs stand on top. */
  above: Shown | undefined;
  against: Against | null;
  zoom: number;
  height: number;
  onEnlarge: (column: number) => void;
}

/** A trial's reconstructions, with what went in where that is not what went into the others. */
export function TrialRow({ of, above, against, zoom, height, onEnlarge }: TrialProps) {
  const [ref, inView] = useInView<HTMLLIElement>();
  const sheet = useSheet(of.run, inView ? of.path : null, of.size);
  const before = useSheet(above?.run, inView ? (above?.path ?? null) : null, above?.size ?? 0).rows;
  const isPinned = pinned.value.includes(of.trial);
  const rows = of.path ? sheet.rows : null;
  const { shows, full } = settings;
  // Kept from update to update: while trials train a few come every second.
  const errors = useMemo(() => (rows ? errorsOf(rows) : []), [rows]);
  const pictures = useMemo(() => (rows ? drawn(rows, against, of.trial, shows, full) : []), [rows, against?.rows, of.trial, shows, full]);
  return (
    <li
      ref={ref}
      // As high as with its pictures, so that nothing jumps when they come.
      style={{ minHeight: `${height}px` }}
      class={`pictures-trial${hovered.value === of.trial ? ' hovered' : ''}${isPinned ? ' pinned' : ''}`}
      onPointerEnter={() => (hovered.value = of.trial)}
      onPointerLeave={() => (hovered.value = null)}
    >
      {rows && before && <Inputs of={of} rows={rows} before={before} zoom={zoom} onEnlarge={onEnlarge} />}
      <PictureRow
        label={<TrialLabel of={of} pinned={isPinned} error={rows ? mean(errors) : null} base={against?.trial === of.trial} />}
        pictures={pictures}
        zoom={zoom}
        text={(column) => describe(of, column, against, errors)}
        onEnlarge={onEnlarge}
        note={rows ? null : of.path ? (sheet.fault ?? 'loading …') : of.missing}
      />
    </li>
  );
}

interface InputsProps {
  of: Shown;
  rows: Rows;
  before: Rows;
  zoom: number;
  onEnlarge: (column: number) => void;
}

/** What went into a trial where that is not what went into the one above. */
function Inputs({ of, rows, before, zoom, onEnlarge }: InputsProps) {
  const parts: [string, readonly Pixels[]][] = [];
  if (!sameRow(original(rows), original(before))) parts.push(['original', original(rows)]);
  const [now, then] = [corrupted(rows), corrupted(before)];
  if (now && !(then && sameRow(now, then))) parts.push(['corrupted', now]);
  return (
    <>
      {parts.map(([name, pictures]) => (
        <PictureRow
          key={name}
          label={<InputLabel name={name} trial={of.name} />}
          pictures={pictures}
          zoom={zoom}
          text={(column) => `${of.name}, input ${column + 1}, ${name}`}
          onEnlarge={onEnlarge}
        />
      ))}
    </>
  );
}

export function InputLabel({ name, trial }: { name: string; trial?: string | undefined }) {
  return (
    <>
      <strong>{name}</strong>
      {trial && <span class="quiet">{`as ${trial} sees it, and those below`}</span>}
    </>
  );
}

function TrialLabel({ of, pinned, error, base }: { of: Shown; pinned: boolean; error: number | null; base: boolean }) {
  return (
    <>
      <strong>
        <a href={of.href}>{of.name}</a>
      </strong>
      <button
        type="button"
        class="pictures-pin"
        aria-pressed={pinned}
        title={pinned ? 'Unpin: show it only where it is among the best' : 'Pin: keep it in sight, first'}
        onClick={() => togglePin(of.trial)}
      >
        {pinned ? 'pinned' : 'pin'}
      </button>
      {base && <span class="pictures-base">the others are held against it</span>}
      <span class="pictures-differs">{of.differs}</span>
      <span class="quiet pictures-facts">
        {[of.value, of.epoch, error === null ? '' : `mean error ${error.toFixed(4)}`].map((fact) => fact && <span key={fact}>{fact}</span>)}
      </span>
    </>
  );
}
