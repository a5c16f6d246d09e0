/** A filter as typed, read: `noise > 0.2 and (state = finished or node ~ "gpu")`. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly name: Word; readonly op: Operator; readonly values: readonly Word[] };

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

/** A piece of the text and where it stands. */
export interface Word {
  readonly text: string;
  readonly at: number;
  readonly kind: 'word' | 'number' | 'quoted' | 'sign' | 'end';
}

/** What is wrong, for a person, and at which character (from 0). */
export class FilterError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const operators: Record<string, Operator> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '~': '~',
  '!~': '!~',
};

const pattern =
  /\s*(?:(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))|"([^"]*)"|'([^']*)'|`([^`]*)`|(&&|\|\||[!<>=]=|<>|!~|[<>=~!(),])|([\p{L}\p{N}_][\p{L}\p{N}_./-]*))/uy;

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  pattern.lastIndex = 0;
  for (let end = 0; text.slice(end).trim() !== ''; end = pattern.lastIndex) {
    const match = pattern.exec(text);
    if (!match) throw strange(text, end);
    const [whole, number, double, single, back, sign, word] = match;
    const at = end + whole.length - whole.trimStart().length;
    if (number !== undefined) words.push({ text: number, at, kind: 'number' });
    else if (sign !== undefined) words.push({ text: sign, at, kind: 'sign' });
    else if (word !== undefined) words.push({ text: word, at, kind: 'word' });
    else words.push({ text: double ?? single ?? back ?? '', at, kind: back === undefined ? 'quoted' : 'word' });
  }
  words.push({ text: '', at: text.length, kind: 'end' });
  return words;
}

function strange(text: string, end: number): FilterError {
  const at = end + text.slice(end).search(/\S/);
  const sign = text[at] ?? '';
  return new FilterError(`"'\``.includes(sign) ? 'the quotation mark has no second one' : `“${sign}” means nothing here`, at);
}

/** Null for an empty text: it lets everything through. */
export function parse(text: string): Condition | null {
  if (text.trim() === '') return null;
  const reader = new Reader(wordsOf(text));
  const condition = reader.either();
  reader.end();
  return condition;
}

class Reader {
  private next = 0;

  constructor(private readonly words: readonly Word[]) {}

  either(): Condition {
    let left = this.both();
    while (this.takes('or', '||')) left = { kind: 'or', left, right: this.both() };
    return left;
  }

  end(): void {
    if (this.word.text === ')') throw this.wrong('this bracket was not opened');
    if (this.word.kind !== 'end') throw this.wrong('“and” or “or” is missing before this');
  }

  private both(): Condition {
    let left = this.one();
    while (this.takes('and', '&&')) left = { kind: 'and', left, right: this.one() };
    return left;
  }

  private one(): Condition {
    if (this.takes('not', '!')) return { kind: 'not', of: this.one() };
    if (!this.takes('(')) return this.comparison();
    const condition = this.either();
    if (!this.takes(')')) throw this.wrong('a closing bracket is missing');
    return condition;
  }

  private comparison(): Condition {
    const name = this.word;
    if (name.kind !== 'word')
      throw this.wrong(name.kind === 'end' ? 'the name of a column is missing' : 'this is not the name of a column');
    this.next++;
    const negated = this.takes('not');
    if (this.takes('in')) return negatedIf(negated, { kind: 'compare', name, op: '=', values: this.list() });
    const op = operators[this.word.text];
    if (!op || this.word.kind !== 'sign' || negated) {
      throw this.wrong(`after ${name.text} one of = != < <= > >= ~ (contains) or in (…) is missing`);
    }
    this.next++;
    return { kind: 'compare', name, op, values: [this.value()] };
  }

  private list(): Word[] {
    if (!this.takes('(')) throw this.wrong('after “in” a list in brackets is missing');
    const values = [this.value()];
    while (this.takes(',')) values.push(this.value());
    if (!this.takes(')')) throw this.wrong('a comma or the closing bracket is missing');
    return values;
  }

  private value(): Word {
    const { word } = this;
    if (word.kind === 'end' || word.kind === 'sign') throw this.wrong('a value is missing');
    this.next++;
    return word;
  }

  private get word(): Word {
    return this.words[Math.min(this.next, this.words.length - 1)] as Word;
  }

  private takes(...texts: string[]): boolean {
    const { word } = this;
    const taken = (word.kind === 'word' || word.kind === 'sign') && texts.includes(word.text.toLowerCase());
    if (taken) this.next++;
    return taken;
  }

  private wrong(message: string): FilterError {
    return new FilterError(message, this.word.at);
  }
}

const negatedIf = (negated: boolean, of: Condition): Condition => (negated ? { kind: 'not', of } : of);
