/** What the orchestrator's API sends; see Orchestrator/Api and Orchestrator/Dashboard. NaN and infinities come as strings. */
export type Num = number | 'NaN' | 'Infinity' | '-Infinity';
export type Value = number | string | boolean | null;

export interface Sweep {
  id: string;
  name: string;
  experiment: string;
  /** opening, running, pausing, paused, cancelling, cancelled, completed or completed_with_failures. */
  state: string;
  /** Why nothing, or not more, is running. */
  waits?: string | null;
  trials: { total: number; finished: number; failed: number; running: number; pending: number; delayed: number; reused: number };
  /** `tracked`: the metric as the tracking server names it, e.g. `val/loss` for `val_loss`. */
  objective: { metric: string; goal: 'minimize' | 'maximize'; tracked: string };
  best?: { index: number; value: Num; parameters: Record<string, Value> } | null;
  running: Running[];
  tracking: { uri: string; experiment_id?: string | null; parent_run_id?: string | null };
  /** The parameters that differ between trials. */
  axes: string[];
  submitted_at: string;
  ended_at?: string | null;
  elapsed_seconds: number;
  seconds_left?: number | null;
  trials_per_second: number;
  start?: { sweep: string; trial?: number | null } | null;
  dataset?: { name: string; options: Record<string, Value> } | null;
  share?: { max_parallel: number; priority: number; weight: number } | null;
}

/** A trial that a node holds. */
export interface Running {
  index: number;
  attempt: number;
  node: string;
  slot: string;
  epoch: number;
  epochs: number;
  /** Of the whole trial, 0 to 1. */
  fraction: number;
  /** Newest value of the objective metric. */
  value?: Num | null;
  images_per_second: number;
  waits?: string | null;
  parameters: Record<string, Value>;
}

export interface Node {
  agent: string;
  host: string;
  slots: string[];
  running: { sweep: string; index: number; slot: string }[];
  draining: boolean;
  seen_at: string;
  /** Of the agent's build. */
  version?: string | null;
  /** Why it is given no work, with the cure. */
  refused?: string | null;
  turnaround?: { p50_ms: number; p99_ms: number } | null;
  /** Absent before it was measured. */
  load?: NodeLoad | null;
}

/** What a node's machine does now; what it does not tell is absent. Memory and disk are bytes. */
export interface NodeLoad {
  at: string;
  /** Of all cores together, 0 to 1. */
  cpu?: number | null;
  memory_used?: number | null;
  memory_total?: number | null;
  disk_free?: number | null;
  /** GPUs alone: cuda:N. */
  devices: { name: string; busy?: number | null; memory_used?: number | null; memory_total?: number | null }[];
}

/** `GET /api/nodes/load`: the last 15 minutes by agent, about 5 s apart, as columns, oldest first. */
export type NodeLoads = Record<string, LoadHistory>;

export interface LoadHistory {
  /** Unix milliseconds. */
  at: number[];
  cpu: (number | null)[];
  memory_used: (number | null)[];
  memory_total?: number | null;
  disk_free: (number | null)[];
  devices: { name: string; busy: (number | null)[]; memory_used: (number | null)[]; memory_total?: number | null }[];
}

/** `GET /api/sweeps/{id}/table`: all trials as columns; element i belongs to trial `index[i]`. Also the `rows` event of `/live`, with changed trials only. */
export interface Table {
  /** Where the next change begins: `live?after=`. */
  version: number;
  total: number;
  index: number[];
  /** p: pending, r: running, f: finished, x: failed. One letter a trial. */
  state: string;
  attempt: number[];
  /** Failed attempts so far. */
  failures: number[];
  /** Objective of a finished trial, newest value of a running one. */
  value: (Num | null)[];
  /** Wall time of the last ended attempt. */
  seconds: (number | null)[];
  /** The agent that has, or last had, the trial: a place in `nodes`, or -1. */
  node: number[];
  nodes: string[];
  /** Text of failed trials' last failure, by trial index. */
  reasons: Record<string, string>;
  /** Which trials were answered by another sweep's, by trial index: "sweep trial 3". */
  reused: Record<string, string>;
  /** Only in the whole table: parameters never change. Each with its distinct values and, a trial, the place among them. */
  parameters?: Parameter[];
  seeds?: string[];
}

export interface Parameter {
  name: string;
  /** Differs between trials. */
  varies: boolean;
  type: 'number' | 'text' | 'boolean';
  help?: string | null;
  unit?: string | null;
  values: Value[];
  at: number[];
}

/** `GET /api/sweeps/{id}/live?after=VERSION`: server-sent events `sweep` (Sweep) and `rows` (Table without parameters). `GET /api/live`: `sweeps` (Sweep[], without `running`) and `nodes` (Node[]). */

/** `GET /api/sweeps/{id}/metrics`. */
export interface MetricName {
  key: string;
  /** Trials that have it. */
  trials: number;
}

/** `GET /api/sweeps/{id}/latest?metric=KEY`: the metric's last value by trial. */
export interface Latest {
  index: number[];
  value: Num[];
}

/** `GET /api/sweeps/{id}/timeline?after=VERSION`: attempts as columns, in the order in which they began; changed ones, and all that run, come again. */
export interface Timeline {
  version: number;
  trial: number[];
  attempt: number[];
  /** Places in `nodes` and `slots`. */
  node: number[];
  slot: number[];
  nodes: string[];
  /** "" where the slot is not known. */
  slots: string[];
  /** Unix milliseconds. */
  began: number[];
  /** 0 while it runs. */
  ended: number[];
  /** r: runs, f: finished, x: failed, t: failed for good, q: taken back (preempted, node lost). One letter an attempt. */
  outcome: string;
  /** By place in the lists. */
  reasons: Record<string, string>;
}

/** `GET /api/sweeps/{id}/trials/{index}/detail`. */
export interface TrialDetail {
  index: number;
  state: string;
  attempt: number;
  key: string;
  seed: string;
  parameters: Record<string, Value>;
  value?: Num | null;
  seconds?: number | null;
  node?: string | null;
  reason?: string | null;
  run_id?: string | null;
  /** The run that its pictures are in: another sweep's where the trial was answered by that. */
  pictures_run_id?: string | null;
  attempts: {
    attempt: number;
    node: string;
    slot: string;
    began_at: string;
    ended_at?: string | null;
    /** running, finished, failed, failed_for_good or taken_back. */
    outcome: string;
    reason?: string | null;
  }[];
  reused?: { sweep: string; trial: number } | null;
  /** The command that trains it again and compares. */
  replay: string;
}

/** `GET /api/sweeps/{id}/trials/{index}/log?after=OFFSET[&attempt=N]`: the newest attempt's lines, at most 32,000 characters. Another attempt's log begins at 0 again. */
export interface TrialLog {
  text: string;
  /** What to ask for next. */
  next: number;
  /** More may come. */
  live: boolean;
  attempt: number;
}

/** One `why` answer: `GET /api/sweeps/{id}/why?trial=`. */
export interface Why {
  sweep: string;
  trial?: number | null;
  state: string;
  waits: string;
  unblocks?: string | null;
  attempts: { attempt: number; reason: string }[];
}

/** `GET /api/sweeps/{id}/runs`: MLflow run ids by trial index; a reused trial's is the run with its pictures. */
export type Runs = Record<string, string>;
