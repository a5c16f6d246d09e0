import { useComputed } from '@preact/signals';
import { hovered, view } from '../data/view';
import type { Sweep } from '../data/wire';
import { groupPlace } from './arrange';
import { TrialCell } from './cells';
import { groupTexts } from './group-texts';
import { cellId } from './keys';
import { arrangement, columns, cursor, toggleGroup, unfolded } from './state';

interface Props {
  item: number;
  /** From the top of the arrangement. */
  place: number;
  /** Pixels from the top of the scrolled part; null for a row that stays in place. */
  top: number | null;
  sweep: Sweep;
}

export function Row(props: Props) {
  return props.item >= 0 ? <TrialRow {...props} /> : <GroupRow {...props} />;
}

const position = (top: number | null) => (top === null ? {} : { transform: `translateY(${top}px)` });

/** The column of the keyboard's cursor, where it is in this row. */
const useCursor = (item: number): number | null => useComputed(() => (cursor.value.item === item ? cursor.value.column : null)).value;

function TrialRow({ item: trial, place, top, sweep }: Props) {
  const isHovered = useComputed(() => hovered.value === trial).value;
  const isPinned = useComputed(() => view.value.pinned.includes(trial)).value;
  const at = useCursor(trial);
  const best = sweep.best?.index === trial;
  const kinds = [isHovered ? 'hovered' : '', isPinned ? 'pinned' : '', best ? 'best' : '', top === null ? '' : 'moves'];
  return (
    <div
      class={`row ${kinds.filter(Boolean).join(' ')}`}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isPinned}
      data-trial={trial}
      style={position(top)}
      onMouseEnter={() => {
        hovered.value = trial;
      }}
    >
      {columns.value.map((shown, column) => (
        <TrialCell
          key={shown.key}
          shown={shown}
          trial={trial}
          column={column}
          at={at === column}
          sweep={sweep}
          best={best}
          pinned={isPinned}
        />
      ))}
    </div>
  );
}

function GroupRow({ item, place, top }: Props) {
  const at = useCursor(item);
  const group = arrangement.value.groups[groupPlace(item)];
  if (!group) return null;
  const open = unfolded.value.has(group.label);
  const texts = groupTexts(group, columns.value);
  return (
    <div
      class={`row group ${top === null ? '' : 'moves'}`}
      role="row"
      aria-rowindex={place + 2}
      style={position(top)}
      title={group.label}
      onClick={() => toggleGroup(group.label)}
    >
      {columns.value.map((shown, column) => (
        <div
          key={shown.key}
          id={cellId(item, column)}
          class={`cell ${shown.number && column > 0 ? 'number' : ''} ${at === column ? 'at' : ''}`}
          role="gridcell"
          aria-expanded={column === 0 ? open : undefined}
          aria-colindex={column + 1}
        >
          {column === 0 && (
            <span class="fold" aria-hidden="true">
              {open ? '▾' : '▸'}
            </span>
          )}
          <span class="clip">{texts[column]}</span>
        </div>
      ))}
    </div>
  );
}
