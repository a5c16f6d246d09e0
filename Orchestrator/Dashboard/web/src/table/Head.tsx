import { cellId } from './keys';
import type { Shown } from './layout';
import { cursor, order, sortBy } from './state';

/** The row of column heads; a click, or Enter on one, sorts by it. */
export function Head({ columns }: { columns: readonly Shown[] }) {
  return (
    <div class="row heads" role="row" aria-rowindex={1}>
      {columns.map((shown, place) => (
        <HeadCell key={shown.key} shown={shown} place={place} />
      ))}
    </div>
  );
}

function HeadCell({ shown, place }: { shown: Shown; place: number }) {
  const { key, up } = order.value;
  const sorted = key === shown.key;
  const at = cursor.value.item === 'head' && cursor.value.column === place;
  const unit = shown.column?.unit;
  const help = shown.column?.help;
  return (
    <div
      id={cellId('head', place)}
      class={`cell ${shown.number && place > 0 ? 'number' : ''} ${place === 0 ? 'first' : ''} ${at ? 'at' : ''}`}
      role="columnheader"
      aria-colindex={place + 1}
      aria-sort={sorted ? (up ? 'ascending' : 'descending') : 'none'}
      title={[help, unit ? `in ${unit}` : '', 'click to sort'].filter(Boolean).join('; ')}
      onClick={() => sortBy(shown.key)}
    >
      <span class="clip">{shown.label}</span>
      <span class="arrow" aria-hidden="true">
        {sorted ? (up ? '↑' : '↓') : ''}
      </span>
    </div>
  );
}
