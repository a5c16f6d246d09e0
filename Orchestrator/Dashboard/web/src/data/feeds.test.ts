import { describe, expect, it } from 'vitest';
import { lanesOf } from '../charts/timeline/model';
import { decodeCurves, dues } from './curves';
import { offer, withdraw } from './offered';
import { rowsOf } from './timeline';
import type { Column } from './trials';
import { trials } from './view';
import type { Timeline } from './wire';

describe('curves', () => {
  it('come as counts, lengths, steps and values', () => {
    const buffer = new ArrayBuffer(4 + 16 + 12 + 12);
    new Int32Array(buffer, 0, 8).set([2, 7, 2, 9, 1, 1, 2, 5]);
    new Float32Array(buffer, 32, 3).set([0.5, 0.25, 4]);
    const [first, second] = decodeCurves(buffer);
    expect(first?.[0]).toBe(7);
    expect([...(first?.[1].steps ?? [])]).toEqual([1, 2]);
    expect([...(first?.[1].values ?? [])]).toEqual([0.5, 0.25]);
    expect([second?.[0], [...(second?.[1].steps ?? [])], [...(second?.[1].values ?? [])]]).toEqual([9, [5], [4]]);
  });

  it('may be none', () => {
    expect(decodeCurves(new ArrayBuffer(4))).toEqual([]);
  });
});

const timeline = (slots: string[], times: [number, number][]): Timeline => ({
  version: 1,
  trial: times.map((_, place) => place),
  attempt: times.map(() => 1),
  node: times.map(() => 0),
  slot: times.map((_, place) => place % slots.length),
  nodes: ['alpha'],
  slots,
  began: times.map(([began]) => began),
  ended: times.map(([, ended]) => ended),
  outcome: 'f'.repeat(times.length),
  reasons: { 1: 'out of memory' },
});

describe('curves to ask for', () => {
  const states = (values: number[]) => {
    const column: Column = {
      key: 'state',
      label: 'state',
      categories: ['pending', 'running', 'finished'],
      values: Float64Array.from(values),
      varies: true,
    };
    trials.value = { count: values.length, columns: new Map([['state', column]]) };
  };

  it('are those that run, and for a while those that ended, even unseen', () => {
    const due = dues(undefined);
    states([2, 1, 0, 0]);
    expect(due()).toEqual([1]);
    states([2, 2, 1, 2]);
    expect(due().sort()).toEqual([1, 2, 3]);
    expect(due().sort()).toEqual([1, 2, 3]);
    states([2, 2, 2, 2]);
    expect(due().sort()).toEqual([1, 2, 3]);
    expect(due()).toEqual([2]);
    expect(due()).toEqual([2]);
    expect(due()).toEqual([]);
  });

  it('are no others than were asked about', () => {
    states([1, 1]);
    expect(dues([1])()).toEqual([1]);
  });
});

describe('the timeline', () => {
  it('gives a lane to each slot', () => {
    const lanes = lanesOf(
      rowsOf(
        timeline(
          ['cpu/0', 'cpu/1'],
          [
            [0, 5],
            [0, 5],
            [5, 0],
          ],
        ),
      ),
    );
    expect(lanes.map(({ name, attempts }) => [name, attempts.map(({ trial }) => trial)])).toEqual([
      ['cpu/0', [0, 2]],
      ['cpu/1', [1]],
    ]);
    expect(lanes[1]?.attempts[0]?.reason).toBe('out of memory');
  });

  it('puts what overlaps on lanes of its own where the slot is not known', () => {
    const lanes = lanesOf(
      rowsOf(
        timeline(
          [''],
          [
            [0, 10],
            [5, 0],
            [10, 20],
          ],
        ),
      ),
    );
    expect(lanes.map(({ attempts }) => attempts.map(({ trial }) => trial))).toEqual([[0, 2], [1]]);
  });
});

describe('an offered column', () => {
  const column = (values: number[]): Column => ({
    key: 'm.loss',
    label: 'loss',
    categories: null,
    values: Float64Array.from(values),
    varies: true,
  });

  it('comes back after a live update, is renewed, and gives way to the table’s own', () => {
    trials.value = { count: 2, columns: new Map() };
    offer(column([1, 2]));
    expect(trials.value.columns.get('m.loss')?.values[1]).toBe(2);
    trials.value = { count: 2, columns: new Map() };
    expect(trials.value.columns.has('m.loss')).toBe(true);
    offer(column([1, 3]));
    expect(trials.value.columns.get('m.loss')?.values[1]).toBe(3);
    const own = column([8, 9]);
    trials.value = { count: 2, columns: new Map([['m.loss', own]]) };
    expect(trials.value.columns.get('m.loss')).toBe(own);
    withdraw('m.loss');
  });

  it('stays away from another sweep', () => {
    offer(column([1, 2]));
    trials.value = { count: 3, columns: new Map() };
    expect(trials.value.columns.has('m.loss')).toBe(false);
    withdraw('m.loss');
  });
});
