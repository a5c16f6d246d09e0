import { useState } from 'preact/hooks';
import { brush, brushes } from '../../data/view';
import { isLog, setLog, titled, written } from '../columns';
import { unbrush } from './brushing';
import { type Axis, flipAxis, keysOf, moveAxis, type ParallelModel, removeAxis } from './model';

/** Everything that can be done to an axis, for keys, fingers and those who want an exact number. */
export function AxisTools({ model, axis, onClose }: { model: ParallelModel; axis: Axis; onClose: () => void }) {
  const { column } = axis;
  const at = keysOf(model).indexOf(column.key);
  const log = isLog(column);
  return (
    <fieldset class="axis-tools">
      <legend>{titled(column)}</legend>
      <button type="button" onClick={() => moveAxis(model, column.key, at - 1)} disabled={at === 0} aria-label="Move left">
        ◀
      </button>
      <button
        type="button"
        onClick={() => moveAxis(model, column.key, at + 1)}
        disabled={at === keysOf(model).length - 1}
        aria-label="Move right"
      >
        ▶
      </button>
      <button type="button" aria-pressed={axis.flipped} onClick={() => flipAxis(column.key)}>
        Flip
      </button>
      {!column.categories && (
        <button type="button" aria-pressed={log} onClick={() => setLog(column, !log)}>
          Log
        </button>
      )}
      <Ends axis={axis} />
      <button
        type="button"
        disabled={keysOf(model).length <= 2}
        onClick={() => {
          removeAxis(model, column.key);
          onClose();
        }}
      >
        Remove
      </button>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </fieldset>
  );
}

/** The brush, typed: two numbers, or two categories. */
function Ends({ axis }: { axis: Axis }) {
  const { column, scale } = axis;
  const found = brushes.value.find(({ key }) => key === column.key);
  const set = (from: number, to: number) => brush({ key: column.key, interval: [from, to] });
  return (
    <>
      <End label="From" column={axis} value={found?.from} usual={scale.min} onChange={(from) => set(from, found?.to ?? scale.max)} />
      <End label="To" column={axis} value={found?.to} usual={scale.max} onChange={(to) => set(found?.from ?? scale.min, to)} />
      <button type="button" disabled={!found} onClick={() => unbrush(axis)}>
        Clear
      </button>
    </>
  );
}

function End({
  label,
  column: axis,
  value,
  usual,
  onChange,
}: {
  label: string;
  column: Axis;
  value: number | undefined;
  usual: number;
  onChange: (value: number) => void;
}) {
  const [wrong, setWrong] = useState(false);
  const { categories } = axis.column;
  if (categories) {
    const at = Math.min(categories.length - 1, Math.max(0, label === 'From' ? Math.ceil(value ?? usual) : Math.floor(value ?? usual)));
    return (
      <label>
        {label}
        <select value={String(at)} onChange={(event) => onChange(Number(event.currentTarget.value))}>
          {categories.map((name, place) => (
            <option key={name} value={String(place)}>
              {name}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <label>
      {label}
      <input
        size={8}
        inputMode="decimal"
        aria-invalid={wrong}
        placeholder={written(axis.column, usual)}
        value={value === undefined ? '' : String(value)}
        onChange={(event) => {
          const typed = Number(event.currentTarget.value.replace('−', '-') || usual);
          setWrong(Number.isNaN(typed));
          if (!Number.isNaN(typed)) onChange(typed);
        }}
      />
    </label>
  );
}
