import { useState } from 'preact/hooks';
import type { Sweep } from '../data/wire';
import { CommandDialog } from './CommandDialog';
import { commandsOf } from './commands';

/** What may be done to a sweep from here; each asks first, and says what will happen. */
export function Control({ sweep }: { sweep: Sweep }) {
  const [asked, ask] = useState<string | null>(null);
  const [done, say] = useState('');
  const commands = commandsOf(sweep);
  const command = commands.find((one) => one.name === asked);
  return (
    <>
      <span class="quiet done" role="status">
        {done}
      </span>
      <fieldset class="control" aria-label="Control">
        {commands.map((one) => (
          <button
            key={one.name}
            type="button"
            disabled={one.refused !== null}
            title={one.refused ?? undefined}
            onClick={() => {
              say('');
              ask(one.name);
            }}
          >
            {one.label}
          </button>
        ))}
      </fieldset>
      {command && (
        <CommandDialog
          sweep={sweep}
          command={command}
          onClose={() => ask(null)}
          onDone={(text) => {
            ask(null);
            say(text);
          }}
        />
      )}
    </>
  );
}
