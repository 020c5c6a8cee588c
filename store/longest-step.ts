/** As long as an attempt at a step may last: what was begun before that is over, whatever its record says. */
export const longestStep = '2 minutes';
