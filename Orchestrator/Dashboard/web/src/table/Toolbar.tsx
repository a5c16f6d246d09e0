import { allButSeed } from '../data/group';
import { trials, view } from '../data/view';
import { ColumnMenu } from './ColumnMenu';
import { FilterField } from './FilterField';
import { allKeys } from './layout';
import { groupBy } from './state';

/** What the table shows and how: filter, group, columns. */
export function Toolbar({ sweep }: { sweep: string }) {
  return (
    <div class="toolbar">
      <FilterField />
      <GroupField />
      <DifferingField />
      <ColumnMenu sweep={sweep} />
    </div>
  );
}

function GroupField() {
  const columns = [...trials.value.columns.values()].filter(
    (column) => column.varies && (column.key.startsWith('p.') || ['seed', 'node', 'state'].includes(column.key)),
  );
  return (
    <label>
      Group by{' '}
      <select value={view.value.group ?? ''} onChange={(event) => groupBy(event.currentTarget.value || null)}>
        <option value="">nothing</option>
        <option value={allButSeed}>all but the seed</option>
        {columns.map((column) => (
          <option key={column.key} value={column.key}>
            {column.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function DifferingField() {
  return (
    <label title="Leave out the columns in which all trials are alike">
      <input
        type="checkbox"
        checked={view.value.columns === null}
        onChange={(event) => {
          const all = trials.value;
          const keys = allKeys(all).filter((key) => !key.startsWith('m.'));
          // With a choice of columns in force, too, this leads back to the usual ones.
          view.value = { ...view.value, columns: event.currentTarget.checked ? null : keys };
        }}
      />{' '}
      Only what differs
    </label>
  );
}
