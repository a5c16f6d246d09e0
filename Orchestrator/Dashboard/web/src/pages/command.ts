/** A way in which a command can be given, and what exactly will happen then. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly effect: string;
}

export interface Command {
  /** Last part of the address that it is posted to. */
  readonly name: 'pause' | 'resume' | 'cancel' | 'retry' | 'set';
  readonly label: string;
  readonly title: string;
  /** Why it makes no sense now; null where it does. */
  readonly refused: string | null;
  /** One or more; the first is meant unless the reader says otherwise. */
  readonly choices: readonly Choice[];
}
