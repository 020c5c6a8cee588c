/** The reader's zone: HR and policy of the demo mean their days there. */
export const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();

/** The day in the reader's zone, so many days from now. */
export function day(fromNow: number): string {
  const date = new Date();
  date.setDate(date.getDate() + fromNow);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => `${part}`.padStart(2, '0')).join('-');
}
