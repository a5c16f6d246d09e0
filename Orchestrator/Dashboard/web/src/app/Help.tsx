import { signal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { Dialog } from './Dialog';
import { nextTheme } from './theme';

export const helpOpen = signal(false);

const keys: readonly [string, readonly [string, string][]][] = [
  [
    'Everywhere',
    [
      ['?', 'these shortcuts'],
      ['/', 'to the search or the filter'],
      ['t', 'light, dark or as the system'],
    ],
  ],
  [
    'In the trial table',
    [
      ['↑ ↓ ← →', 'from cell to cell; the heads are above the first row'],
      ['Page Up, Page Down', 'a screen of rows'],
      ['Home, End', 'first and last row'],
      ['Space', 'pins a trial, so that it stays in sight everywhere'],
      ['Enter', 'opens a trial; sorts by a head; folds a group'],
      ['x', 'narrows all views to the cell’s value'],
      ['Escape', 'shows all trials again'],
    ],
  ],
  [
    'On a trial’s page',
    [
      ['[ ]', 'previous and next trial'],
      ['u', 'up to its sweep'],
    ],
  ],
];

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  if (event.key === '?') helpOpen.value = true;
  else if (event.key === 't') nextTheme();
  else if (event.key === '/') document.querySelector<HTMLElement>('[data-key="/"]')?.focus();
  else return;
  event.preventDefault();
}

/** The keyboard's shortcuts: those of the whole page, and a list of all. */
export function Help() {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  if (!helpOpen.value) return null;
  const close = () => {
    helpOpen.value = false;
  };
  return (
    <Dialog title="Keyboard" onClose={close}>
      {keys.map(([where, list]) => (
        <Fragment key={where}>
          <h3>{where}</h3>
          <dl class="keys">
            {list.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Fragment>
      ))}
      <p class="actions">
        <button type="button" onClick={close}>
          Close
        </button>
      </p>
    </Dialog>
  );
}
