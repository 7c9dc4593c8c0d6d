/** How tiles fill a screen: as large as all of them fit. Pure; lengths in pixels. */

export const GAP = 3;
const LEAST = 24; // what a finger can hit. Source: WCAG 2.2, success criterion 2.5.8
const MOST_HEIGHT = 200;
const NAMED = { width: 116, height: 40 }; // room for a name and a status below it
const PREFERRED_SHAPE = 2.5; // width by height: a name is wider than it is high

export interface Tiling {
  columns: number;
  width: number;
  height: number;
}

/**
 * One grid for all where a name fits every tile; else a grid for those in trouble, whose names must be
 * read, and a denser one for the others below it.
 */
export function wallOf(inTrouble: number, others: number, width: number, height: number): [Tiling] | [Tiling, Tiling] {
  const whole = tilingOf(inTrouble + others, width, height);
  if (inTrouble === 0 || others === 0 || isNamed(whole)) return [whole];
  const columns = Math.max(1, Math.floor((width + GAP) / (NAMED.width + GAP)));
  const first = { columns, width: share(width, columns), height: NAMED.height };
  const left = height - GAP - heightOf(first, inTrouble);
  const second = tilingOf(others, width, left);
  return heightOf(second, others) <= left ? [first, second] : [whole];
}

export function isNamed({ width, height }: Tiling): boolean {
  return width >= NAMED.width && height >= NAMED.height;
}

export function heightOf({ columns, height }: Tiling, count: number): number {
  const rows = Math.ceil(count / columns);
  return rows * height + (rows - 1) * GAP;
}

/** Those that do not fit even at their least size go on below the screen. */
export function tilingOf(count: number, width: number, height: number): Tiling {
  let best: Tiling | null = null;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const tiling = tilesIn(columns, Math.ceil(count / columns), width, height);
    if (tiling.width < LEAST) break;
    if (tiling.height >= LEAST && (best === null || room(tiling) > room(best))) best = tiling;
  }
  return best ?? smallest(width);
}

function tilesIn(columns: number, rows: number, width: number, height: number): Tiling {
  return { columns, width: share(width, columns), height: Math.min(MOST_HEIGHT, share(height, rows)) };
}

function smallest(width: number): Tiling {
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST + GAP)));
  return { columns, width: share(width, columns), height: LEAST };
}

function share(length: number, parts: number): number {
  return Math.floor((length - GAP * (parts - 1)) / parts);
}

/** How large text may be: as high as the tile, or as wide as it lets a name be. */
function room({ width, height }: Tiling): number {
  return Math.min(width / PREFERRED_SHAPE, height);
}
