import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { hovered, pinned } from '../data/view';
import { groupPlace } from './arrange';
import { cellText, TrialCell } from './cells';
import { groupTexts } from './group-texts';
import { cellId } from './keys';
import { arrangement, columns, cursor, laidOut, toggleGroup, unfolded } from './state';

interface Props {
  item: number;
  /** From the top of the arrangement. */
  place: number;
  /** Pixels from the top of the scrolled part; null for a row that stays in place. */
  top: number | null;
  sweep: string;
  best: boolean;
}

export function Row(props: Props) {
  return props.item >= 0 ? <TrialRow {...props} /> : <GroupRow {...props} />;
}

const position = (top: number | null) => (top === null ? {} : { transform: `translateY(${top}px)` });

/** Something that concerns one item: the row is drawn again only when it changes, and not with every move of the pointer elsewhere. */
const useOf = <T,>(item: number, of: (item: number) => T): T => useMemo(() => computed(() => of(item)), [item]).value;

const hoveredNow = (trial: number): boolean => hovered.value === trial;
const pinnedNow = (trial: number): boolean => pinned.value.includes(trial);
/** The column of the keyboard's cursor, where it is in this row. */
const cursorNow = (item: number): number | null => (cursor.value.item === item ? cursor.value.column : null);

// No cell has such a character; one text a row tells by itself whether anything changed.
const between = '\u0000';
const textsNow = (trial: number): string => columns.value.map((shown) => cellText(shown, trial)).join(between);

function TrialRow({ item: trial, place, top, sweep, best }: Props) {
  const isHovered = useOf(trial, hoveredNow);
  const isPinned = useOf(trial, pinnedNow);
  const at = useOf(trial, cursorNow);
  const texts = useOf(trial, textsNow).split(between);
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
      {laidOut.value.map((shown, column) => (
        <TrialCell
          key={shown.key}
          shown={shown}
          text={texts[column] ?? ''}
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
  const at = useOf(item, cursorNow);
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
          class={`cell ${shown.number && column > 0 ? 'number' : ''} ${column === 0 ? 'first' : ''} ${at === column ? 'at' : ''}`}
          role="gridcell"
          aria-expanded={column === 0 ? open : undefined}
          aria-colindex={column + 1}
        >
          {column === 0 && (
            <span class="fold" aria-hidden="true">
              {open ? '▾' : '▸'}
            </span>
          )}
          {texts[column]}
        </div>
      ))}
    </div>
  );
}
