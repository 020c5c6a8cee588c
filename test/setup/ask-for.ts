import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's shared services answer. */
    servicesUrl: string;
  }
}

/** Asks the test run for one of the services of `global.ts`; the first to ask waits until it is made. */
export async function askFor<T>(service: string): Promise<T> {
  const response = await fetch(`${inject('servicesUrl')}/${service}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`The test run cannot give ${service}:\n${text}`);
  return JSON.parse(text) as T;
}
