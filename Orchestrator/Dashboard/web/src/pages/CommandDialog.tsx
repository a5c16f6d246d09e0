import { useState } from 'preact/hooks';
import { Dialog } from '../app/Dialog';
import { messageOf, post, sweepUrl } from '../data/api';
import type { Sweep } from '../data/wire';
import type { Command } from './command';
import { ShareFields, type ShareValues } from './ShareFields';

interface Props {
  sweep: Sweep;
  command: Command;
  onClose: () => void;
  onDone: (text: string) => void;
}

/** Asks before a command is given: what will happen, how, and why, for those who read the history. */
export function CommandDialog({ sweep, command, onClose, onDone }: Props) {
  const [chosen, choose] = useState(command.choices[0]?.key);
  const [why, setWhy] = useState('');
  const [share, setShare] = useState<ShareValues>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const choice = command.choices.find((one) => one.key === chosen) ?? command.choices[0];

  const give = async () => {
    setBusy(true);
    setFault('');
    try {
      const body = { who: 'dashboard', why: why || null, ...choice?.body, ...share };
      const answer = await post<{ id: string; text: string }>(sweepUrl(sweep.id, `/${command.name}`), body);
      onDone(`${sweep.name} ${answer.text}`);
    } catch (error) {
      setFault(messageOf(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={command.title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        {command.choices.length > 1 && (
          <fieldset class="ways">
            <legend class="visually-hidden">How</legend>
            {command.choices.map((one) => (
              <label key={one.key}>
                <input type="radio" name="way" checked={one.key === chosen} onChange={() => choose(one.key)} /> {one.label}
              </label>
            ))}
          </fieldset>
        )}
        {command.name === 'set' && <ShareFields now={sweep.share ?? {}} values={share} onChange={setShare} />}
        <p aria-live="polite">{choice?.effect}</p>
        <label class="field">
          <span>Why (for the history)</span>
          <input type="text" maxLength={1000} value={why} onInput={(event) => setWhy(event.currentTarget.value)} />
        </label>
        {fault && (
          <p class="notice bad-news" role="alert">
            Refused: {fault}
          </p>
        )}
        <p class="actions">
          <button type="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="primary" disabled={busy || (command.name === 'set' && Object.keys(share).length === 0)}>
            {command.label.replace('…', '')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
