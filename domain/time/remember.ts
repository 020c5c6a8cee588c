/** So many answers are kept: days and zones of people repeat, and computing with zones is slow. */
const most = 5000;

/** The same function of a day and a zone, which remembers its answers. */
export function remember<T>(compute: (day: string, timeZone: string) => T): (day: string, timeZone: string) => T {
  const known = new Map<string, T>();
  return (day, timeZone) => {
    const key = `${day} ${timeZone}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = compute(day, timeZone);
    if (known.size >= most) known.clear();
    known.set(key, answer);
    return answer;
  };
}
