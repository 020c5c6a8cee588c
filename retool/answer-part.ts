/**
 * What matters in a part of the answer, by depth of brackets: where a key may announce the next array to cut out
 * (`key`, and `array` inside its bracket), where a comma ends an entry, and the depth that ends the part.
 */
export interface Part {
  key: number;
  array: number;
  comma: number;
  end: number;
}

const never = -1;
export const answer: Part = { key: 1, array: 2, comma: never, end: 0 };
export const plainList: Part = { key: never, array: never, comma: 2, end: 1 };
export const listOfParents: Part = { key: 3, array: 4, comma: 2, end: 1 };
export const nestedList: Part = { key: never, array: never, comma: 4, end: 3 };
