import { useEffect, useState } from 'preact/hooks';
import { bytes } from '../app/words';
import { isAborted, messageOf } from '../data/api';
import { artifactUrl, type Entry, isPicture, isText, list, nameOf } from './artifacts';
import { Preview } from './Preview';

/** What the run left behind: folders open when asked, pictures and short texts are shown, the rest is downloaded. */
export function Artifacts({ run }: { run: string }) {
  return (
    <section aria-labelledby="artifacts">
      <h2 id="artifacts">Artifacts</h2>
      <div class="tree">
        <Folder run={run} path="" />
      </div>
    </section>
  );
}

function Folder({ run, path }: { run: string; path: string }) {
  const [entries, setEntries] = useState<Entry[] | string | null>(null);
  useEffect(() => {
    let gone = false;
    list(run, path).then(
      (all) => !gone && setEntries(all),
      (error: unknown) => !gone && !isAborted(error) && setEntries(messageOf(error)),
    );
    return () => {
      gone = true;
    };
  }, [run, path]);
  if (entries === null) return <p class="quiet">Loading…</p>;
  if (typeof entries === 'string') return <p class="quiet">{entries}</p>;
  if (entries.length === 0) return <p class="quiet">Nothing is here.</p>;
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry.path}>{entry.is_dir ? <Unfolding run={run} entry={entry} /> : <File run={run} entry={entry} />}</li>
      ))}
    </ul>
  );
}

function Unfolding({ run, entry }: { run: string; entry: Entry }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{nameOf(entry.path)}/</summary>
      {open && <Folder run={run} path={entry.path} />}
    </details>
  );
}

function File({ run, entry }: { run: string; entry: Entry }) {
  const name = nameOf(entry.path);
  const size = <small class="quiet">{typeof entry.file_size === 'number' ? bytes(entry.file_size) : ''}</small>;
  const link = (
    <a href={artifactUrl(run, entry.path)} download={name}>
      download<span class="visually-hidden"> {name}</span>
    </a>
  );
  if (!isPicture(entry.path) && !isText(entry)) {
    return (
      <span class="file">
        {name} {size} {link}
      </span>
    );
  }
  return <Preview run={run} entry={entry} size={size} link={link} />;
}
