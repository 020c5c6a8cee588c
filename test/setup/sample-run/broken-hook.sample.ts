import { beforeAll, test } from 'vitest';

beforeAll(() => Promise.reject(new Error('the hook is broken')));
test('never runs', () => {});
