import { useState } from 'preact/hooks';
import { controlRefused, me } from '../data/me';
import type { Sweep } from '../data/wire';
import { CommandDialog } from './CommandDialog';
import type { Command } from './command';

/** What may be done from here; each command asks first, and says what will happen. */
export function Control({ sweep, commands }: { sweep: Sweep; commands: readonly Command[] }) {
  const [asked, ask] = useState<string | null>(null);
  const [done, say] = useState('');
  const command = commands.find((one) => one.name === asked);
  const barred = controlRefused(me.value);
  return (
    <>
      <span class="quiet done" role="status">
        {done}
      </span>
      <fieldset class="commands" aria-label="Control">
        {commands.map((one) => (
          <button
            key={one.name}
            type="button"
            disabled={(barred ?? one.refused) !== null}
            title={barred ?? one.refused ?? undefined}
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
