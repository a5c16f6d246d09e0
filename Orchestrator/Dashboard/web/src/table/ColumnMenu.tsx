import { useEffect, useRef } from 'preact/hooks';
import { count } from '../app/words';
import { loadMetricNames, metricNames, metricsError } from '../data/metrics';
import { trials, view } from '../data/view';
import { allKeys, reasonKey } from './layout';
import { shownKeys } from './state';

/** Which columns the table has: the trials' own, and the last value of any metric. */
export function ColumnMenu({ sweep }: { sweep: string }) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const element = menu.current;
      if (element?.open && event.target instanceof Node && !element.contains(event.target)) element.open = false;
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, []);
  const keys = allKeys(trials.value).filter((key) => key !== 'index' && !key.startsWith('m.'));
  const labelOf = (key: string) => (key === reasonKey ? 'why it failed' : (trials.value.columns.get(key)?.label ?? key));
  return (
    <details
      ref={menu}
      class="menu"
      onToggle={(event) => {
        if (event.currentTarget.open && metricNames.value === null) void loadMetricNames(sweep);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        menu.current.open = false;
        menu.current.querySelector('summary')?.focus();
        event.stopPropagation();
      }}
    >
      <summary class="button">Columns</summary>
      <div class="choices">
        <fieldset>
          <legend>Of trials</legend>
          {keys.map((key) => (
            <Choice key={key} of={key} label={labelOf(key)} />
          ))}
        </fieldset>
        <fieldset>
          <legend>Last values of metrics</legend>
          {metricsError.value && <p class="quiet">{metricsError.value}</p>}
          {metricNames.value?.map((metric) => (
            <Choice key={metric.key} of={`m.${metric.key}`} label={metric.key} note={count(metric.trials)} />
          ))}
          {metricNames.value?.length === 0 && <p class="quiet">None is recorded yet.</p>}
          {!metricNames.value && !metricsError.value && <p class="quiet">Loading…</p>}
        </fieldset>
      </div>
    </details>
  );
}

function Choice({ of, label, note }: { of: string; label: string; note?: string }) {
  const shown = shownKeys();
  return (
    <label>
      <input
        type="checkbox"
        checked={shown.includes(of)}
        onChange={(event) => {
          view.value = { ...view.value, columns: event.currentTarget.checked ? [...shown, of] : shown.filter((key) => key !== of) };
        }}
      />{' '}
      {label} {note && <small class="quiet">{note}</small>}
    </label>
  );
}
