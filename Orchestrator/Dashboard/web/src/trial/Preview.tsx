import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { messageOf } from '../data/api';
import { artifactUrl, type Entry, isPicture, nameOf } from './artifacts';

/** A file that can be looked at in place. */
export function Preview({ run, entry, size, link }: { run: string; entry: Entry; size: VNode; link: VNode }) {
  const [text, setText] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const picture = isPicture(entry.path);
  const unfold = async (isOpen: boolean) => {
    setOpen(isOpen);
    if (isOpen && !picture && text === null) setText(await read(artifactUrl(run, entry.path)));
  };
  return (
    <div class="preview">
      <details onToggle={(event) => void unfold(event.currentTarget.open)}>
        <summary>
          {nameOf(entry.path)} {size}
        </summary>
        {open && picture && <img src={artifactUrl(run, entry.path)} alt={nameOf(entry.path)} />}
        {open && !picture && (
          <pre class="log" tabIndex={0}>
            {text ?? 'Loading…'}
          </pre>
        )}
      </details>
      {link}
    </div>
  );
}

async function read(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    return response.ok ? pretty(text) : `${response.status} ${response.statusText}`;
  } catch (error) {
    return messageOf(error);
  }
}

function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
