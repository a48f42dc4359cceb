/** Which tiles are shown, in which order, and where my own goes (pure). */

export interface Arrangement {
  tiles: string[];
  /** My own tile, small above the others; null: it is among the tiles or hidden. */
  floating: string | null;
  /** How many people have no tile. */
  more: number;
}

export const MOST_TILES = 12;

interface Placed {
  userId: string;
  joinNumber: number;
}

/** By who came first, so that nobody jumps; with one other person my own picture floats above theirs. */
export function arrange(people: readonly Placed[], me: string, hideSelf: boolean): Arrangement {
  const order = [...people].sort((a, b) => a.joinNumber - b.joinNumber).map((person) => person.userId);
  const others = order.filter((userId) => userId !== me);
  const withMe = order.includes(me);
  if (others.length === 0) return { tiles: withMe ? [me] : [], floating: null, more: 0 };
  if (hideSelf || !withMe) return limited(others);
  if (others.length === 1) return { tiles: others, floating: me, more: 0 };
  // My own tile keeps its place in a full room: it is how one sees what others see.
  const room = limited(others, MOST_TILES - 1);
  return { ...room, tiles: [...room.tiles, me] };
}

function limited(order: string[], most: number = MOST_TILES): Arrangement {
  if (order.length <= most) return { tiles: order, floating: null, more: 0 };
  return { tiles: order.slice(0, most - 1), floating: null, more: order.length - (most - 1) };
}
