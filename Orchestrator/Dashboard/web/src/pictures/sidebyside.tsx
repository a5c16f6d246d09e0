import { useState } from 'preact/hooks';
import { Column } from './column';
import { Controls } from './controls';
import { Epochs } from './epochs';
import { useWidth } from './hooks';
import { Legend } from './legend';
import { InputLabel, PictureRow, TrialRow } from './row';
import { settings } from './settings';
import { corrupted, original, type Rows, reconstructed, useFirst, useSheet } from './sheets';
import type { Shown } from './shown';

const labelWidth = 224;
const gap = 3;
const narrow = 640;
const most = 3;

/** The same inputs in columns, what each trial made of them in rows. */
export function SideBySide({ trials, epochs }: { trials: readonly Shown[]; epochs: readonly number[] }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [column, setColumn] = useState<number | null>(null);
  const common = useFirst(trials);
  const base = settings.shows === 'differences' ? (trials.find((one) => one.trial === settings.against) ?? trials[0]) : undefined;
  const baseRows = useSheet(base?.run, base?.path ?? null, base?.size ?? 0).rows;
  const against = base && baseRows ? { trial: base.trial, name: base.name, rows: baseRows } : null;
  const zoom = settings.zoom ?? fittingZoom(common, width);
  return (
    <section class="pictures-side" aria-label="Side by side">
      <Controls trials={trials.map((one) => one.trial)} />
      <Epochs epochs={epochs} />
      <Legend shows={settings.shows} full={settings.full} against={base?.name ?? null} />
      <section class="pictures-scroll" ref={ref} tabIndex={0} aria-label="Inputs in columns, trials in rows">
        {common && <Common rows={common} trials={trials} zoom={zoom} onEnlarge={setColumn} />}
        <ol class="pictures-trials">
          {trials.map((of, at) => (
            <TrialRow
              key={of.trial}
              of={of}
              above={trials.slice(0, at).findLast((one) => one.path)}
              against={against}
              zoom={zoom}
              height={(common ? (reconstructed(common)[0]?.height ?? 28) : 28) * zoom}
              onEnlarge={setColumn}
            />
          ))}
        </ol>
      </section>
      {common && column !== null && (
        <Column column={column} columns={original(common).length} trials={trials} common={common} against={against} onColumn={setColumn} />
      )}
    </section>
  );
}

function Common({
  rows,
  trials,
  zoom,
  onEnlarge,
}: {
  rows: Rows;
  trials: readonly Shown[];
  zoom: number;
  onEnlarge: (column: number) => void;
}) {
  const seen = corrupted(rows);
  const first = trials.find((one) => one.path);
  return (
    <div class="pictures-common">
      <PictureRow
        label={<InputLabel name="original" />}
        pictures={original(rows)}
        zoom={zoom}
        text={(column) => `input ${column + 1}, original: enlarge`}
        onEnlarge={onEnlarge}
        keys
      />
      {seen && (
        <PictureRow
          label={<InputLabel name="corrupted" trial={first?.name} />}
          pictures={seen}
          zoom={zoom}
          text={(column) => `input ${column + 1}, corrupted`}
          onEnlarge={onEnlarge}
        />
      )}
    </div>
  );
}

/** The largest zoom with which a row still fits; whole, so that pixels stay sharp, unless not even one fits. */
function fittingZoom(rows: Rows | null, width: number): number {
  const pictures = rows ? original(rows) : [];
  if (pictures.length === 0 || width === 0) return 1;
  const room = width - (width > narrow ? labelWidth : 0) - gap * pictures.length;
  const natural = pictures.reduce((sum, picture) => sum + picture.width, 0);
  return Math.min(most, room >= natural ? Math.floor(room / natural) : room / natural);
}
