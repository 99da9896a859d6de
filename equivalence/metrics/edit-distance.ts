/**
 * Victor-Purpura distance of two ascending trains: cheapest way from one to the other, where a
 * spike costs 1 to add or take away and `cost * abs(dt)` to move (Victor and Purpura 1996).
 *
 * @param cost - Per unit of time, 0 or more; Infinity: only coincident spikes are kept.
 */
export function victorPurpuraDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  cost: number,
): number {
  let above = Float64Array.from({ length: second.length + 1 }, (_, column) => column);
  for (let row = 1; row <= first.length; row += 1) {
    const current = new Float64Array(second.length + 1);
    current[0] = row;
    for (let column = 1; column <= second.length; column += 1) {
      const distance = Math.abs((first[row - 1] as number) - (second[column - 1] as number));
      const move = distance === 0 ? 0 : cost * distance;
      current[column] = Math.min(
        (above[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (above[column - 1] as number) + move,
      );
    }
    above = current;
  }
  return above[second.length] as number;
}
