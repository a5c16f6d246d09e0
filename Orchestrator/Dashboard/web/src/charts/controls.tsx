import type { ComponentChildren } from 'preact';
import type { Column } from '../data/trials';
import { chartSetting, setChart } from '../data/view';
import { isLog, setLog } from './columns';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function Select({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}) {
  return (
    <label class="chart-control">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A choice among columns that is kept under a setting's name. */
export function ColumnSelect({
  label,
  setting,
  value,
  columns,
  none,
}: {
  label: string;
  setting: string;
  value: string;
  columns: readonly Column[];
  none?: string;
}) {
  const choices = columns.map((column) => ({ value: column.key, label: column.label }));
  const all = none === undefined ? choices : [{ value: '', label: none }, ...choices];
  return <Select label={label} value={value} choices={all} onChange={(key) => setChart(setting, key)} />;
}

export function Toggle({
  label,
  on,
  onChange,
  title,
}: {
  label: ComponentChildren;
  on: boolean;
  onChange: (on: boolean) => void;
  title?: string;
}) {
  return (
    <label class="chart-control" title={title}>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** A switch that is kept under a setting's name. */
export const Setting = ({ label, setting, usual = false, title }: { label: string; setting: string; usual?: boolean; title?: string }) => (
  <Toggle
    label={label}
    on={chartSetting(setting, usual ? '1' : '') === '1'}
    onChange={(on) => setChart(setting, on ? '1' : '0')}
    {...(title ? { title } : {})}
  />
);

/** Log or linear for a column, in all charts at once. */
export const LogToggle = ({ label, column }: { label: string; column: Column }) =>
  column.categories ? null : (
    <Toggle label={label} on={isLog(column)} onChange={(on) => setLog(column, on)} title={`${column.label} on a log axis, in all charts`} />
  );
