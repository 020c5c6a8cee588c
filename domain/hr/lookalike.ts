/** Small letters of other scripts that nobody can tell from a Latin one. */
const twins: Record<string, string> = {
  a: 'аα',
  c: 'сϲ',
  d: 'ԁ',
  e: 'е',
  g: 'ɡց',
  h: 'һհ',
  i: 'іıι',
  j: 'јϳ',
  k: 'кκ',
  l: 'ӏ',
  n: 'ո',
  o: 'оοօ',
  p: 'рρ',
  q: 'ԛզ',
  s: 'ѕ',
  u: 'υս',
  v: 'ν',
  w: 'ԝ',
  x: 'хχ',
  y: 'уγ',
};

const latinOf = new Map(Object.entries(twins).flatMap(([latin, others]) => [...others].map((one) => [one, latin])));

/**
 * The same for addresses that look alike and are not: `аda@acme.example` with a Cyrillic first letter, and
 * `ada@acme.example`. Addresses stay different all the same; somebody has to look.
 *
 * @param address in small letters, its domain not in ASCII but as people see it
 */
export function toLookalikeKey(address: string): string {
  return [...address.normalize('NFKC')].map((letter) => latinOf.get(letter) ?? letter).join('');
}
