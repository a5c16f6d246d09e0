import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { show, text } from '../data/trials';
import { hovered, pinned, trials } from '../data/view';
import { differing } from './columns';

/** A chart's numbers for those who read rather than look. Only the first hundred rows are written. */
export interface Rows {
  readonly head: readonly string[];
  readonly total: number;
  row(place: number): readonly string[];
}

interface Props {
  title: string;
  /** What is to be seen, in a sentence. */
  summary: string;
  controls?: ComponentChildren;
  /** Why there is nothing to draw. */
  empty?: string | null;
  /** Takes the sentence's place while something is pointed at. */
  readout?: ComponentChildren;
  rows: () => Rows;
  wide?: boolean;
  /** Stands under a heading of its own: one level lower. */
  within?: boolean | undefined;
  children: (describedBy: string) => ComponentChildren;
}

/** The frame that all charts share: heading, controls, drawing, sentence, table. */
export function Chart({ title, summary, controls, empty, readout, rows, wide, within, children }: Props) {
  const id = useId();
  return (
    <section class={wide ? 'chart wide' : 'chart'} aria-labelledby={`${id}-title`}>
      <header>
        {within ? <h3 id={`${id}-title`}>{title}</h3> : <h2 id={`${id}-title`}>{title}</h2>}
        {!empty && controls && <div class="chart-controls">{controls}</div>}
      </header>
      {empty ? <p class="chart-empty">{empty}</p> : children(`${id}-summary`)}
      {!empty && (
        <>
          <div class="chart-foot">
            <p id={`${id}-summary`} class={readout ? 'unseen' : 'quiet'}>
              {summary}
            </p>
            <p aria-live="polite">{readout}</p>
          </div>
          <AsTable title={title} rows={rows} />
        </>
      )}
    </section>
  );
}

const most = 100;

function AsTable({ title, rows }: { title: string; rows: () => Rows }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as table</summary>
      {open && <Table title={title} {...rows()} />}
    </details>
  );
}

function Table({ title, head, total, row }: Rows & { title: string }) {
  const shown = Math.min(total, most);
  return (
    <section class="scrolls" aria-label={`${title}, as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: shown }, (_, place) => (
            <tr key={place}>
              {row(place).map((cell, column) => (
                <td key={head[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {total > shown && (
        <p>
          The first {shown} of {show(total)}.
        </p>
      )}
    </section>
  );
}

/** The trial under the pointer, in words; null where there is none. */
export function readout(extra?: (row: number) => string): ComponentChildren {
  const row = hovered.value;
  const all = trials.value;
  if (row === null || row >= all.count) return null;
  const value = all.columns.get('value');
  return (
    <>
      <b>Trial {row}</b>
      {pinned.value.includes(row) && ', pinned'}
      {value && Number.isFinite(value.values[row]) && `: ${value.label} ${text(value, row)}`}
      {extra?.(row)}
      <span class="quiet"> {differing(all, row)}</span>
    </>
  );
}
