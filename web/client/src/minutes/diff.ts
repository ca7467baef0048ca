// What differs between two texts, by hanzi and by word: the fewest deletions and insertions.

export interface Piece {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

const CELLS = 4_000_000; // beyond it the middle counts as rewritten: half a second on an old desk

/** From `before` to `after`; pieces that follow one another are of different kinds, `gone` before `new`. */
export function diff(before: string, after: string): Piece[] {
  const a = tokens(before);
  const b = tokens(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const pieces: Piece[] = [{ kind: 'same', text: a.slice(0, start).join('') }];
  pieces.push(...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)));
  pieces.push({ kind: 'same', text: a.slice(a.length - end).join('') });
  return joined(pieces);
}

/** Words of letters or digits, and everything else sign by sign. */
function tokens(text: string): string[] {
  return text.match(/[A-Za-z0-9]+|[\s\S]/gu) ?? [];
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): Piece[] {
  if (a.length * b.length > CELLS) return [{ kind: 'gone', text: a.join('') }, { kind: 'new', text: b.join('') }];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      longest[at] = a[i] === b[j]
        ? (longest[at + width + 1] ?? 0) + 1
        : Math.max(longest[at + width] ?? 0, longest[at + 1] ?? 0);
    }
  }
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const at = i * width + j;
    if (a[i] === b[j]) {
      pieces.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if ((longest[at + width] ?? 0) >= (longest[at + 1] ?? 0)) pieces.push({ kind: 'gone', text: a[i++] ?? '' });
    else pieces.push({ kind: 'new', text: b[j++] ?? '' });
  }
  return [...pieces, { kind: 'gone', text: a.slice(i).join('') }, { kind: 'new', text: b.slice(j).join('') }];
}

/** Between two pieces that are the same, all that is gone, then all that is new. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  let [gone, added] = ['', ''];
  const flush = (): void => {
    if (gone) found.push({ kind: 'gone', text: gone });
    if (added) found.push({ kind: 'new', text: added });
    gone = added = '';
  };
  for (const { kind, text } of pieces) {
    if (!text) continue;
    if (kind === 'gone') gone += text;
    else if (kind === 'new') added += text;
    else {
      flush();
      const last = found.at(-1);
      if (last?.kind === 'same') last.text += text;
      else found.push({ kind, text });
    }
  }
  flush();
  return found;
}
